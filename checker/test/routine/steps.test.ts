import { check } from "@orchlang/compiler/testing";
import { describe, expect, test } from "vitest";
import { checked } from "../declarations/checked.ts";
import { outline } from "./outline.ts";

const calls = `module m
type Spot { id: String, at: Geo }
resource spots: Spot x 3 { at edge  lease 1h }
resource lots: Spot x 2 { at edge }
event seen(id: String, far: Length) { from camera }
role lead
tool t(n: Int) -> Int { effect pure  latency <= 1s  fails odd | even }
tool text(n: Int) -> String { effect pure  latency <= 1s }
service do(n: Int) { effect idempotent  latency <= 1s }
service back(n: Int) { effect idempotent  latency <= 1s }
human ask_lead(n: Int) -> { ok: Bool } { ask lead  show "\${n}?" }
`;

describe("handlers", () => {
  test("its `else` gives the step's value", () => {
    expect(
      outline(`${calls}
plan p(n: Int) -> Int {
  step a = t(n) { retry 2 every 1s when error == transient  timeout 5s }
    else when error == odd { step b = t(n + 1)  yield b }
    else when error == timeout and error.attempts > 1 { fail "late: \${error.message}" }
    else t(0) { timeout 2s }
  return a
}`),
    ).toBe(`
root
  call a: Int
    a/else1
      call b: Int
      yield yield@1 reads b
    a/else2
      fail fail@1
  return return@1 reads a
`);
  });

  test("a handler that may give nothing makes the step's value one that may be missing", () => {
    check(`${calls}
plan p(n: Int) -> Int {
  step a = t(n) else { when n > 2 { yield 1 } }
  return a
         ^ error[ORCH3003] \`a\` may be missing here: what is done instead may give nothing (line 14).
}`);
  });

  test("a step that gives nothing may be replaced by anything", () => {
    check(`${calls}
plan p(n: Int) {
  step a = do(n) else t(n)
}`);
  });

  test("names of failures are those that can occur", () => {
    check(`${calls}
plan p(n: Int) -> Int {
  step a = t(n) else when error == off { yield 1 }
                                   ^^^ error[ORCH3222] \`off\` can't happen here.
  return a
}`);
  });

  test("a plan fails as its steps do, but for what it handles", () => {
    check(`${calls}
plan q(n: Int) -> Int {
  step a = t(n)
  return a
}
plan r(n: Int) -> Int {
  step a = t(n) else { yield 1 }
  return a
}
plan p(n: Int) -> Int {
  step a = q(n) else when error == odd { yield 1 }
  step b = r(n) else when error == odd { yield 1 }
                                   ^^^ error[ORCH3222] \`odd\` can't happen here.
  return a + b
}`);
  });

  test("a goal fails as its plans do", () => {
    check(`${calls}
goal g(n: Int) -> Int { success "ok" when result > 0 }
plan q(n: Int) -> Int achieves g {
  fails low
  when n < 3 { fail low "\${n}" }
  when n > 9 { fail timeout "\${n}" }
  return n
}
plan p(n: Int) -> Int {
  step a = g(n) else when error == low or error == unmet { yield 1 }
  return a
}`);
  });

  test("below one that takes everything none is asked", () => {
    check(`${calls}
plan p(n: Int) -> Int {
  step a = t(n) else { yield 0 } else t(1)
                                 ^^^^^^^^^ warning[ORCH3725] This handler is never asked: the one above it takes every failure.
  return a
}`);
  });

  test("one that is a call may fail as well, and those below are asked about that", () => {
    check(`${calls}
tool u(n: Int) -> Int { effect pure  latency <= 1s  fails high }
plan p(n: Int) -> Int {
  step a = q(n) else u(0) else when error == high { yield 1 } else t(2)
  step b = q(n) else when error == low u(0) else when error == low { yield 1 }
                                                               ^^^ error[ORCH3222] \`low\` can't happen here.
  step c = q(n) else u(0) else when error == low { yield 1 } else { yield 2 }
                                             ^^^ error[ORCH3222] \`low\` can't happen here.
  return a + b + c
}
plan q(n: Int) -> Int {
  fails low
  when n < 3 { fail low "\${n}" }
  return n
}`);
  });

  test("what no handler of a chain takes is a failure of the plan", () => {
    const fails = (step: string) =>
      checked(`module m
tool a(n: Int) -> Int { effect pure  latency <= 1s  fails low }
tool b(n: Int) -> Int { effect pure  latency <= 1s  fails high }
plan p(n: Int) -> Int { step x = ${step}  return x }`).routines.get("m.p")?.head.fails;
    expect(fails("a(n)")).toEqual(["low"]);
    expect(fails("a(n) else b(n)")).toEqual(["high"]);
    expect(fails("a(n) else b(n) else { yield 1 }")).toEqual([]);
    expect(fails("a(n) else when error == timeout b(n)")).toEqual(["low", "high"]);
    expect(fails("a(n) else b(n) else when error == high { yield 1 }")).toEqual([]);
  });
});

