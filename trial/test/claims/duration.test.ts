import type { SimulatedWorld } from "@orchlang/simulator";
import { expect, test } from "vitest";
import { duration } from "../../src/claims/durations.ts";
import { declared } from "./declared.ts";
import { allProved, breaches, breachesInMany, failing, subjectOf, verdicts } from "./play.ts";

function plan(body: string, rule: string): string {
  return `${declared}plan p(n: Int in 1..3) {\n${body}\n}\nguardrail g advisory { ${rule} }\n`;
}

const two = "step b = book(n)\nstep s = send(n) { after b }";

test("undoing is part of the time", () => {
  const subject = allProved(subjectOf(plan(two, "latency <= 3s")));
  expect(breaches(duration, subject)).toEqual([]);
  // The second call fails as it ends: 3 s, and undoing the first one takes 1 s more.
  const found = breaches(duration, subject, { answers: failing("m.send") });
  expect(found.some((each) => each.includes("m.p took 4 s") && each.includes("guardrail"))).toBe(true);
  const enough = subjectOf(plan(two, "latency <= 1h"));
  expect(verdicts(enough)).toContain("proved");
  const many = breachesInMany(duration, enough);
  expect(many.filter((each) => each.includes("guardrail"))).toEqual([]);
});

test("a call that is silent for all of its time, or goes on, lies outside", () => {
  const subject = allProved(subjectOf(plan(`${two}\nstep k = note(n) { after s }`, "latency <= 3s")));
  const silent: SimulatedWorld = { answers: { "m.note": () => ({ never: true }) } };
  expect(breaches(duration, subject, silent)).toEqual([]);
  const beside = allProved(
    subjectOf(
      plan("step b = book(n)\nstep s = send(n)\nstep k = note(n) { after b, s }", "latency <= 2500ms"),
    ),
  );
  const stubborn: SimulatedWorld = {
    answers: {
      ...failing("m.send"),
      "m.book": () => ({ cooperates: true, stubborn: true }),
    },
  };
  expect(breaches(duration, beside, stubborn)).toEqual([]);
});

test("people, timers and the order of an operator", () => {
  const subject = allProved(subjectOf(plan("wait 5s", "latency <= 4s")));
  expect(breaches(duration, subject)).toHaveLength(1);
  const paused = [
    { at: 1_000, does: "orders", order: { order: "pause" } },
    { at: 60_000, does: "orders", order: { order: "unpause" } },
  ] as const;
  const enough = allProved(subjectOf(plan("wait 5s", "latency <= 6s")));
  expect(breaches(duration, enough, { happenings: paused })).toEqual([]);
});

test("a member that is gone is waited for, and lies outside", () => {
  const vans = "type Van { id: String, online: Bool }\nresource vans: Van { at edge  lease 2h }\n";
  const text = `${plan("with v = vans for 1m { step s = send(n) }", "latency <= 2s")}${vans}`;
  const gone: SimulatedWorld = { happenings: [{ at: 0, does: "loses", pool: "m.vans", for: 9_000 }] };
  expect(breaches(duration, allProved(subjectOf(text)), gone)).toEqual([]);
});
