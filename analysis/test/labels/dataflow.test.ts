import { check } from "@orchlang/compiler/testing";
import { describe, test } from "vitest";

/*
 * Where labels go by way of other plans, of values of which a type names only a part, and of what decides (semantics,
 * rules 48 to 50). Each of these was once called proved.
 */

const head = `module m
import std.people { Approval }
event mail(cmd: String @untrusted, who: String @personal) { from z }
event other(x: Int) { from z }
agent ai(x: String) -> { cmd: String, yes: Bool } { effect pure  latency <= 1s }
service danger(cmd: String trusted) { effect idempotent  latency <= 1s }
service out(x: String) { effect idempotent  latency <= 1s }
service ping() { effect idempotent  latency <= 1s }
type M { id: String }
resource ms: M x 2 { at edge  lease 1h }
role boss
human may(cmd: String) -> Approval { ask boss  show "Do \${cmd}?"  latency <= 1d }
`;

describe("labels go on through", () => {
  test("the parameters of a called plan", () => {
    check(`${head}
plan inner(c: String) { step d = danger(c) }
plan middle(c: String) { step e = inner(c) }
plan p(x: String) {
  step a = ai(x)
  step i = middle(a.cmd)
       ^ error[ORCH4109]
}
`);
  });

  test("the start of a plan by a trigger", () => {
    check(`${head}
plan p(c: String) { step d = danger(c) }
trigger t { on event mail start p(c: event.cmd) }
        ^ error[ORCH4109]
`);
  });

  test("what a fusion emits", () => {
    check(`${head}
fusion f(who: String) { join mail as a, other as b within 1m emit { who: a.who } }
                                                                  ^^^^^^^^^^^^^^ error[ORCH3501]
plan q(c: String) { step d = out(c) }
trigger t { on event f start q(c: event.who) }
`);
  });

  test("the choice of a pool's member", () => {
    check(`${head}
plan q(x: String @personal) {
  with y = ms where y.id == x for 5m { step z = out(y.id) }
                                            ^ error[ORCH4109]
}
`);
  });

  test("what `accept` decides", () => {
    check(`${head}
plan r(x: String) {
  step a = ai(x) { accept it.yes }
  step d = danger("go") { after a }
       ^ error[ORCH4109]
}
`);
  });

  test("whether the members of a quorum agree", () => {
    check(`${head}
plan r(x: String) {
  step a = quorum 2 of { ai(x), ai("twice") }
  step d = danger("go") { after a }
       ^ error[ORCH4109]
}
`);
  });

  test("what a policy allows", () => {
    check(`${head}
signal word: Bool @untrusted { from z  fresh 1m }
policy asked blocking { on danger allow when word }
plan r() {
  step d = danger("go")
       ^ error[ORCH4109]
}
`);
  });

  test("whether a failed call is retried", () => {
    check(`${head}
service count(n: Int) { effect idempotent  latency <= 1s }
guardrail g : x blocking { never untrusted to count }
plan p(x: String) {
  step a = ai(x)
  step o = out("x") { retry 3 when a.yes } else {
    step c = count(error.attempts)
         ^ error[ORCH4106]
  }
}
plan q(x: String) {
  step a = ai(x)
  step o = out("x") { retry 3 when a.yes } else { step d = danger("go") }
                                                       ^ error[ORCH4109]
}
`);
  });

  test("how long something may take", () => {
    check(`${head}
agent guess(x: String) -> { n: Int in 0..9 } { effect pure  latency <= 1s }
plan r(x: String) {
  step t = guess(x)
  step z = ping() { timeout t.n * 1s  after t } else { step d = danger("go") }
                                                            ^ error[ORCH4109]
}
`);
  });

  test("how long a branch of a race waits", () => {
    check(`${head}
agent guess(x: String) -> { n: Int in 0..9 } { effect pure  latency <= 1s }
plan r(x: String) {
  step t = guess(x)
  step w = first of { slow = { wait t.n * 1s  yield 1 } quick = { step k = ping() { after t }  yield 2 } }
  match w {
    slow  { step d = danger("go") }
                 ^ error[ORCH4109]
    quick { }
  }
}
`);
  });

  test("how long something is held", () => {
    check(`${head}
agent guess(x: String) -> { n: Int in 0..9 } { effect pure  latency <= 1s }
plan r(x: String) {
  step t = guess(x)
  with y = ms wait 1m for t.n * 1s { step d = danger("go") }
                                          ^ error[ORCH4109]
}
`);
  });

  test("whether there are enough rounds to race", () => {
    check(`${head}
agent list(x: String) -> { l: [Int] size 0..5 } { effect pure  latency <= 1s }
plan r(x: String) {
  step t = list(x)
  step a = first 1 of for i in t.l { yield 1 }
  step d = danger("go") { after a }
       ^ error[ORCH4109]
}
`);
  });

  test("that an event occurs which has no fields", () => {
    check(`${head}
event ring() { from z }
plan r(x: String) {
  step a = ai(x)
  when a.yes { emit ring() }
               ^^^^^^^^^^^ error[ORCH4109]
}
`);
  });

  test("a condition around a call that is given nothing", () => {
    check(`${head}
plan inner() { step o = ping() }
plan p(x: String @personal) {
  when x == "a" { step i = inner() }
                       ^ error[ORCH4109]
}
`);
  });
});

describe("labels end", () => {
  test("where a person was shown the value, in the plan around", () => {
    check(`${head}
plan inner(c: String) { step d = danger(c) }
plan p(x: String) {
  step a = ai(x)
  step m = may(a.cmd)
  when m.granted { step i = inner(a.cmd) }
}
`);
  });

  test("where the author endorses what is handed over", () => {
    check(`${head}
plan inner(c: String) { step d = danger(c) }
plan p(x: String) {
  step a = ai(x)
  step i = inner(endorse(a.cmd, because: "it is one of ours"))
}
`);
  });

  test("at a field that is not labelled, of a record that has one that is", () => {
    check(`${head}
type P { id: String, name: String @personal }
plan inner(r: P) { step o = out(r.id) }
plan p(r: P) { step i = inner(r) }
`);
  });

  test("where both sides of a choice are the same, and on a side that is never taken", () => {
    check(`${head}
plan same(x: Bool @personal) { step o = out(if x then "a" else "a") }
plan dead(x: String @personal) { step o = out(if false then x else "a") }
guardrail g : x blocking { never personal to out }
`);
  });
});
