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

  test.each<readonly [string, string]>([
    ["of something else", program('step high = raise(lift: "the old one")')],
    ["of something else, under the name of a parameter", program('step high = raise(lift: "old")', "lift")],
  ])("%s: it can be called later as well", (_, text) => {
    expect(codes(text)).toEqual([]);
  });
});
