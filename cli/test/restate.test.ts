import { readdirSync } from "node:fs";
import { join } from "node:path";
import { noRestate, type RestateServerOfTests, restateServer } from "@orchlang/runtime/testing";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { hall, serving } from "./hall.ts";
import { orch } from "./orch.ts";

/* `--store restate://…`: the journal of a project on a real Restate server. */

const why = noRestate();
if (why !== undefined) console.warn(`\`--store restate://…\` is not tested here: ${why}.`);

let server: RestateServerOfTests;

beforeAll(async () => {
  if (why === undefined) server = await restateServer();
});

afterAll(async () => {
  await server?.close();
});

function project(): { readonly cwd: string; readonly store: readonly [string, string] } {
  return { cwd: hall(), store: ["--store", server.journal()] };
}

const wait = { timeout: 60_000 };

describe.skipIf(why !== undefined)("a journal on Restate", () => {
  test("commands run, list, show and audit; secrets are sealed with a key in the project's folder", async () => {
    const { cwd, store } = project();
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
    await server.alter(store[1], (_key, value) => {
      expect(value).not.toContain("unmistakable");
      return value;
    });
    expect(readdirSync(join(cwd, ".orch"))).toContainEqual(
      expect.stringMatching(/^restate-[0-9a-f]{12}-key$/u),
    );
  });

  test("a server serves it, is killed and serves it again; a second is refused, and commands go to the first", async () => {
    const { cwd, store } = project();
    const first = await serving(cwd, store);
    const begun = { workflow_name: "answer", input: { who: "Ada" } };
    const { run } = await first.ask("/workflow/execute", begun, "one");
    const second = await orch(["serve", "hall.orch", "--port", "0", ...store], { cwd });
    expect([second.code, second.stderr]).toEqual([2, expect.stringContaining("holds the journal")]);
    first.child.kill("SIGKILL");
    await first.ended;
    const again = await serving(cwd, store);
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
  });

  test("`--join` is for PostgreSQL, and says so", async () => {
    const { cwd, store } = project();
    const joined = await orch(["serve", "hall.orch", "--join", ...store], { cwd });
    expect([joined.code, joined.stderr]).toEqual([2, expect.stringContaining("--store postgres://")]);
  });
});
