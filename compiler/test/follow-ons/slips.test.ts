import { describe, expect, test } from "vitest";
import { check, onlyDiagnostic } from "../compile-fixture.ts";

/* A word that is none is one mistake, and what hangs on it is not told of as well. */

test("a label, a role, a kind of resource", () => {
  check(`module m
role clerk trust personal
type Crane { id: String }
resource cranes: Cranes x 2 { at edge  overflow hired }
                 ^^^^^^ error[ORCH2005]
resource hired: Crane { at edge }
human ask(name: String @personal) -> Bool { ask clark  show "\${name}?" }
                                                ^^^^^ error[ORCH2005]
service file(name: String @personal) { effect idempotent  latency <= 1s  clearance private }
                                                                                   ^^^^^^^ error[ORCH3601]
plan p(name: String @personal) {
  step a = ask(name) { timeout 1d }
  step b = file(name) { after a }
}`);
});

test("a failure, a pattern, a pause", () => {
  check(`module m
tool t(n: Int) -> Int { effect pure  latency <= 1s }
plan p(n: Int in 0..9) -> Int {
  step r = for v from n up to 3 until v > 9 { step x = t(v)  yield x } else when error == exhaused { yield error.last }
                                                                                          ^^^^^^^^ error[ORCH3222]
  step s = t(n) { retry 3 backoff 1m..2s }
                                  ^^^^^^ error[ORCH3219]
  let words = match n { 0: "none", _: "some" }
                                   ^ error[ORCH3213]
  return r + s + words.size
}`);
});

test("an argument that is given twice, a call of nothing", () => {
  check(`module m
tool t(a: Int, b: Int) -> Int { effect pure  latency <= 1s }
plan p(n: Int) -> Int {
  step r = t(n, a: n)
                ^^^^ error[ORCH3703]
  return r
}
plan q(n: Int) -> Int {
  step r = tt(n)
           ^^ error[ORCH2005]
  return r
}
scenario "s" for q { given n = 1  answer t with 3  expect completed }`);
});

test("words of other languages around a declaration", () => {
  check(`module m
from std.people import Approval
^^^^ error[ORCH0105]
human ask(n: Int) -> Approval { ask clerk  show "\${n}?" }
role clerk`);
  check(`module m
async plan p(n: Int) -> Int { return n }
^^^^^ error[ORCH0105]
plan q(n: Int) -> Int {
  step r = p(n)
  return r
}`);
});

test("what the conditions around a call tell is told once of it", () => {
  check(`module m
type Guest { name: String @personal }
service guests(n: Int) -> [Guest] size 0..9 @personal { effect pure  latency <= 1s }
plan greet(room: Int, floor: Int) -> Int { return room + floor }
plan p(room: Int, floor: Int) {
  step all = guests(room)
  step done = for g in all {
    step one = greet(room, floor)
               ^^^^^ error[ORCH3501]
    yield one
  }
}`);
});

test("a parameter that is not as its goal's, and what a scenario gives of it", () => {
  check(`module m
goal found(bed: String) -> Bool { success "there" when result }
plan a(bde: String) -> Bool achieves found { return bde != "" }
       ^^^ error[ORCH3609]
scenario "s" for a { given bed = "1"  expect completed }`);
});

test("a value that is of none of the arms' types, a member where no enum can stand, a return in a round", () => {
  check(`module m
type Found = whole | broken
type Other = broken | lost
tool look(n: Int) -> [Int] size 0..9 { effect pure  latency <= 1s }
plan p(n: Int) -> { found: Found } {
  step seen = look(n)
  match seen {
    0 { let few = true }
    ^ error[ORCH3002]
    1..3 { let few = true }
    else { let few = false }
  }
  return whole
         ^^^^^ error[ORCH3002] \`whole\` is a \`Found\`, but \`p\` gives a record \`{ found: Found }\`.
}
plan q(n: Int) -> { found: Found } {
  return broken
         ^^^^^^ error[ORCH3201]
}
plan r(ns: [Int] size 1..3) -> Int {
  step all = for n in ns {
    step seen = look(n)
    return seen
    ^^^^^^^^^^^ error[ORCH3709]
  }
  return all.map(a => a.size).sum
}`);
});

describe("a misspelt word", () => {
  test("of a plan's clause does not put the clauses behind it in the wrong place", () => {
    check(`module m
tool t(n: Int) -> Int { effect pure  latency <= 1s  fails bad }
plan p(n: Int) -> Int {
  priority low
  timeuot 5m
  ^^^^^^^ error[ORCH0106] No clause of a plan begins with \`timeuot\`.
  fails bad
  overlap skip
  step a = t(n)
  return a
}
plan q(n: Int) -> Int {
  faisl bad | worse
  ^^^^^ error[ORCH0106]
  timeout 1h
  step a = t(n)
  return a
}
plan r(n: Int) -> Int { timeot 5m }
                        ^^^^^^ error[ORCH0106]
plan s(n: Int) { fial "no" }
                 ^^^^ error[ORCH0106] No statement begins with \`fial\`.
plan u(n: Int) {
               ^ error[ORCH0102]
  timeot
  ^^^^^^ error[ORCH0106]`);
  });

  test("of an import does not make what it brings unknown", () => {
    check(`module m
imprt std.people { Approval }
^^^^^ error[ORCH0105]
role clerk
human ok(n: Int) -> Approval { ask clerk  show "\${n}" }`);
  });
});

