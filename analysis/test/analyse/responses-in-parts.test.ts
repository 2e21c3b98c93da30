import { describe, expect, test } from "vitest";
import { look, told } from "./source.ts";

/*
 * Responses across parts (semantics, rules 34 and 40): an action in a part that the plan around it answers, or the other
 * way round.
 */

const head = `module m
event stop()
resource vans x 2 { lease 1h }
type Cart { id: String }
resource carts: Cart x 2 { at edge  lease 1h }
service lock(x: String) { effect idempotent  latency <= 2s  undo unlock(x) }
service unlock(x: String) { effect idempotent  latency <= 2s }
service shut(x: String) { effect idempotent  latency <= 2s }
service report(x: String) { effect idempotent  latency <= 2s }
service fine(x: String) -> Bool { effect pure  latency <= 2s }
guardrail locks { every lock followed by report }
guardrail shuts { every shut followed by report }
private plan one(x: String) { step l = lock(x) }
private plan wavering(x: String) { step l = lock(x)  step ok = fine(x) { after l }  when not ok { fail "no" } }
private plan say(x: String) { step r = report(x) }
`;

const asked = 'step ok = fine(x) { after a }  when not ok { fail "no" }';
const answered = "step r = report(x) { after a }";

function verdict(body: string, rest = ""): string {
  const text = `${head}${rest}\nplan p(x: String, xs: [String] size 0..5) {\n${body}\n}\n`;
  const looked = look(text);
  const errors = told(text, looked.all).filter((one) => one.includes("error"));
  if (errors.length > 0) return errors.join();
  const found = looked
    .verdicts("m.p")
    ?.obligations.filter(({ rule }) => rule === "locks" || rule === "shuts");
  return found?.find((one) => one.verdict !== "proved")?.verdict ?? "proved";
}

/** The title of the case, the body of the plan, and more declarations. */
type Case = readonly [shows: string, body: string, rest: string];

const proved: readonly Case[] = [
  ["the plan may fail between", `step a = one(x)  ${asked}  ${answered}`, ""],
  ["the part may fail itself", `step a = wavering(x)  ${answered}`, ""],
  [
    "each round may fail",
    `step a = for x in xs { step l = wavering(x) } { optional up to 50% }  ${answered}`,
    "",
  ],
  ["an optional part may fail", `step a = wavering(x) { optional }  ${answered}`, ""],
  [
    "a part of a part may fail",
    `step a = outer(x)  ${answered}`,
    "private plan outer(x: String) { step w = wavering(x) }",
  ],
  [
    "its time may be over",
    `step a = slow(x) { timeout 1s }  ${answered}`,
    "private plan slow(x: String) { step l = lock(x)  wait 1h }",
  ],
  [
    "another branch may win",
    `step a = first of { b = { step l = one(x)  yield 1 }, c = { wait 1s  yield 2 } }  ${answered}`,
    "",
  ],
  ["an event may interrupt it", `step a = do { step l = one(x) } until event stop { }  ${answered}`, ""],
  ["a part in `finally` may fail itself", `finally { step a = wavering(x)  ${answered} }`, ""],
  [
    "a hold around it has nothing that its undo needs",
    `with v = vans for 1h { step a = one(x) }  ${answered}`,
    "",
  ],
];

test.each(proved)("what is undone needs no response, where %s", (_, body, rest) => {
  expect(verdict(body, rest)).toBe("proved");
});

const open: readonly Case[] = [
  ["the part is called in `finally`", `finally { step a = one(x)  ${asked}  ${answered} }`, ""],
  [
    "a part around it calls it in `finally`",
    `step a = closing(x)  ${asked}  ${answered}`,
    "private plan closing(x: String) { finally { step l = one(x) } }",
  ],
  [
    "its undo needs what the plan holds",
    `with v = carts for 1h { step a = one(v.id) }  ${asked}  ${answered}`,
    "",
  ],
  [
    "the end of a hold may stop the part, and takes what its undo needs",
    "with v = carts for 1s { step l = for c in [v.id] { step a = answering(c) } }",
    "private plan answering(x: String) { step l = lock(x)  step r = report(x) { after l } }",
  ],
  ["a `commit` is between", `step a = one(x)  commit  ${asked}  ${answered}`, ""],
  [
    "a part around it commits and may fail",
    `step a = committing(x)  ${answered}`,
    'private plan committing(x: String) { step l = one(x)  commit  step ok = fine(x)  when not ok { fail "no" } }',
  ],
  [
    "nothing undoes it and the part may fail",
    `step a = shutting(x)  ${answered}`,
    'private plan shutting(x: String) { step l = shut(x)  step ok = fine(x) { after l }  when not ok { fail "no" } }',
  ],
];

test.each(open)("what stays needs its response, where %s", (_, body, rest) => {
  expect(verdict(body, rest)).toBe("checked");
});

describe("a response in a part counts", () => {
  test("in a part of a part, too", () => {
    expect(verdict("step a = shut(x)  step r = say(x) { after a }")).toBe("proved");
    expect(
      verdict(
        "step a = shut(x)  step r = saying(x) { after a }",
        "private plan saying(x: String) { step s = say(x) }",
      ),
    ).toBe("proved");
  });

  test("not where it is optional and a rule may deny it", () => {
    const optional = "private plan saying(x: String) { step r = report(x) { optional } }";
    const denied = 'policy d { on report  deny when now.time in 19:00..07:00 because "night" }';
    const body = "step a = shut(x)  step r = saying(x) { after a }";
    expect(verdict(body, optional)).toBe("proved");
    expect(verdict(body, `${optional}\n${denied}`)).toBe("checked");
  });

  test("not where its plan may be over before", () => {
    const body = "step a = shut(x)  step r = saying(x) { after a }";
    expect(verdict(body, "private plan saying(x: String) { timeout 1s  wait 5s  step r = report(x) }")).toBe(
      "checked",
    );
  });
});
