import { describe, expect, test } from "vitest";
import { look } from "../analyse/source.ts";

const declared = `module m
type Van { id: String }
resource vans: Van x 9 { at edge }
resource other: Van x 1 { at edge }
event stop() { from z }
service send() { effect once  irreversible because "it is gone" }
service load() { effect once  undo unload() }
service unload() { effect idempotent }
service wash() { effect idempotent }
service look() { effect pure  fails dark }
plan careful() { step q = load() using vans { optional } }
`;

/** The most vans that one run of `p` holds at once. */
function peak(body: string, plans = ""): string | undefined {
  const looked = look(`${declared}${plans}\nplan p(b: Bool) {\n${body}\n}`);
  expect(looked.all.filter(({ severity }) => severity === "error")).toEqual([]);
  return /holds at most (\d+)/u.exec(looked.verdicts("m.p")?.evidence["demand m.vans"] ?? "")?.[1];
}

const sequence = (...steps: readonly string[]): string => `sequence { ${steps.join("\n")} }`;

const wash = "step z = wash() using vans";
const race = "step r = first of { x = load() using vans, y = wait 1s }";

describe("what a call in doubt holds, it holds when its step has ended (rule 18)", () => {
  test.each([
    ["by itself", "step q = load() using vans { optional }"],
    ["in a called plan", "step q = careful()"],
    ["under a condition", "when b { step q = load() using vans { optional } }"],
    ["in a hold of something else", "with o = other for 1h { step q = load() using vans { optional } }"],
    ["in the `else` of a hold", "with o = other for 1h { wait 1s } else { step q = careful() }"],
    ["in a handler", "step a = look() else { step q = load() using vans { optional } }"],
    ["in a handler that is a call", "step a = look() { optional } else load() using vans"],
    ["in a handler that calls a plan", "step a = look() else careful()"],
    ["in a loop", "step l = for v in [1] { step q = load() using vans { optional } }"],
    ["after a wait", "step w = wait for event stop within 1s { optional } else load() using vans"],
  ])("%s", (_, first) => {
    expect(peak(sequence(first, wash))).toBe("2");
  });

  test("in each round of a loop", () => {
    expect(peak("step l = for v in [1, 2, 3] at once 1 { step q = careful() }")).toBe("3");
  });

  test("before the `finally` of a called plan; a run's own plan waits for it", () => {
    const inner = `plan inner() { step q = load() using vans { optional } finally { ${wash} } }`;
    expect(peak("step i = inner()", inner)).toBe("2");
    expect(peak(`step q = load() using vans { optional } finally { ${wash} }`)).toBe("1");
  });

  test("in the `finally` of a called plan", () => {
    const inner = "plan inner() { wait 1s finally { step q = send() using vans { optional } } }";
    expect(peak(sequence("step i = inner()", wash), inner)).toBe("2");
  });
});

test.each([
  ["by itself", race, "2"],
  ["under a condition", `when b { ${race} }`, "2"],
  ["in a handler", `step a = look() else { ${race} }`, "2"],
  [
    "in work that an event interrupts",
    "when b { step d = do { step x = load() using vans } until event stop }",
    "2",
  ],
  ["in a hold, which waits for them", `with o = other for 1h { ${race} }`, "1"],
  ["in a round, which waits for them", `step l = for v in [1, 2] at once 1 { ${race} }`, "1"],
  ["in a called plan, which waits for them", "step i = raced()", "1"],
])("losers of a race hold what they have when it has ended: %s", (_, first, most) => {
  expect(peak(sequence(first, wash), `plan raced() { ${race} }`)).toBe(most);
});

test.each([
  ["a step that has to succeed", "step q = load() using vans"],
  ["what can be tried again", "step q = wash() using vans { optional }"],
  ["a hold, whatever becomes of what is done in it", "with v = vans for 1h { step q = load() { optional } }"],
  [
    "a call in doubt that holds something else",
    "step a = wash() using vans  step q = load() using other { after a  optional }",
  ],
])("%s holds nothing when it has ended", (_, first) => {
  expect(peak(sequence(sequence(first), wash))).toBe("1");
});