describe("what is missing at the end of a line is told there", () => {
  test("and the next line is read as it stands", () => {
    check(`module m
tool t(n: Int) -> Int {
  effect  pure
  cost    <=
          ^^ error[ORCH0119] This is incomplete: a value is missing.
  latency <= 1s
}
plan p(n: Int) -> Int {
  priority
  ^^^^^^^^ error[ORCH0119]
  timeout 1d
  fails bad |
            ^ error[ORCH0119]
  step a = t(n)
  when a > 3 {
    fail
    ^^^^ error[ORCH0119]
  }
  return a
}
trigger g
        ^ error[ORCH0119] This is incomplete: \`{\` is missing.
  on every 1d
  start p(n: 1)
}`);
  });
});

describe("one mistake, one error", () => {
  const signals = `module m
type House = h1 | h2
type Room = hall | attic
signal heat(house: House, room: Room): Temperature { domain environment  from sensor.t  fresh 1m }
signal door: Bool { domain environment  from sensor.d  fresh 1m }
tool t(n: Int) -> Int { effect pure  latency <= 1s }`;

  test("two indexes that have changed places", () => {
    check(`${signals}
flag warm = heat(attic, h1) > 20C
                 ^^^^^ error[ORCH3011] \`attic\` is not a \`House\`.
flag hot = heat(h1, attick) > 20C
                    ^^^^^^ error[ORCH3011] \`attick\` is not a \`Room\`.
flag odd = heat(hall, hall) > 20C
                ^^^^ error[ORCH3011]`);
  });

  test("a signal that is given as a parameter is", () => {
    const told = onlyDiagnostic(`${signals}
plan p(n: Int) -> Int {
  when door { wait 1m }
  return n
}
scenario "s" for p { given n = 1  given door = true  expect completed }`);
    expect(told.code).toBe("ORCH3811");
    expect(told.fixes.map(({ title }) => title)).toEqual(["Write `signal door`"]);
  });

  test("what can't be the undo that it is, and is called as well", () => {
    check(`module m
service inject(n: Int) -> Int { effect once  latency <= 1s  undo eject(n) }
                                                            ^^^^^^^^^^^^^ error[ORCH4202]
service eject(n: Int) -> Int { effect once  latency <= 1s }
service mend(n: Int) -> Int { effect once  latency <= 1s }
tool t(n: Int) -> Int { effect pure  latency <= 1s }
plan p(n: Int) -> Int {
  step a = inject(n)
  step b = eject(n) { after a }
  step c = t(b)
  return c
}
plan q(n: Int) -> Int {
  step a = mend(n)
       ^ error[ORCH4201]
  step b = t(a)
  return b
}`);
  });

  test("a yield that nothing takes, whatever members it names", () => {
    check(`module m
type Done = granted | declined
plan p(n: Int) -> { outcome: Done } {
  when n > 3 { yield { outcome: granted } }
               ^^^^^^^^^^^^^^^^^^^^^^^^^^ error[ORCH3711]
  return { outcome: declined }
}`);
  });

  test("a result that is not declared, whatever members it names", () => {
    check(`module m
type Stage = boiling | ready
plan p(n: Int) {
  when n > 3 { return { stage: boiling, n } }
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[ORCH3710]
  return { stage: ready, n }
}`);
  });

  test("a unit without its number", () => {
    const told = onlyDiagnostic(`module m
event e(n: Int) { from sensor.x }
tool t(n: Int) -> Int { effect pure  latency <= 1s }
plan p(n: Int) { step s = t(n) }
trigger g { on event e  start p(n: event.n)  throttle 2 per d }`);
    expect(told.code).toBe("ORCH3201");
    expect(told.fixes.map(({ title }) => title)).toEqual(["Write `1d`"]);
  });
});

test("the members of an enum that is not declared, in one value", () => {
  check(`module m
plan p(n: Int) -> Int {
  let order = [first, third, fourth]
               ^^^^^ error[ORCH3201]
  let colour = match n { 1: crimson, 2: indigo, else: ochre }
                            ^^^^^^^ error[ORCH3201]
  let other = n + foo + bar
                  ^^^ error[ORCH3201]
                        ^^^ error[ORCH3201]
  return order.size
}`);
  const { message, help } = onlyDiagnostic(
    "module m\nplan p(n: Int) -> Int {\n  let order = [first, third]\n  return n + order.size\n}",
  );
  expect([message, help]).toEqual([
    "There is no `first` here.",
    "Members of an enum need its declaration, `type Kind = a | b`, and here its name: `let order: [Kind] = …`, or `Kind.a`.",
  ]);
});

test("a call on a value says how the value is passed", () => {
  const { help } = onlyDiagnostic(
    "module m\ntool t(n: Int) -> Int pure <= 1s\nplan p(n: Int) -> Int {\n  step a = t(n)\n  step b = a.send(n) { after a }\n  return a\n}",
  );
  expect(help).toBe(
    "Nothing is imported from a module `a`. A value is given to what is called: `send(a, …)`.",
  );
});
