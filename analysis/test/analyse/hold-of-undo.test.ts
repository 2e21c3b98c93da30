import { describe, expect, test } from "vitest";
import { look, told } from "./source.ts";

/* An undo that needs a held member ends with its hold: what happened once is left standing by a later failure. */

const head = `module m
type Lift { id: String, online: Bool }
resource lifts: Lift x 2 { at edge  lease 2h }
service raise(lift: String) -> { ok: Bool } { effect once  latency <= 5m  undo lower(lift) }
service lower(lift: String) { effect idempotent  latency <= 5m }
service paint() -> { ok: Bool } { effect pure  latency <= 10m }
`;

const program = (inside: string, variable = "x"): string => `${head}
plan p() -> { ok: Bool } {
  with ${variable} = lifts wait 10m for 1h {
    ${inside}
  }
  step done = paint() { after high }
  return { ok: done.ok }
}
`;

function codes(text: string): readonly string[] {
  return told(text, look(text).all)
    .filter((one) => !one.includes("warning"))
    .map((one) => one.slice(one.indexOf("ORCH")));
}

describe("an undo that needs what is held", () => {
  test.each<readonly [string, string]>([
    ["by the step's argument", program("step high = raise(lift: x.id)")],
    ["whatever the member is called", program("step high = raise(lift: lift.id)", "lift")],
    ["through a `let`", program("let name = x.id\n    step high = raise(lift: name)")],
    [
      "as what a loop goes over",
      program("step high = for one in [x] up to 1 { step r = raise(lift: one.id)  yield r.ok }"),
    ],
  ])("%s", (_, text) => {
    expect(codes(text)).toEqual(["ORCH4201"]);
  });

  const called = (within: string, call: string, given = "lift"): string => `${head}
plan up(lift: String) -> { ok: Bool } {
  ${within}
  return { ok: high.ok }
}
plan further(lift: String) -> { ok: Bool } {
  step higher = up(lift: ${given})
  return { ok: higher.ok }
}
plan p(own: String) -> { ok: Bool } {
  with x = lifts wait 10m for 1h {
    ${call}
  }
  step done = paint() { after high }
  return { ok: done.ok }
}
`;
  const raised = "step high = raise(lift)";

  test.each<readonly [string, string]>([
    ["as it is told", called(raised, "step high = up(lift: x.id)")],
    [
      "through a `let`",
      called(`let name = lift\n  step high = raise(lift: name)`, "step high = up(lift: x.id)"),
    ],
    ["through another plan", called(raised, "step high = further(lift: x.id)")],
  ])("by the argument of a plan that is called, %s", (_, text) => {
    const found = look(text).all.filter(({ severity }) => severity === "error");
    expect(found.map(({ code }) => code)).toEqual(["ORCH4201"]);
    expect(found[0]?.message).toBe(
      "`high` stands if a later step fails: the undo of `raise` needs what is given back before, and it is not said to be irreversible.",
    );
  });

  test.each<readonly [string, string]>([
    ["given something else", called(raised, "step high = up(lift: own)")],
    ["that gives something else on", called(raised, "step high = further(lift: x.id)", '"old"')],
  ])("nothing is said of a plan that is called, %s", (_, text) => {
    expect(codes(text).filter((code) => !code.startsWith("ORCH2009"))).toEqual([]);
  });

  test.each<readonly [string, string]>([
    ["of something else", program('step high = raise(lift: "the old one")')],
    ["of something else, under the name of a parameter", program('step high = raise(lift: "old")', "lift")],
  ])("%s: it can be called later as well", (_, text) => {
    expect(codes(text)).toEqual([]);
  });
});
