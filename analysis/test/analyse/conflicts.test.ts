import { compile, openSession } from "@orchlang/compiler";
import { check, memoryHost } from "@orchlang/compiler/testing";
import { describe, expect, test } from "vitest";

const machine = `module m
type D { id: String }
resource ds: D x 2 { at edge  lease 1h }
service fly(d: String, n: Int) -> Int { effect idempotent  latency <= 1m  touches D by d  fails low }
service land(d: String) { effect idempotent  latency <= 1m  touches D by d }
`;

describe("steps that touch the same thing (rule 52)", () => {
  test("are ordered where one comes after the loop, on a side of which the other stands", () => {
    check(`${machine}
plan p() {
  with d = ds wait 1m for 30m {
    step r = for last from 0 up to 4 until last > 3 {
      when last > 1 { step s = fly(d.id, last) }
      yield last + 1
    }
    step down = land(d.id) { after r }
  }
}`);
  });

  test("are ordered where one handles the failure of the other", () => {
    check(`${machine}
plan p(d: String) {
  step up = fly(d, 1) else {
    step down = land(d)
    fail "It does not fly"
  }
}`);
  });

  test("are not where one comes after something else", () => {
    check(`${machine}
plan p(d: String, n: Int) {
  when n > 1 { step s = fly(d, n) }
  step down = land(d)
       ^^^^ warning[ORCH4502]
}`);
  });

  test("are in no conflict where one needs a value of what stands on the other side", () => {
    check(`${machine}
plan p() {
  with d = ds wait 1m for 30m { step up = fly(d.id, 1) } else { step safe = land("x") }
  when up is some { step down = land("x") }
}
plan q() {
  with d = ds wait 1m for 30m { step up = fly(d.id, 1) } else { step safe = land("x") }
  when up is none { step down = land("x") }
                         ^^^^ warning[ORCH4502]
}`);
  });
});

/** The fixes of all conflicts, which a session offers as well. */
function advised(text: string): readonly string[] {
  const [program, host] = [{ files: ["/m.orch"], root: "/" }, memoryHost({ "/m.orch": text })];
  const { diagnostics } = compile(program, host);
  expect(openSession(program, host).diagnostics("/m.orch")).toEqual(diagnostics);
  const conflicts = diagnostics.filter(({ code }) => code === "ORCH4502");
  expect(conflicts).not.toEqual([]);
  return conflicts.flatMap(({ fixes }) => fixes.map(({ title }) => title));
}

describe("the order that is advised takes no proof away", () => {
  const flights = `module m
type D { id: String }
resource ds: D x 2 { at edge  lease 1h }
service fly(d: String, n: Int) -> Int { effect idempotent  latency <= 10m  touches D by d }
service land(d: String) { effect idempotent  latency <= 10m  touches D by d }
service log(n: Int) { effect idempotent  latency <= 8m }
`;
  const held = (time: string, rest = "") => `${flights}
plan p() {
  with d = ds wait 1m for ${time} {
    step down  = land(d.id)
    step up    = fly(d.id, 1)
    step noted = log(up)
  }
}
${rest}`;

  test.each([
    ["as it is written, where the hold is long enough", held("40m"), ["Run `up` after `down`"]],
    ["the other way, where only that is in time", held("25m"), ["Run `down` after `up`"]],
    ["none, where the hold would be too short", held("19m"), []],
    ["any, where the hold is too short already", held("15m"), ["Run `up` after `down`"]],
    [
      "that no guardrail is against, whatever happens",
      held("40m", "guardrail g { latency <= 25m }"),
      ["Run `down` after `up`"],
    ],
    [
      "in time for the guardrail of a caller",
      held("40m", "plan q() { step a = p()  step b = p() { after a } }\nguardrail g { latency <= 52m }"),
      ["Run `down` after `up`"],
    ],
    [
      "none that makes a goal late",
      held("40m", "goal g() { budget latency <= 25m }").replace("plan p()", "plan p() achieves g"),
      [],
    ],
  ])("%s", (_, text, expected) => {
    expect(advised(text)).toEqual(expected);
  });
});
