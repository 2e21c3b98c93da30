import { check } from "@orchlang/compiler/testing";
import { describe, test } from "vitest";

const head = `module m
type Mood = happy | sad | angry
tool feel(n: Int) -> Mood { effect pure  latency <= 1s }
tool roll(n: Int) -> Int in 1..6 { effect pure  latency <= 1s  fails lost }
tool list(n: Int) -> { names: [String] } { effect pure  latency <= 1s  ensures result.names.size <= 5 }
service note(text: String) { effect idempotent  latency <= 1s }
`;

test("a whole number that is none of its ends is between them", () => {
  check(`module m
tool t(list: [Int] size 1..9) -> Int { effect pure  latency <= 1s }
tool u(n: Int in 1..8) -> Int { effect pure  latency <= 1s }
plan p(list: [Int] size 0..9, n: Int in 0..9) -> Int {
  when list.size == 0 { return 0 }
  when n == 9 or n == 0 { return 1 }
  step a = t(list)
  step b = u(n)
  return a + b
}
plan q(list: [Int] size 0..9) -> Int {
  when list.size != 1 { step a = t(list) }
                                   ^^^^ error[ORCH3009]
  return if list.size != 0 then list.first else 0
}`);
});

describe("a condition that is settled before the run", () => {
  test("by the ranges of types", () => {
    check(`${head}
plan p(n: Int in 1..5) -> Int {
  when n > 7 { fail "large" }
       ^^^^^ error[ORCH3726] This condition never holds, so nothing under it can ever run.
  step dice = roll(n)
  when dice <= 6 { return dice } else { return 3 }
       ^^^^^^^^^ warning[ORCH3727] This condition always holds, so it decides nothing.
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

  test("by a side above that asks the same", () => {
    check(`${head}
plan p(n: Int, moods: [Int] size 0..3) -> Int {
  when n * n == 7 { return 1 }
  else when moods.any(m => m > n) { return 2 }
  else when n * n == 7 { return 3 }
            ^^^^^^^^^^ error[ORCH3726] This condition never holds, so nothing under it can ever run.
  else when moods.any(m => m > n) { return 4 }
            ^^^^^^^^^^^^^^^^^^^^^ error[ORCH3726]
  else when moods.any(m => m > 7) { return 5 }
  return 6
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

describe("an arm of a match", () => {
  test("that never fits, or of which nothing is left, is told", () => {
    check(`${head}
plan p(n: Int in 1..10, mood: Mood) -> Int {
  when mood == happy { return 0 }
  match n {
    1..5 { return 1 }
    3..4 { return 2 }
    ^^^^ error[ORCH3212] \`3..4\` is matched above, so this is never reached.
    6..9 { return 3 }
    20 { return 4 }
    ^^ error[ORCH3225] This is never \`20\`: it is an \`Int in 1..10\`.
    10 {
      match mood {
        happy { return 5 }
        ^^^^^ error[ORCH3225] This is never \`happy\`: it can only be \`sad\` or \`angry\` here.
        sad { return 6 }
        angry { return 7 }
      }
    }
  }
}
plan r(n: Int in 1..10) -> Int {
  match n { 1..3 { return 1 } 5 { return 2 } 8..9 { return 3 } }
  ^^^^^^^ error[ORCH3211] This match does not cover \`4\`, \`6..7\`, \`10\`.
}`);
  });

  test("behind all others, where nothing is left, is told", () => {
    check(`${head}
plan q(mood: Mood) -> Int {
  match mood { happy { return 1 } sad | angry { return 2 } else { return 3 } }
                                                           ^^^^ warning[ORCH3226]
}
plan r(n: Int in 1..3) -> Int {
  match n { 1 { return 1 } 2..3 { return 2 } else { return 3 } }
                                             ^^^^ warning[ORCH3226]
}
plan s(word: Mood?) -> Int {
  match word { happy { return 1 } sad | angry { return 2 } else { return 3 } }
}
plan t(mood: Mood, sure: Bool) -> Int {
  let a = match mood { happy: 1, sad | angry: 2, else: 3 }
                                                 ^^^^ warning[ORCH3226]
  let b = match sure { true: 1, false: 2, else: 3 }
                                          ^^^^ warning[ORCH3226]
  let c = match true { true: 1, false: 2, else: 3 }
  return a + b + c
}`);
  });

  test("knows what it was taken for", () => {
    check(`${head}
plan p(mood: Mood, note: String?) -> Int {
  match mood {
    happy { when mood == happy { return 1 } else { return 2 } }
                 ^^^^^^^^^^^^^ warning[ORCH3727]
    sad | angry { when mood == happy { return 3 } else { return 4 } }
                       ^^^^^^^^^^^^^ error[ORCH3726]
  }
}
plan q(n: Int) -> Int {
  step a = roll(n) else {
    match error {
      lost { yield 1 }
      timeout | transient { when error is lost { yield 2 } else { yield 3 } }
                                          ^^^^ error[ORCH3222]
      else { yield 4 }
    }
  }
  return a
}`);
  });
});

describe("below a match that ends the plan on some of its arms", () => {
  test("what those take is known not to be", () => {
    check(`${head}
tool may(n: Int) -> Mood? { effect pure  latency <= 1s }
plan p(n: Int) -> Mood {
  step mood = may(n)
  match mood { none { fail "unknown" } happy | sad { } angry { return happy } }
  when mood == angry { return sad }
       ^^^^^^^^^^^^^ error[ORCH3726]
  return mood
}
plan q(n: Int) -> Mood {
  step mood = may(n)
  match mood { sad { } else { fail "not sad" } }
  return mood
}
plan r(n: Int) -> Mood {
  step mood = may(n)
  match mood { sad { step a = note("x") } happy { } else { fail "neither" } }
  return mood
         ^^^^ error[ORCH3003]
}`);
  });
});
