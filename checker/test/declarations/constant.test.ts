import { check, compileText } from "@orchlang/compiler/testing";
import { describe, expect, test } from "vitest";
import { checked } from "./checked.ts";

describe("constants", () => {
  test("stand wherever their value may, in any order, and across modules", () => {
    const program = checked(`module m
let most = few * 10
let few: Int in 1..9 = 3
let price = $0.50
let window = 40m
let tags = ["a"] + ["b"]
service s(n: Int in 0..most, t: [String] size 0..few) { effect idempotent  latency <= window  cost <= price * n }
plan p(n: Int in 1..most) { step all = for i in 1..n up to most { step a = s(i, t: tags) { timeout window } } }
`);
    const params = program.capabilities.get("m.s")?.capability.params;
    expect(JSON.stringify(params)).toContain('"maximum":30');
    expect(program.routines.get("m.p")).toBeDefined();
    check(`
//- /a.orch
module a
let most = 4
private let own = 5
let other = own
//- /b.orch
module b
import a { most as limit }
plan p(n: Int in 1..limit) -> Int { return n * limit }
`);
  });

  test("take nothing from a run, and not from themselves", () => {
    check(`module m
signal hot: Bool { from x }
let a = b + 1
    ^ error[ORCH3628] The value of \`a\` depends on itself.
let b = a
let later = now
            ^^^ error[ORCH3613]
let warm = hot
           ^^^ error[ORCH3613]
let wrong: Int = "x"
                 ^^^ error[ORCH3002]
let narrow: Int in 1..3 = 5
                          ^ error[ORCH3004]
let unknown = nothing_here
              ^^^^^^^^^^^^ error[ORCH3201]
let twice = 1
let twice = 2
    ^^^^^ error[ORCH2001]
plan p(n: Int) -> Int { return n + a + wrong + unknown }
`);
  });

  test("have no label, and neither has a let", () => {
    check(`module m
type Person { name: String, mail: Email @personal }
let mail: Email @personal = "a@b.c"
          ^^^^^^^^^^^^^^^ error[ORCH3734]
let ada: Person = { name: "a", mail: "a@b.c" }
         ^^^^^^ error[ORCH3734]
let all: [Person] = []
         ^^^^^^^^ error[ORCH3734]
service send(to: Email) { effect idempotent  latency <= 5s }
plan p(who: Person) {
  let to: Email @public = who.mail
          ^^^^^^^^^^^^^ error[ORCH3734]
}
plan q(who: Person) {
  let to: Email = who.mail
  step sent = send(to)
                   ^^ error[ORCH3501] \`to\` of \`send\` is personal, but \`send\` is cleared for internal only.
}
`);
  });

  test("give a let the type that it is said to have", () => {
    check(`module m
type Size = small | large
plan p(xs: [Int] size 1..3) -> Int {
  let note: String? = "a"
  let size: Size = small
  let none_yet: [String] = []
  let share: Float = 2
  let list: [Int] = xs + [1]
  step a = for x in list { yield if size == large then x else 1 }
  when xs.size > 2 { return none_yet.size + (note ?? "b").size }
  return (share + a.sum).round
}
plan q(n: Int) -> Int {
  let few: Int in 1..4 = n
                         ^ error[ORCH3004]
  return few
}
`);
  });

  test("are inlined: a plan is the same as with the values written out", () => {
    const plan = (text: string) => {
      const found = compileText(text).plan("m.p")?.plan;
      expect(found).toBeDefined();
      return found;
    };
    expect(plan("module m\nlet k = 5\nplan p(n: Int) -> Int { return n + k }")).toEqual(
      plan("module m\nlet k = 5\nplan p(n: Int) -> Int { return n + 5 }"),
    );
  });
});
