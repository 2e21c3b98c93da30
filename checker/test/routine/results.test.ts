import { check } from "@orchlang/compiler/testing";
import { describe, test } from "vitest";

const calls = `module m
tool t(n: Int) -> Int { effect pure  latency <= 1s }
`;

describe("results of a plan", () => {
  test("are one: a second that can be reached is told, wherever it stands", () => {
    check(`${calls}
plan p(n: Int) -> Int {
  return n
  when n > 3 { return 1 }
               ^^^^^^^^ error[ORCH3707] Two \`return\`s can both be reached here, but a plan has one result.
}
plan q(n: Int) -> Int {
  when n > 3 {
    return 1
    return 2
    ^^^^^^^^ error[ORCH3707]
  } else { return 3 }
}
plan r(n: Int) -> Int {
  step a = t(n) else {
    return 1
    return 2
    ^^^^^^^^ error[ORCH3707]
  }
  return a
}`);
  });

  test("below a choice that has returned are another way", () => {
    check(`${calls}
plan p(n: Int) -> Int {
  when n > 3 { when n > 4 { return 1 } else { return 2 } }
  step a = t(n)
  return a
}`);
  });

  test("are given on every way", () => {
    check(`${calls}
plan p(n: Int) -> Int {
     ^ error[ORCH3708] \`p\` gives an \`Int\`, but some path returns nothing.
  when n > 3 { return 1 } else when n > 2 { fail "two" }
}
plan q(n: Int) -> Int {
  when n > 3 { return 1 } else when n > 2 { fail "two" } else { sequence { return 2 } }
}
type Mood = good | bad
plan r(m: Mood) -> Int {
  match m { good { return 1 } bad { fail "bad" } }
}`);
  });

  test("of a race are there in the arm of the branch that has won, under its name", () => {
    check(`${calls}
plan p(n: Int) -> Int {
  step r = first of { a = t(n), b = t(n), late = wait 3d }
  let x = match r { a: r.a + 1, b: r.b + 1, late: 4 }
  match r {
    a { return r.a + x }
    b { step c = t(n: r.b + 1)  return c }
    late { return 0 }
  }
}
plan q(n: Int) -> Int {
  step r = first of { a = t(n), b = t(n) }
  return match r { a: r.b + 1, b: 2 }
                      ^^^ error[ORCH3003]
}
plan either(n: Int) -> Int {
  step r = first of { a = t(n), b = t(n) }
  return match r { a | b: r.a + 1 }
                          ^^^ error[ORCH3003]
}`);
  });

  test("fit what is declared, and are not there where nothing is", () => {
    check(`${calls}
plan p(n: Int) -> { a: Int, b: String? } {
  when n > 3 { return { a: n } }
  return { a: "x" }
              ^^^ error[ORCH3002]
}
plan q(n: Int) {
  return n
  ^^^^^^^^ error[ORCH3710] \`q\` declares no result, but returns one.
}`);
  });
});

describe("what is yielded", () => {
  test("is one value a round, as what is returned is one a plan", () => {
    check(`${calls}
plan p(ns: [Int] size 1..3) -> [Int] {
  step r = for n in ns {
    yield n
    when n > 2 { yield 2 }
                 ^^^^^^^ error[ORCH3707] Two \`yield\`s can both be reached here, but a plan has one result.
  }
  return r
}`);
  });

  test("does not end its round, branch or handler: what stands below a choice that yields is reached as well", () => {
    check(`${calls}
type Mood = good | bad
plan p(ns: [Int] size 1..3, m: Mood) -> [Int] {
  step r = for n in ns {
    when n > 3 { yield 1 }
    yield n
    ^^^^^^^ error[ORCH3707] Two \`yield\`s can both be reached here, but a plan has one result.
  }
  step f = first of {
    a = {
      match m { good { yield 1 } bad { wait 1s } }
      step x = t(1)
      when x > 2 { yield x }
                   ^^^^^^^ error[ORCH3707]
    }
    b = wait 1h
  }
  step b = t(1) else {
    when error.attempts > 2 { yield 1 }
    fail "no"
    ^^^^^^^^^ error[ORCH3707] A \`yield\` and a \`fail\` can both be reached here, and only one can count.
  }
  step c = t(1) else {
    when error.attempts > 2 { yield 1 }
    return r
    ^^^^^^^^ error[ORCH3707] A \`yield\` and a \`return\` can both be reached here, and only one can count.
  }
  return [b, c]
}`);
  });

  test("may stand below what ends the plan, and beside what is done as well", () => {
    check(`${calls}
plan p(ns: [Int] size 1..3) -> [Int] {
  step r = for n in ns {
    when n < 0 { fail "negative" }
    when n > 3 { yield 1 } else { yield n }
    step x = t(n)
    when x < 0 { fail "negative" }
  }
  step b = t(1) else {
    when error.attempts > 2 { return r }
    yield 1
  }
  return [b]
}`);
  });

  test("and a return where none may stand are one mistake", () => {
    check(`${calls}
plan p(ns: [Int] size 1..3) -> [Int] {
  step r = for n in ns {
    when n > 3 { yield 1 }
    return [n]
    ^^^^^^^^^^ error[ORCH3709]
  }
  return r
}`);
  });

  test("goes to what is nearest around", () => {
    check(`${calls}
plan p(ns: [Int] size 1..3) -> [Int] {
  step r = for n in ns {
    step a = t(n) else { yield 0 }
    when a > 3 { yield a } else { yield n }
  }
  yield r
  ^^^^^^^ error[ORCH3711]
  return r
}`);
  });
});

describe("what is yielded where nothing takes it", () => {
  test("is one mistake, and not a missing result as well", () => {
    check(`${calls}
plan p(n: Int) -> Int {
  yield n
  ^^^^^^^ error[ORCH3711]
}
plan q(n: Int) -> Int {
  when n > 3 { yield n } else { yield 0 }
               ^^^^^^^ error[ORCH3711]
                                ^^^^^^^ error[ORCH3711]
}`);
  });
});

describe("finally", () => {
  test("may not count on what the plan would have given", () => {
    check(`${calls}
plan p(n: Int) -> Int {
  let limit = 3
  step a = t(n)
  return a
  finally {
    step b = t(a)
               ^ error[ORCH3003] \`a\` may be missing here: the plan may have ended before it.
    step c = t(limit)
    step d = t(n)
  }
}`);
  });
});
