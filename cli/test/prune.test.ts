import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "@orchlang/compiler";
import { createOrchestrator, openJournal, openSqliteStore } from "@orchlang/runtime";
import { expect, test, vi } from "vitest";
import { inProcess } from "./in-process.ts";
import { ending, start, workFolder } from "./orch.ts";

/* Ended runs go from a journal: listed first, then for good; here, and in the process that holds the journal. */

const program = "module s\nplan p(n: Int) -> Int { return n }\nplan q(n: Int) -> Int { return n }\n";
const soon = { timeout: 300_000, interval: 20 };

/** A journal in `.orch` with so many ended runs. */
async function withRuns(cwd: string, count: number): Promise<void> {
  writeFileSync(join(cwd, "s.orch"), program);
  const { plan } = compile(
    { files: ["/s.orch"], root: "/" },
    { read: () => ({ text: program }), standard: () => undefined, standardModules: [] },
  );
  const store = openSqliteStore(join(cwd, "journal.db"), { mode: "write" });
  const file = plan("s.p");
  if ("fault" in store || file === undefined) throw new Error("no journal or no plan");
  const orch = await createOrchestrator({ store, output: () => undefined });
  if ("fault" in orch) throw new Error(orch.message);
  const one = async (n: number): Promise<void> => {
    const begun = await orch.start({ plan: file, input: { n }, root: cwd });
    if ("refused" in begun) throw new Error(begun.message);
    await orch.rest(begun.run);
  };
  await Promise.all(Array.from({ length: count }, (_, n) => one(n)));
  await orch.close();
}

const store = ["--store", "journal.db"] as const;
const told = async (cwd: string, ...args: readonly string[]) => {
  const { code, stdout, stderr } = await inProcess([...args, ...store, "--format", "json"], { cwd });
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout) as { readonly runs: readonly string[]; readonly events: number };
};

/** As the journal itself has it, verified as a whole. */
async function left(cwd: string): Promise<number> {
  const journal = await openJournal(join(cwd, "journal.db"));
  if ("fault" in journal) throw new Error(journal.message);
  let runs = 0;
  for await (const { run, status } of journal.runs()) {
    expect(status).toBe("completed");
    expect(await journal.verify(run)).toMatchObject({ whole: true });
    runs += 1;
  }
  expect(await journal.verify()).toMatchObject({ whole: true });
  expect((await journal.audit())?.altered).toEqual([]);
  await journal.close();
  return runs;
}

test("what is due is listed, and removed only with `--yes`", async () => {
  const cwd = workFolder();
  await withRuns(cwd, 25);
  const bare = await inProcess(["prune", ...store], { cwd });
  expect([bare.code, bare.stderr]).toEqual([2, expect.stringContaining("`--days`")]);
  const wrong = await inProcess(["prune", "--days", "soon", ...store], { cwd });
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("number of days")]);
  expect(await told(cwd, "prune", "--days", "1")).toEqual({ removed: false, runs: [], events: 0 });
  const { stdout } = await inProcess(["prune", "--days", "0", ...store], { cwd });
  expect(stdout).toContain("25 runs and 0 events can be removed");
  expect(stdout).toContain("and 5 more");
  expect(await left(cwd)).toBe(25);

  writeFileSync(join(cwd, "server.json"), '{"retention": {"plans": {"q": 1}}}');
  expect((await told(cwd, "prune", "--settings", "server.json")).runs).toEqual([]);
  writeFileSync(join(cwd, "server.json"), '{"retention": {"plans": {"p": 0.0000001}}}');
  expect((await told(cwd, "prune", "--settings", "server.json")).runs).toHaveLength(25);
  const done = await told(cwd, "prune", "--days", "0", "--yes");
  expect([done.runs.length, done.events]).toEqual([25, 0]);
  expect(await left(cwd)).toBe(0);
  expect(await told(cwd, "prune", "--days", "0", "--yes")).toMatchObject({ runs: [] });
  const missing = await inProcess(["prune", "--days", "1", "--store", "none.db"], { cwd });
  expect(missing.code).toBe(2);
});

test("a server that holds the journal prunes, and lists those runs no longer", async () => {
  const cwd = workFolder();
  await withRuns(cwd, 3);
  const server = start(
    ["serve", "s.orch", "--port", "0", "--format", "json", "--token-file", "t", ...store],
    { cwd },
  );
  try {
    const line = await new Promise<string>((resolve) =>
      server.stdout?.setEncoding("utf8").on("data", (text: string) => resolve(text)),
    );
    const { address } = JSON.parse(line.split("\n")[0] ?? "") as { readonly address: string };
    const { readFileSync } = await import("node:fs");
    const token = readFileSync(join(cwd, "t"), "utf8")
      .trim()
      .replace(/^authorization: */iu, "");
    const runs = async (): Promise<unknown> => {
      const headers = { authorization: token.startsWith("Bearer") ? token : `Bearer ${token}` };
      const response = await fetch(`${address}/api/orchestration/runs`, { headers });
      return ((await response.json()) as { readonly total?: number }).total;
    };
    expect(await runs()).toBe(3);
    const done = await told(cwd, "prune", "--days", "0", "--yes");
    expect(done.runs).toHaveLength(3);
    await vi.waitFor(async () => expect(await runs()).toBe(0), soon);
    expect(await left(cwd)).toBe(0);
  } finally {
    server.kill("SIGTERM");
    await ending(server);
  }
});

test("a prune that is killed in the middle leaves a whole journal, and the next removes the rest", async () => {
  const cwd = workFolder();
  await withRuns(cwd, 600);
  const child = start(["prune", "--days", "0", "--yes", ...store], { cwd });
  const ended = ending(child);
  await vi.waitFor(async () => {
    const journal = await openJournal(join(cwd, "journal.db"));
    if ("fault" in journal) throw new Error(journal.message);
    let runs = 0;
    for await (const _ of journal.runs()) runs += 1;
    await journal.close();
    expect(runs).toBeLessThan(600);
  }, soon);
  child.kill("SIGKILL");
  await ended;
  const kept = await left(cwd);
  expect(kept % 100).toBe(0);
  expect((await told(cwd, "prune", "--days", "0", "--yes")).runs).toHaveLength(kept);
  expect(await left(cwd)).toBe(0);
});
