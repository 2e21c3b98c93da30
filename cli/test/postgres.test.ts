import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type PostgresServer, postgresServer } from "@orchlang/runtime/testing";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { hall, serving } from "./hall.ts";
import { orch } from "./orch.ts";

/* `--store postgres://…`: the journal of a project in a real PostgreSQL server. */

let server: PostgresServer;

beforeAll(async () => {
  server = await postgresServer();
});

afterAll(async () => {
  await server?.close();
});

interface Project {
  readonly cwd: string;
  readonly url: string;
  readonly store: readonly [string, string];
}

async function project(): Promise<Project> {
  const url = await server.database();
  return { cwd: hall(), url, store: ["--store", url] };
}

const wait = { timeout: 60_000 };

const bakery = `module bakery.oven
import std.memory { recall, remember }
plan learn(lesson: String) -> Bool {
  step kept = remember(topic: "bread", lesson, origin: person)
  return kept.fresh
}
plan lessons() -> [String] { step found = recall(topic: "bread")  return found.map(text => text) }
`;

test("a memory may be in the database of the journal, for every process that names it", async () => {
  const { cwd, url, store } = await project();
  writeFileSync(join(cwd, "orch.json"), JSON.stringify({ memory: { file: "${MEMORY_URL}" } }));
  writeFileSync(join(cwd, "oven.orch"), bakery);
  const given = { cwd, env: { MEMORY_URL: url } };
  const input = ["--input", '{"lesson": "Rye needs water."}'];
  const learnt = await orch(["run", "oven.orch#learn", ...input, ...store], given);
  expect([learnt.code, learnt.stdout]).toEqual([0, expect.stringContaining("true")]);
  const told = await orch(["run", "oven.orch#lessons", ...store], given);
  expect([told.code, told.stdout]).toEqual([0, expect.stringContaining('["Rye needs water."]')]);
});

test("commands run, list, show and audit; secrets are sealed with a key in the project's folder", async () => {
  const { cwd, url, store } = await project();
  const input = JSON.stringify({ who: "Ada", code: "unmistakable" });
  const ran = await orch(["run", "hall.orch#welcome", "--input", input, ...store], { cwd });
  expect([ran.code, ran.stdout]).toEqual([0, expect.stringContaining("completed")]);
  const listed = await orch(["runs", ...store, "--format", "json"], { cwd });
  const first = JSON.parse(listed.stdout) as { readonly run: string };
  expect(first).toMatchObject({ status: "completed" });
  const shown = await orch(["show", first.run, ...store], { cwd });
  expect([shown.code, shown.stdout]).toEqual([0, expect.stringContaining("said")]);
  const audited = await orch(["audit", ...store], { cwd });
  expect([audited.code, audited.stderr]).toEqual([0, ""]);
  await server.run(
    url,
    `DO $$ BEGIN IF EXISTS (SELECT FROM orch.records WHERE body LIKE '%unmistakable%')
       OR EXISTS (SELECT FROM orch.documents WHERE text LIKE '%unmistakable%')
     THEN RAISE 'the secret is there'; END IF; END $$`,
  );
  expect(readdirSync(join(cwd, ".orch")).filter((name) => name.endsWith("-key"))).toHaveLength(1);
  await server.run(url, "UPDATE orch.records SET body = replace(body, 'Closed', 'closed')");
  expect((await orch(["audit", ...store], { cwd })).code).toBe(1);
});

test("a server serves it, is killed and serves it again; a second is refused, and commands go to the first", async () => {
  const { cwd, url, store } = await project();
  const first = await serving(cwd, store);
  const begun = { workflow_name: "answer", input: { who: "Ada" } };
  const { run } = await first.ask("/workflow/execute", begun, "one");
  const second = await orch(["serve", "hall.orch", "--port", "0", ...store], { cwd });
  expect(second.code).not.toBe(0);
  first.child.kill("SIGKILL");
  await first.ended;
  const again = await serving(cwd, store);
  // The same request under the same key is the same run, which waits as before.
  expect(await again.ask("/workflow/execute", begun, "one")).toMatchObject({ run });
  const answered = await orch(["answer", String(run), "go", '{"granted": true}', ...store], { cwd });
  expect(answered.code).toBe(0);
  await vi.waitFor(
    async () => expect(await again.ask(`/runs/${run}`)).toMatchObject({ status: "completed" }),
    wait,
  );
  again.child.kill("SIGINT");
  await again.ended;
  expect((await orch(["audit", ...store], { cwd })).code).toBe(0);
  expect(url).not.toBe("");
});

test("what is for files is refused with what does the same; no output has the password", async () => {
  const { cwd, url } = await project();
  const secret = url.replace("orch@", "orch:hunter2@");
  const calls = [
    ["backup", "out"],
    ["restore", "out"],
    ["audit", "--accept-loss", "no"],
    ["runs"],
    ["show", "ZZZZ"],
  ];
  for (const args of calls) {
    const { code, stdout, stderr } = await orch([...args, "--store", secret], { cwd });
    expect([args, code]).toEqual([args, 2]);
    expect(stdout + stderr).not.toContain("hunter2");
  }
});
