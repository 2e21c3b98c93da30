import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { orch } from "./in-process.ts";
import { resultOf, workFolder } from "./orch.ts";

const program = `module seats
service free(seat: Int) { effect idempotent  latency <= 5m  run module "./seats.ts#free" }
service take(seat: Int) -> { seat: Int } {
  effect  idempotent
  latency <= 5m
  undo    free(seat)
  run     module "./seats.ts#take"
}
plan evening(seat: Int) {
  step taken = take(seat)
  when taken.seat > 0 { fail "The play is called off" }
}
`;
const handlers = `import { HandlerFailure } from "@orchlang/runtime/handler";
import { appendFileSync, existsSync } from "node:fs";
export function take({ seat }) { appendFileSync("calls", "take\\n"); return { seat }; }
export function free() {
  appendFileSync("calls", "free\\n");
  if (!existsSync("open")) throw new HandlerFailure("permanent", "the box office is closed");
}
`;

test("orch retry tries once more what could not be undone, and the run goes on to its end", async () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "seats.orch"), program);
  writeFileSync(join(cwd, "seats.ts"), handlers);
  const first = await orch(["run", "seats.orch", "--input", '{"seat": 3}', "--format", "json"], { cwd });
  expect(first.code).toBe(3);
  const run = String(resultOf(first).run);
  const shown = await orch(["show", run], { cwd });
  expect(shown.stdout).toContain("the box office is closed");
  expect(await orch(["retry", run, "nothing"], { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("no step nothing"),
  });
  // Still closed: it waits as before.
  expect((await orch(["retry", run, "taken"], { cwd })).code).toBe(3);
  appendFileSync(join(cwd, "open"), "");
  const again = await orch(["retry", run, "taken", "--why", "they are back"], { cwd });
  expect([again.code, again.stderr + again.stdout]).toEqual([
    1,
    expect.stringContaining("The play is called off"),
  ]);
  expect(readFileSync(join(cwd, "calls"), "utf8")).toBe("take\nfree\nfree\nfree\n");
  const timeline = await orch(["timeline", run, "--format", "json", "--all"], { cwd });
  expect(timeline.stdout).toContain("they are back");
  expect((await orch(["replay", run], { cwd })).code).toBe(0);
  // Over is over.
  expect(await orch(["retry", run, "taken"], { cwd })).toMatchObject({ code: 2 });
});

const owing = `module alarms
service sound(n: Int) -> { id: Int } {
  effect  idempotent
  latency <= 5m
  irreversible because "everybody has heard it"
  run     module "./alarms.ts#sound"
}
service file_case(n: Int) { effect idempotent  latency <= 5m  run module "./alarms.ts#fileCase" }
guardrail filed { every sound followed by file_case within 1d }
plan alarm(n: Int) -> { id: Int } {
  step sounded = sound(n)
  step case = file_case(n) { optional  after sounded }
  return sounded
}
`;
const archive = `import { existsSync } from "node:fs";
export function sound({ n }) { return { id: n }; }
export function fileCase() {
  if (!existsSync("open")) throw new Error("the archive is closed");
}
`;

test("orch retry calls once more what failed and would pay what is owed, and the run closes", async () => {
  const cwd = workFolder();
  writeFileSync(join(cwd, "alarms.orch"), owing);
  writeFileSync(join(cwd, "alarms.ts"), archive);
  const first = await orch(["run", "alarms.orch", "--input", '{"n": 3}', "--format", "json"], { cwd });
  expect(first.code, first.stderr).toBe(3);
  const run = String(resultOf(first).run);
  expect((await orch(["show", run], { cwd })).stdout).toContain(`orch retry ${run} case `);
  // Still closed: it is owed as before.
  expect((await orch(["retry", run, "case"], { cwd })).code).toBe(3);
  appendFileSync(join(cwd, "open"), "");
  expect((await orch(["retry", run, "case"], { cwd })).code).toBe(0);
  expect((await orch(["timeline", run, "--all"], { cwd })).stdout).toContain("`filed` is met");
  expect((await orch(["replay", run], { cwd })).code).toBe(0);
});
