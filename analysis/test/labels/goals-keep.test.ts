import { describe, expect, test } from "vitest";
import { look } from "../analyse/source.ts";

/* A goal's `keep L at T` counts what decides that one of its plans is tried, wherever that is decided. */

const services = `module m
event mail(who: String @personal) { from x }
service far(x: Int) { effect idempotent  latency <= 1s  at edge  clearance personal }
service near(x: String) -> { ok: Bool } { effect idempotent  latency <= 1s  at device  clearance personal }
`;

function verdicts(body: string, plan: string): readonly string[] {
  const looked = look(`${services}${body}`);
  const file = looked.plan(plan);
  const obligations = file?.plan.obligations.filter(
    ({ source }) => "goal" in source && source.clause === "keep",
  );
  const errors = looked.all.filter(({ severity }) => severity === "error").map(({ code }) => code);
  return [...(obligations ?? []).map(({ verdict }) => verdict), ...errors];
}

const alone = `goal g() -> Int { keep personal at device }
plan only() -> Int achieves g { step s = far(1)  return 1 }
`;

describe("refuses", () => {
  test("a plan that is tried because an earlier one gave way by personal data", () => {
    const text = `goal g(x: String @personal) -> Int { keep personal at device }
plan first(x: String @personal) -> Int achieves g {
  step p = near(x)
  when x.size > 3 { fail "no" }
  return 0
}
plan second(x: String @personal) -> Int achieves g { step s = far(1)  return 1 }
`;
    expect(verdicts(text, "m.g")).toContain("ORCH4106");
  });

  test("a plan that a trigger starts by personal data", () => {
    const text = `${alone}trigger t { on event mail where event.who == "x" start g() }`;
    expect(verdicts(text, "m.g")).toContain("ORCH4106");
  });

  test.each(["g()", "only()"])("a caller that asks for %s by personal data", (asked) => {
    const text = `${alone}plan p(x: String @personal) { when x.size > 3 { step a = ${asked} } }`;
    expect(verdicts(text, "m.p")).toContain("ORCH4106");
  });

  test("a caller of a caller", () => {
    const text = `${alone}plan q(n: Int @personal) { when n > 3 { step a = g() } }
plan p(x: String @personal) { step a = q(x.size) }`;
    expect(verdicts(text, "m.p")).toContain("ORCH4106");
  });
});

describe("proves", () => {
  test("what a caller does beside the goal", () => {
    const text = `${alone}plan p(x: String @personal) { step a = g()  step b = far(x.size) { after a } }`;
    expect(verdicts(text, "m.p")).toEqual(["proved"]);
  });

  test("a goal that is asked for whatever the personal data are", () => {
    const text = `${alone}plan p(x: String @personal) { step b = near(x)  step a = g() { after b } }`;
    expect(verdicts(text, "m.p")).toEqual(["proved"]);
  });
});
