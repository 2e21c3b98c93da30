import { check } from "@orchlang/compiler/testing";
import { describe, test } from "vitest";

describe("names at top level", () => {
  test("are declared once; both places are shown", () => {
    check(`module m
type A { x: Int }
tool A(n: Int) -> Int { effect pure  latency <= 1s }
     ^ error[ORCH2001] \`A\` is declared twice in this module.
role A
     ^ error[ORCH2001] \`A\` is declared twice in this module.
unit A: Length = 1 meter
`);
  });

  test("may be those of built-in types: what a module declares goes first", () => {
    check(`module m
type Data { bytes: Int }
tool t(d: Data) -> Int { effect pure  latency <= 1s }
plan p() -> Int {
  step a = t({ bytes: 3 })
  return a
}`);
  });

  test("of broken declarations are known, and nothing more is said of them", () => {
    check(`module m
tool t(n: Int -> Int { effect pure }
              ^^ error[ORCH0101]
plan p(n: Int) -> Int {
  step a = t(n)
  return a
}`);
  });

  test("suggest only what could stand there", () => {
    check(`module m
type price { n: Int }
tool prize(n: Int) -> Int { effect pure  latency <= 1s }
plan p(n: Int) -> Int {
  step a = prise(n)
           ^^^^^ error[ORCH2005] There is no capability, plan or goal called \`prise\`.
  return a
}`);
  });

  test("of another kind are told as what they are", () => {
    check(`module m
role boss
event e(n: Int) { from x }
plan p(n: Int) -> Int {
  step a = boss(n)
           ^^^^ error[ORCH2006] \`boss\` is a role; this place needs a capability, plan or goal.
  step b = wait for event boss
                          ^^^^ error[ORCH2006]
  emit p(n)
       ^ error[ORCH2006]
  return n
}`);
  });

  test("stand with their module where they are not imported", () => {
    check(`
//- /orch.json
{}
//- /a.orch
module a
import b { t }
plan p(n: Int) -> Int {
  step x = t(n)
  step y = b.u(x)
  step z = b.v(y)
           ^^^ error[ORCH2003] \`v\` is private to \`b\`.
  return z
}
//- /b.orch
module b
tool t(n: Int) -> Int { effect pure  latency <= 1s }
tool u(n: Int) -> Int { effect pure  latency <= 1s }
private tool v(n: Int) -> Int { effect pure  latency <= 1s }
plan q(n: Int) -> Int {
  step a = v(n)
  return a
}
`);
  });
});

describe("imports", () => {
  test("of what is private are one mistake, though nothing else uses it", () => {
    check(`
//- /orch.json
{}
//- /a.orch
module a
import b { v }
           ^ error[ORCH2003]
plan p(n: Int) -> Int {
  step z = v(n)
  return z
}
//- /b.orch
module b
private tool v(n: Int) -> Int { effect pure  latency <= 1s }
`);
  });

  test("bring one name each, under another if told so", () => {
    check(`module m
import std.people { Approval as Yes, supervisor, supervisor as boss, operator }
                                                                     ^^^^^^^^ warning[ORCH2007] \`operator\` is imported and never used.
human a(n: Int) -> Yes { ask supervisor  show "\${n}" }
human b(n: Int) -> Yes { ask boss  show "\${n}" }
`);
  });

  test("do not hide, and are not hidden", () => {
    check(`module m
import std.people { Approval, supervisor }
                    ^^^^^^^^ error[ORCH2004] \`Approval\` is imported, but the name is taken.
type Approval { ok: Bool }
human a(n: Int) -> Approval { ask supervisor  show "\${n}" }
`);
  });

  test("of what is not there are told, and what they would have brought is not missed", () => {
    check(`module m
import std.people { Aproval }
                    ^^^^^^^ error[ORCH2002] \`std.people\` has no \`Aproval\`.
import no.such { Thing, do_it }
       ^^^^^^^ error[ORCH1007] There is no module \`no.such\`.
plan p(t: Thing) -> Aproval {
  step a = do_it(t)
  return a
}
`);
  });
});

describe("what nothing uses", () => {
  test("is told of imports, private declarations and parameters of plans", () => {
    check(`module m
import std.people { Approval, supervisor }
                    ^^^^^^^^ warning[ORCH2007]
private type Inner { n: Int }
             ^^^^^ warning[ORCH2008]
private type Used { n: Int }
human h(u: Used) -> Bool { ask supervisor  show "\${u.n}" }
plan p(a: Int, b: Int, c: Int) -> Int {
                       ^ warning[ORCH2009]
  timeout 1s * b
  return a
}
`);
  });

  test("is told of values in plans, but of none that a scenario reads", () => {
    check(`module m
plan p(a: Int) -> Int {
  let read  = a * 2
  let asked = a * 3
  let twice = read + 1
      ^^^^^ warning[ORCH2009] Nothing in \`p\` uses its value \`twice\`.
  when read > 3 {
    let inner = a
        ^^^^^ warning[ORCH2009] Nothing in \`p\` uses its value \`inner\`.
    return { short: a }.short
  }
  return a
}
scenario "it is asked for" for p { given a = 1  expect asked == 3 }
`);
  });

  test("is not told of parameters that a goal sets or a trigger hands over", () => {
    check(`module m
goal g(n: Int) -> Int { success "ok" when result > 0 }
plan p(n: Int) -> Int achieves g { return 1 }
plan q(n: Int) -> Int { return 1 }
trigger t { on every 1h  start q(n: 1) }
`);
  });
});