describe("loops", () => {
  test("rounds give a list; their names stay inside", () => {
    expect(
      outline(`${calls}
plan p(ns: [Int], most: Int in 1..20) -> { a: [Int], b: [String], c: [Int?] } {
  step a = for n in ns up to most at once 5 { step x = t(n)  yield x }
  step b = for n in [1, 2, 3] { step y = text(n)  yield y } { optional up to 10% }
  step c = for n in ns up to 3 { when n > 2 { yield n } }
  step d = for n in ns up to 3 { step z = do(n) } { after a }
  return { a, b, c }
}`),
    ).toBe(`
root
  loop a: [Int] size at most 20
    a/round
      call x: Int
      yield yield@1 reads x
  loop b: [String] size at most 3
    b/round
      call y: String
      yield yield@2 reads y
  loop c: [(Int in at least 3)?] size at most 3
    c/round
      branch when@1
        when@1/then
          yield yield@3
  loop d after a
    d/round
      call z
  return return@1 reads a b c
`);
  });

  test("what is handed on is joined with what rounds yield", () => {
    expect(
      outline(`${calls}
plan p(n: Int) -> { best: Int?, tries: Int } {
  step r = for last from { best: none, tries: 0 } up to 5 until last.tries > 3 {
    step x = t(last.tries)
    yield { best: x, tries: last.tries + 1 }
  } else when error == exhausted { yield error.last ?? { best: none, tries: 0 } }
  return { best: r.best, tries: r.tries }
}`),
    ).toBe(`
root
  loop r: { best: Int?, tries: Int in at least 0 }
    r/round
      call x: Int
      yield yield@1 reads x
    r/else1
      yield yield@2
  return return@1 reads r
`);
  });

  test("values that do not go together are told once", () => {
    check(`${calls}
plan p(n: Int) -> Int {
  step r = for last from 1 up to 5 until last > 3 {
    step x = text(n)
    yield x
    ^^^^^^^ error[ORCH3722] The first value and what the rounds yield have no common type: one is an \`Int\`, another a \`String\`.
  }
  return r
}`);
  });

  test("a round for each occurrence", () => {
    expect(
      outline(`${calls}
plan p(id: String) -> [Length] size 0..9 {
  step r = for e in event seen where e.id == id and event.far < 5km up to 9 within 1h until e.id == "x" { yield e.far }
  return r
}`),
    ).toBe(`
root
  loop r: [Length] size at most 9
    r/round
      yield yield@1
  return return@1 reads r
`);
  });
});

describe("races, quorums and waits", () => {
  test("named branches are a record of what may have come", () => {
    expect(
      outline(`${calls}
plan p(n: Int) -> Int {
  step f = first of {
    a = t(n) { timeout 5s }
    b = wait 3d
    c = { step x = t(n)  yield x + 1 }
    d = for i in [1, 2] { yield i }
    e = wait for event seen where event.id == "x" within 1h
  }
  match f {
    a as v { return v }
    b { return 0 }
    c as v { return v }
    d as vs { return vs.size }
    e as one { return one.id.size }
  }
}`),
    ).toBe(`
root
  race f: { a: Int?, b: Bool?, c: Int?, d: ([Int in 1..2] size exactly 2)?, … }
    f/a
      call f.a: Int
    f/b
      wait f.b
    f/c
      branch f.c: Int
        f.c/do
          call x: Int
          yield yield@1 reads x
    f/d
      loop f.d: [Int in 1..2] size exactly 2
        f.d/round
          yield yield@2
    f/e
      wait f.e: seen?
  join x.joined: Int? reads x
  branch match@1 reads f
    match@1/1
      return return@1
    match@1/2
      return return@2
    match@1/3
      return return@3
    match@1/4
      return return@4
    match@1/5
      return return@5
`);
  });

  test("unnamed branches give what the winner gave; several winners a list", () => {
    expect(
      outline(`${calls}
plan p(n: Int) -> { one: Int, two: [Int], three: Int?, four: Int } {
  step one   = first of { t(n), t(2) }
  step two   = first 2 of { t(n), t(2), t(3) } { losers finish }
  step three = first of { t(n), wait 5s }
  step four  = first of for i in [1, 2, 3] { step x = t(i)  yield x }
  return { one, two, three, four }
}`),
    ).toBe(`
root
  race one: Int
    one/1
      call one.1: Int
    one/2
      call one.2: Int
  race two: [Int] size at most 2
    two/1
      call two.1: Int
    two/2
      call two.2: Int
    two/3
      call two.3: Int
  race three: Int?
    three/1
      call three.1: Int
    three/2
      wait three.2
  race four: Int
    four/rounds
      loop four.rounds: [Int] size exactly 3
        four.rounds/round
          call x: Int
          yield yield@1 reads x
  return return@1 reads one two three four
`);
  });

  test("a quorum gives what its calls give", () => {
    expect(
      outline(`${calls}
plan p(n: Int) -> Int {
  step q = quorum 2 of { t(n), t(2), t(3) } else when error == no_quorum { yield 0 }
  return q
}`),
    ).toBe(`
root
  quorum q: Int
    q/else1
      yield yield@1
  return return@1 reads q
`);
  });

  test("a wait that runs out gives what was not there", () => {
    expect(
      outline(`${calls}
plan p(n: Int, at: Instant) -> Bool {
  wait until at
  step ok   = wait until now.hour > 3 for 1m within 1h
  step e    = wait for next event seen where event.far < 1km
  step late = wait for event seen within 5m
  step sure = wait for event seen within 5m else { yield e }
  wait 3s
  return ok and late is none and sure.id == e.id and n > 2
}`),
    ).toBe(`
root
  wait wait@1
  wait ok: Bool
  wait e: seen
  wait late: seen?
  wait sure: seen
    sure/else1
      yield yield@1 reads e
  wait wait@2
  return return@1 reads ok late sure e
`);
  });
});

