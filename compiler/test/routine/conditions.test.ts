import { describe, test } from "vitest";
import { check } from "../compile-fixture.ts";

const head = `module m
type Mood = happy | sad | angry
tool feel(n: Int) -> Mood { effect pure  latency <= 1s }
tool roll(n: Int) -> Int in 1..6 { effect pure  latency <= 1s  fails lost }
tool list(n: Int) -> { names: [String] } { effect pure  latency <= 1s  ensures result.names.size <= 5 }
service note(text: String) { effect idempotent  latency <= 1s }
`;

describe("a condition that is settled before the run", () => {
  test("by the ranges of types", () => {
    check(`${head}
plan p(n: Int in 1..5) -> Int {
  when n > 7 { fail "large" }
       ^^^^^ error[ORCH3726] This condition never holds, so nothing under it can ever run.
  step dice = roll(n)
  when dice <= 6 { return dice } else { return 3 }
       ^^^^^^^^^ warning[ORCH3727] This condition always holds: there is nothing to ask.
}
plan q(ns: [Int] size 1..3) -> Int {
  when ns.size == 0 { fail "none" }
       ^^^^^^^^^^^^ error[ORCH3726]
  return ns.first
}`);
  });

  test("by what was asked before", () => {
    check(`${head}
plan p(n: Int, note: String?) -> Int {
  when n > 7 { return 1 }
  when n > 9 { return 2 }
       ^^^^^ error[ORCH3726]
  when n > 5 and n < 3 { return 3 }
       ^^^^^^^^^^^^^^^ error[ORCH3726]
  when note is none { return 4 } else when note is some { return 5 } else { return 6 }
                                           ^^^^^^^^^^^^ warning[ORCH3727]
}
plan q(n: Int) -> Int {
  step mood = feel(n)
  when mood == happy { return 1 }
  when mood in [sad, angry] { return 2 }
       ^^^^^^^^^^^^^^^^^^^^ warning[ORCH3727]
  when mood == happy { return 3 }
       ^^^^^^^^^^^^^ error[ORCH3726]
  return 4
}
plan r(n: Int) -> Int {
  step mood = feel(n)
  when mood != sad { return 1 }
  when mood is sad { return 2 } else { return 3 }
       ^^^^^^^^^^^ warning[ORCH3727]
}`);
  });

  test("wherever one is asked", () => {
    check(`${head}
event seen(level: Int in 0..9)  { from cameras }
type Drone { id: String }
resource drones: Drone x 2 { at edge }
plan p(n: Int in 1..5) -> Int {
  step a = roll(n) { retry 2 when n > 7 } else when n < 1 { yield 3 }
                                  ^^^^^ error[ORCH3726] This condition never holds, so nothing is ever tried again.
                                                    ^^^^^ error[ORCH3726] This condition never holds, so what is under it is never asked for.
  step b = roll(n) { accept it < 7  attempts 3 }
                            ^^^^^^ warning[ORCH3727]
  step c = for v from { last: 1 } up to 3 until v.last > 6 {
                                                ^^^^^^^^^^ error[ORCH3726] This condition never holds, so the loop never ends before its last round.
    step d = roll(n)
    yield { last: d }
  } else { yield { last: 0 } }
  step e = wait for event seen where event.level > 9 within 1h
                                     ^^^^^^^^^^^^^^^ error[ORCH3726] This condition never holds, so nothing is ever let through.
  with drone = drones where n > 5 for 1h { step f = note(drone.id) }
                            ^^^^^ error[ORCH3726]
  step g = wait until n < 1 within 1h
                      ^^^^^ error[ORCH3726] This condition never holds, so the wait never ends.
  return a
}`);
  });

  test("is not one that a round may change", () => {
    check(`${head}
plan p(n: Int) -> Int {
  step sum = for v from 0 up to 9 until v > 20 { step dice = roll(n)  yield v + dice } else { yield 0 }
  step mood = for v from { mood: none, n: 0 } up to 9 until v.mood == happy {
    step next = feel(v.n)
    yield { mood: next, n: v.n + 1 }
  } else { yield { mood: none, n: 0 } }
  return sum
}`);
  });
});
