import { check } from "@orchlang/compiler/testing";
import { describe, test } from "vitest";

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
