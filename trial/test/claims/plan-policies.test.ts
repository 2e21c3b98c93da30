import { simulate } from "@orchlang/simulator";
import { expect, test } from "vitest";
import { subjectOf, worldOf } from "./play.ts";

/* Policies about a plan that a step calls: what they read of the context is asked for before the step. */

const text = `module m
signal busy: Bool { from hall.busy }
signal load: Int in 0..9 { from hall.load }
service s() -> Int { effect idempotent  latency <= 1s }
service fails() -> Int { effect idempotent  latency <= 1s }
plan inner() -> Int { step x = s()  return x }
goal aim() -> Int { success "it is so" when result >= 0 }
plan one() -> Int achieves aim { step x = s()  return x }
policy not_now { on inner  deny when busy because "not now"  allow when load < 5 }
policy not_there { on aim  deny when busy because "not there" }
plan by_plan() -> Int { step y = inner()  return y }
plan by_goal() -> Int { step y = aim()  return y }
plan by_handler() -> Int { step y = fails() else inner()  return y }
`;

const quiet = { "m.busy": false, "m.load": 2 };

test.each([
  ["by_plan", quiet, "completed"],
  ["by_plan", { ...quiet, "m.load": 7 }, "failed"],
  ["by_plan", { ...quiet, "m.busy": true }, "failed"],
  ["by_plan", { "m.load": 2 }, "failed"],
  ["by_goal", quiet, "completed"],
  ["by_goal", { ...quiet, "m.busy": true }, "failed"],
  ["by_handler", quiet, "completed"],
  ["by_handler", { ...quiet, "m.busy": true }, "failed"],
])("%s, where %o is known, has %s", (plan, readings, status) => {
  const subject = subjectOf(text, `m.${plan}`);
  expect(subject.file.plan.obligations.map(({ verdict }) => verdict)).toContain("checked");
  const answers = { "m.fails": () => ({ fails: "permanent" as const }) };
  const run = simulate(subject.file, worldOf(subject, { input: {}, readings, answers }));
  const closed = run.events.find(({ t }) => t === "Closed");
  expect(closed).toMatchObject({ status });
});
