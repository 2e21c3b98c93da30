import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { orch } from "./in-process.ts";
import { workFolder } from "./orch.ts";

const program = `module backup

event night(n: Int) { from clock }

service dump(n: Int) -> { path: String } {
  effect  once
  latency <= 5m
  undo    remove(path: result.path)
  run     module "./backup.ts#dump"
}
service remove(path: String) { effect idempotent  latency <= 5m  run module "./backup.ts#remove" }

plan nightly(n: Int) -> String {
  step made = dump(n)
  return made.path
}
plan tell_operator(run: String) -> String { return run }

trigger each_night { on event night  start nightly(n: event.n)  overlap skip }
trigger stranded { on attention nightly  start tell_operator(run: run.id) }
`;

const handlers = `
export function dump() { throw new Error("ENOENT: no such folder"); }
export function remove() { return null; }
`;

const night = (n: number): string => `{"event": "night", "fields": {"n": ${n}}, "id": "n${n}"}\n`;

test("a run that waits for an operator is told at once, again and again, and starts what listens to that (rule 23a)", async () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "backup.orch"), program);
  writeFileSync(join(cwd, "backup.ts"), handlers);
  writeFileSync(join(cwd, "first.ndjson"), night(1));
  writeFileSync(join(cwd, "second.ndjson"), night(2));

  const first = await orch(["up", "backup.orch", "--ingest", "first.ndjson", "--drain"], { cwd });
  expect(first.stdout, first.stderr).toMatch(
    /! run (\w{16}) waits for an operator: made: its outcome is unknown {6}orch show \1/u,
  );
  expect(first.code).toBe(3);
  const run = /! run (\w{16})/u.exec(first.stdout)?.[1] ?? "";
  expect(first.stdout).toMatch(/▸ stranded starts tell_operator/u);

  const second = await orch(["up", "backup.orch", "--ingest", "second.ndjson", "--drain"], { cwd });
  expect(second.stdout).toContain(`! run ${run} waits for an operator`);
  expect(second.stdout).toContain(`each_night starts nothing: run ${run} waits for an operator`);
  expect(second.code).toBe(3);
  expect(second.stdout).not.toContain("stranded starts");

  const listed = await orch(["runs"], { cwd });
  expect(listed.stdout).toMatch(new RegExp(`${run} +backup\\.nightly +attention`, "u"));
  expect(listed.code).toBe(3);
  const shown = await orch(["show", run], { cwd });
  expect(shown.stdout).toMatch(new RegExp(`^nightly +run ${run} +attention `, "u"));

  expect((await orch(["resolve", run, "made", "--failed", "no folder"], { cwd })).code).toBe(1);
  expect((await orch(["runs"], { cwd })).code).toBe(0);
});

test("a trigger that queues or replaces names the run that waits for an operator too", async () => {
  const cwd = workFolder();
  const triggers = `
trigger in_turn { on event night  start nightly(n: event.n)  overlap queue }
trigger instead { on event night  start nightly(n: event.n)  overlap replace }
`;
  writeFileSync(join(cwd, "backup.orch"), program.replace(/trigger each_night .*\n/u, triggers));
  writeFileSync(join(cwd, "backup.ts"), handlers);
  writeFileSync(join(cwd, "first.ndjson"), night(1));
  writeFileSync(join(cwd, "second.ndjson"), night(2));
  const first = await orch(["up", "backup.orch", "--ingest", "first.ndjson", "--drain"], { cwd });
  expect(first.code, first.stderr).toBe(3);
  const { stdout } = await orch(["up", "backup.orch", "--ingest", "second.ndjson", "--drain"], { cwd });
  for (const trigger of ["in_turn", "instead"]) {
    const [, run] = new RegExp(`${trigger} starts nightly as run (\\w+)`, "u").exec(first.stdout) ?? [];
    expect(stdout).toContain(`${trigger} waits for its turn: run ${run} waits for an operator`);
  }
});

test("a start that such a run leaves no room for says what that run waits for", async () => {
  const cwd = workFolder();
  const alone = program.replace("-> String {\n  step made", "-> String {\n  overlap skip\n  step made");
  writeFileSync(join(cwd, "backup.orch"), alone);
  writeFileSync(join(cwd, "backup.ts"), handlers);
  const start = ["run", "backup.orch#nightly", "--input", '{"n": 1}'];
  const first = await orch(start, { cwd });
  const run = /run (\w{16})/u.exec(first.stdout)?.[1] ?? "none";
  const second = await orch(start, { cwd });
  expect(second.stderr).toContain(
    `as ${run} does. ${run} waits for an operator. Ask again when it has ended`,
  );
});
