import { describe, expect, test } from "vitest";
import { look } from "../analyse/source.ts";

/*
 * A value that reveals how something has ended, or how far it has come, carries the data that decided it, time included
 * (semantics, rule 48): `outcome`, the values that `finally` finds, a handler, an absence, the winner of a race.
 */

const head = `module m
event told(r: Bool)
resource rooms
tool asked() -> Bool @personal { effect pure  latency <= 1s }
tool call() -> Int { effect pure  latency <= 10s  fails full }
tool may(n: Int @personal) -> Int { effect pure  latency <= 1s  clearance personal }
policy few { on may  deny when args.n > 3 }
private plan slow() -> Int { timeout 1s  step c = asked()  when c { wait 2s }  return 1 }
private plan fills() -> Int { timeout 1s  step f = call()  step c = asked()  when c { wait 2s }  return f }
private plan waits() { step c = asked()  when c { wait 4s } }
private plan rests() -> Int { wait 2s  return 1 }
private plan says() { wait 2s
finally { emit told(r: outcome.status == completed) } }
private plan says_later() { step c = asked()  when c { wait 4s }
finally { emit told(r: outcome.status == completed) } }
private plan passes() { step s = says() }
`;

function refusals(plan: string): readonly string[] {
  const { all } = look(
    `${head}plan p(c: Bool @personal, n: Int @personal, d: Duration @personal, b: Bool) ${plan}\n`,
  );
  return all.filter(({ severity }) => severity === "error").map(({ code }) => code);
}

const outcome = "emit told(r: outcome.status == completed)";

describe("a clearance counts", () => {
  test.each([
    [
      "that the plan's time is over, for `outcome`",
      `{ timeout 1s  when c { wait 2s }\nfinally { ${outcome} } }`,
    ],
    ["that a called plan's is", `{ step s = slow()\nfinally { ${outcome} } }`],
    ["that a hold's is", `{ with r = rooms for 1s { when c { wait 2s } }\nfinally { ${outcome} } }`],
    [
      "that a called plan took too long for its step",
      `{ step w = waits() { timeout 2s }\nfinally { ${outcome} } }`,
    ],
    ["the limit itself", `{ timeout d  wait 2s\nfinally { ${outcome} } }`],
    ["for a handler", "{ step s = slow() else { emit told(r: true)  yield 1 } }"],
    ["for the absence of a result", "{ step s = slow() { optional }  emit told(r: s is none) }"],
    [
      "for the absence behind a limit that data gives",
      "{ step w = rests() { timeout d  optional }  emit told(r: w is none) }",
    ],
    [
      "which branch is faster",
      "{ step x = first of { a = { when c { wait 3s }  yield 1 }, b = { wait 2s  yield 2 } }  emit told(r: x.a is some) }",
    ],
    [
      "what keeps a value from `finally`",
      '{ step x = call()  when c { fail "" }\nfinally { emit told(r: x is none) } }',
    ],
    [
      "what took too long before a value",
      "{ timeout 1s  when c { wait 2s }  let x = now\nfinally { emit told(r: x is none) } }",
    ],
    [
      "what made a value late for a failure beside it",
      "{ when c { wait 2s }  let x = now  step y = call()\nfinally { emit told(r: x is none) } }",
    ],
    ["what ends a plan from outside", '{ step s = says()  when c { fail "" } }'],
    ["that of one that it calls", '{ step s = passes()  when c { fail "" } }'],
    [
      "the time of one that calls it",
      "{ timeout 3s  when c { step w = wait 2s }  step s = passes() { after w } }",
    ],
    ["a hold around the call", "{ with r = rooms for 3s { step s = says()  when c { wait 4s } } }"],
    [
      "a faster branch",
      "{ step x = first of { a = { when c { wait 3s }  yield 1 }, b = { step s = says()  yield 2 } } }",
    ],
    ["a denial beside the call", "{ step s = says()  step m = may(n) }"],
    [
      "the time that the plan itself takes until then",
      '{ step s = says_later()  when b { wait 2s  fail "" } }',
    ],
  ])("%s", (_, plan) => {
    expect(refusals(plan)).toEqual(["ORCH4109"]);
  });
});