describe("resources", () => {
  test("a member is known inside, its steps are seen after", () => {
    expect(
      outline(`${calls}
plan p(here: Geo) -> String {
  with s = spots nearest here within 5km where s.online and resource.id != "x" wait 1m for 20m {
    step a = do(s.id.size) { undo back(n: s.id.size) }
    step b = text(1) using lots where resource.online
  } else {
    step b = text(2)
  }
  with two = spots count 2 for 5m { step c = do(two.size) }
  return b
}`),
    ).toBe(`
root
  hold with@1
    with@1/held
      call a
      call b: String
    with@1/else
      call b.2: String
  join b.joined: String reads b b.2
  hold with@2
    with@2/held
      call c
  return return@1 reads b.joined
`);
  });

  test("outside it is not", () => {
    check(`${calls}
plan p() {
  with s = spots for 20m { step a = do(s.id.size) } else { step b = do(s.id.size) }
                                                                       ^ error[ORCH3716] \`s\` is not held here.
  step c = do(s.id.size)
              ^ error[ORCH3716] \`s\` is not held here.
}`);
  });
});

describe("finally", () => {
  test("sees everything as what may be missing, its own steps as they are", () => {
    expect(
      outline(`${calls}
plan p(n: Int) -> Int {
  step a = t(n)
  return a
  finally {
    step b = t(a ?? 0)
    step c = do(b) { optional }
    when outcome.status == failed and outcome.error is some { step d = do(outcome.error.attempts) }
  }
}`),
    ).toBe(`
root
  call a: Int
  return return@1 reads a
finally
  call b: Int reads a
  call c: nothing? reads b
  branch when@1
    when@1/then
      call d
`);
  });

  test("returns nothing", () => {
    check(`${calls}
plan p(n: Int) -> Int {
  step a = t(n)
  return a
  finally { return 2 }
            ^^^^^^^^ error[ORCH3709] A \`return\` in \`finally\` could happen more than once.
}`);
  });
});

describe("labels", () => {
  test("a model's words are untrusted, and so is all that is made of them", () => {
    expect(
      outline(`module m
agent read(url: Url) -> { name: String } { effect pure  latency <= 1s }
tool count(text: String) -> Int { effect pure  latency <= 1s }
plan p(url: Url, who: String @personal) -> String {
  step page = read(url)
  step size = count(text: page.name)
  let  line = "\${page.name} is \${size}"
  when who == "x" { let told = "yes" }
  return line
}`),
    ).toBe(`
root
  call page: { name: String } @untrusted
  call size: Int reads page
  let line: String reads page size @untrusted
  branch when@1 @personal
    when@1/then
      let told: String @personal
  return return@1 reads line @untrusted
`);
  });

  test("what a plan gives is labelled by what its body makes it of", () => {
    check(`module m
agent read(url: Url) -> { name: String } { effect pure  latency <= 1s }
service go(to: String trusted) { effect idempotent  latency <= 1s }
plan name_of(url: Url) -> String {
  step page = read(url)
  return page.name
}
plan p(url: Url) {
  step name = name_of(url)
  step gone = go(to: name)
                     ^^^^ error[ORCH3502]
}`);
  });

  test("that a step runs at all tells of the condition it stands under", () => {
    check(`module m
service go(to: String) { effect idempotent  latency <= 1s }
plan p(ill: Bool @personal) {
  when ill {
    step gone = go(to: "the doctor")
                ^^ error[ORCH3501]
  }
}`);
  });

  test("… below a check that may have ended the plan too", () => {
    check(`module m
service go(to: String) { effect idempotent  latency <= 1s }
plan p(ill: Bool @personal) {
  when ill { fail "no" }
  step gone = go(to: "work")
              ^^ error[ORCH3501]
}`);
  });
});