describe("a rule counts how much time there is", () => {
  const verdicts = (plan: string): readonly string[] => {
    const { verdicts: of } = look(
      `${head}private plan late() { step w = wait 2s  step m = cleared() { after w } }
tool cleared() { effect pure  latency <= 1s  clearance personal }
guardrail g { never personal to cleared }
plan p(d: Duration @personal, t: Duration) ${plan}
`,
    );
    return of("m.p")?.obligations.flatMap(({ rule, verdict }) => (rule === "g" ? [verdict] : [])) ?? [];
  };

  test.each([
    ["for what is late in a plan", "{ timeout d  wait 2s  step m = cleared() }", "refused"],
    ["for what is late in a plan that it calls", "{ timeout d  step l = late() }", "refused"],
    ["for what is late in a plan that a step calls", "{ step l = late() { timeout d } }", "refused"],
    ["where no label says so", "{ timeout t  step l = late() { timeout t } }", "proved"],
  ])("%s", (_, plan, wanted) => {
    expect(verdicts(plan)).toEqual([wanted]);
  });
});

describe("a clearance does not count", () => {
  test.each([
    ["time that no limit ends", `{ when c { wait 2s }\nfinally { ${outcome} } }`],
    ["a limit that is never over", `{ timeout 1h  when c { wait 2s }\nfinally { ${outcome} } }`],
    [
      "a handler for something else",
      "{ step s = fills() else when error == full { emit told(r: true)  yield 1 } else { yield 1 } }",
    ],
    ["how long a plan takes that nothing ends", "{ step s = says_later() }"],
    [
      "what comes only after a value",
      '{ step x = call()  when c and x > 0 { fail "" }\nfinally { emit told(r: x is none) } }',
    ],
    [
      "time behind a value",
      "{ timeout 1s  let x = now  step w = wait 1ms { after x }  when c { wait 2s }\nfinally { emit told(r: x is none) } }",
    ],
  ])("%s", (_, plan) => {
    expect(refusals(plan)).toEqual([]);
  });
});

describe("a rule counts for `finally` a call whose lost answer keeps the run open", () => {
  const declared = `module m
service told() { effect idempotent  latency <= 1s }
service seen() -> Done<Int> { effect pure  latency <= 1s }
guardrail kept { never untrusted to told }
`;
  test.each([
    ["`once`, without `confirm`", "effect once", true],
    ["`once`, with `confirm`", "effect once  confirm seen()", false],
    ["repeated under its key", "effect idempotent", false],
  ])("%s", (_, effect, isRefused) => {
    const { all } = look(`${declared}service pay() -> Int { ${effect}  latency <= 1s }
plan p(b: Int @untrusted) { when b > 0 { step a = pay() { irreversible because "so" } }
finally { step t = told() } }
`);
    const errors = all.filter(({ severity }) => severity === "error").map(({ code }) => code);
    expect(errors).toEqual(isRefused ? ["ORCH4106"] : []);
  });
});

test("a rule counts neither a failure nor a doubt for a step behind the call (semantics, rule 51)", () => {
  const verdicts = (effect: string): readonly string[] => {
    const { verdicts: of } = look(`module m
service told() { effect idempotent  latency <= 1s }
guardrail kept { never untrusted to told }
service pay() -> Int { ${effect}  latency <= 1s }
plan p(b: Int @untrusted) {
  when b > 0 { step a = pay() { irreversible because "so" } }
  step t = told() { after a }
}
`);
    return of("m.p")?.obligations.flatMap(({ rule, verdict }) => (rule === "kept" ? [verdict] : [])) ?? [];
  };
  expect([verdicts("effect once"), verdicts("effect idempotent")]).toEqual([["proved"], ["proved"]]);
});
