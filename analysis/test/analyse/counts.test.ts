import { describe, expect, test } from "vitest";
import { look, told } from "./source.ts";

/* How often something begins, where rounds fail, and undos and confirms are tried again by themselves (rules 35 and 43). */

const head = `module m
role lead
service look(n: Int) { effect idempotent  latency <= 2s }
service send(n: Int) -> Int { effect pure  latency <= 2s }
service unmake(n: Int) { effect idempotent  latency <= 2s }
service make(n: Int) -> Int { effect idempotent  latency <= 2s  undo unmake(n) }
service made(n: Int) -> Bool? { effect pure  latency <= 2s }
service pay(n: Int) { effect once  latency <= 2s  confirm made(n)  irreversible because "paid" }
service repay(n: Int) { effect idempotent  latency <= 2s }
service paid(n: Int) -> Done<Int> { effect pure  latency <= 2s }
service charge(n: Int) -> Int { effect once  latency <= 2s  confirm paid(n)  undo repay(result) }
service give(n: Int) -> Int { effect once  latency <= 2s  undo take(n) }
service take(n: Int) { effect idempotent  latency <= 2s }
human review(n: Int) -> { granted: Bool } { ask lead  show "?" }
`;

const program = (rule: string, body: string, rest = ""): string =>
  `${head}${rest}\nguardrail g { ${rule} }\nplan p(n: Int, ns: [Int] size 0..5) {\n${body}\n}\n`;

/** The verdict of `g`, or the codes of what is wrong. */
function ended(text: string): string {
  const looked = look(text);
  const errors = told(text, looked.all).filter((one) => one.includes("error"));
  if (errors.length > 0) return errors.map((one) => one.slice(one.indexOf("ORCH"))).join();
  return looked.verdicts("m.p")?.obligations.find(({ rule }) => rule === "g")?.verdict ?? "not listed";
}

const apart = "at most 1 send per 5m";
const made = "step a = make(1)  step b = look(2) { after a }";

describe("questions to a person", () => {
  test.each([
    ["one that nobody answers is not asked again", "retry 2  timeout 1h", "proved"],
    ["one whose answer is not accepted is", "accept it.granted  attempts 2  timeout 1h", "checked"],
  ])("%s", (_, options, expected) => {
    const body = `step a = review(1) { ${options} }  step b = look(2) { after a }`;
    expect(ended(program("at most 1 review", body))).toBe(expected);
  });
});

describe("begins in a window of time", () => {
  test.each([
    ["tries that wait as long", apart, "step a = send(1) { retry 3 every 5m }", "proved"],
    ["tries that wait less", apart, "step a = send(1) { retry 3 every 4m }", "checked"],
    [
      "growing delays at the lower end of their jitter",
      apart,
      "step a = send(1) { retry 3 backoff 10m..1h }",
      "proved",
    ],
    ["growing delays that may be shorter", apart, "step a = send(1) { retry 3 backoff 9m..1h }", "checked"],
    ["a delay that need not have a value", apart, "step a = send(1) { retry 3 every 50m / n }", "checked"],
    [
      "requests that follow each other at once",
      apart,
      "step a = send(1) { retry 1 every 5m  accept it > n  attempts 2 }",
      "checked",
    ],
    [
      "tries of rounds that wait too",
      apart,
      "step all = for x in ns at once 1 { step a = send(x) { retry 1 every 5m }  wait 5m }",
      "proved",
    ],
    [
      "tries of rounds that do not wait",
      apart,
      "step all = for x in ns at once 1 { step a = send(x) { retry 1 every 5m } }",
      "checked",
    ],
    ["the tries of an undo", "at most 3 unmake per 2s", made, "proved"],
    ["fewer than the tries of an undo", "at most 2 unmake per 2s", made, "checked"],
    ["undos side by side", "at most 5 unmake per 2s", `${made}  step c = make(2)`, "checked"],
    [
      "undos of rounds",
      "at most 3 unmake per 2s",
      "step all = for x in ns { step a = make(x)  wait 1h }",
      "checked",
    ],
    [
      "an undo beside a call that is far from what it undoes",
      "at most 3 unmake per 2s",
      `${made}  wait 1h  step c = unmake(2)  step d = look(1) { after c }`,
      "checked",
    ],
    [
      "an undo and that call together",
      "at most 4 unmake per 2s",
      `${made}  wait 1h  step c = unmake(2)  step d = look(1) { after c }`,
      "proved",
    ],
  ])("%s", (_, rule, body, expected) => {
    expect(ended(program(rule, body))).toBe(expected);
  });

  test.each([
    ["begins apart in a called plan", apart, "step a = send(1)  wait 5m  step b = send(2)", "", "proved"],
    [
      "begins apart, of a plan that is called again",
      apart,
      "step a = send(1)",
      "retry 1 every 1h",
      "checked",
    ],
    ["undos of a called plan", "at most 3 unmake per 2s", made, "", "proved"],
    ["undos of a plan that is called again", "at most 3 unmake per 2s", made, "retry 1 every 1h", "checked"],
  ])("%s", (_, rule, body, options, expected) => {
    const sub = `plan sub() {\n${body}\n}`;
    expect(ended(program(rule, `step s = sub() { ${options} }`, sub))).toBe(expected);
  });

  test.each([
    [
      "a round that fails skips its wait",
      "step all = for x in ns at once 1 { step a = send(x)  wait 5m } { optional up to 100% }",
      "checked",
    ],
    [
      "a round that fails has waited before",
      "step all = for x in ns at once 1 { wait 5m  step a = send(x) } { optional up to 100% }",
      "proved",
    ],
    [
      "a round that fails ends the loop",
      "step all = for x in ns at once 1 { step a = send(x)  wait 5m }",
      "proved",
    ],
    [
      "a loop that fails skips its wait",
      "step all = for x in ns at once 1 { step a = send(x)  wait 5m } { optional }  step b = send(3) { after all }",
      "checked",
    ],
  ])("%s", (_, body, expected) => {
    expect(ended(program(apart, body))).toBe(expected);
  });
});

describe("every attempt counts", () => {
  test.each([
    ["an undo has six tries", "at most 5 unmake", made, "checked"],
    ["and no more", "at most 6 unmake", made, "proved"],
    ["of each that is undone", "at most 11 unmake", `${made}  step c = make(3) { after b }`, "checked"],
    ["a confirm has six tries", "at most 5 made", "step a = pay(1)", "checked"],
    ["and no more, where nothing asks for the result", "at most 6 made", "step a = pay(1)", "proved"],
    ["after each try", "at most 11 made", "step a = pay(1) { retry 1 }", "checked"],
    ["and no more after each try", "at most 12 made", "step a = pay(1) { retry 1 }", "proved"],
    ["an undo that needs the result asks once more", "at most 11 paid", "step a = charge(1)", "checked"],
    ["and no more for the undo", "at most 12 paid", "step a = charge(1)", "proved"],
  ])("%s", (_, rule, body, expected) => {
    expect(ended(program(rule, body))).toBe(expected);
  });
});

describe("a rule that every undo breaks", () => {
  test.each([
    ["never", "never unmake", made, "ORCH4103"],
    ["not once", "at most 0 unmake", made, "ORCH4102"],
    ["after what is never done", "send before unmake", made, "ORCH4101"],
    [
      "after what is done in rounds alone",
      "send before unmake",
      `${made}  step all = for x in ns { step s = send(x) }`,
      "ORCH4101",
    ],
    ["after what may have been done", "look before unmake", made, "checked"],
    ["a confirm, never", "never made", "step a = pay(1)", "ORCH4103"],
    ["a confirm, after what is never done", "send before made", "step a = pay(1)", "ORCH4101"],
    ["never where the condition is open", "never unmake when args.n > 3", "step a = make(n)", "checked"],
  ])("%s", (_, rule, body, expected) => {
    expect(ended(program(rule, body))).toBe(expected);
  });
});

describe("what is safe", () => {
  test.each([
    [
      "all branches of a race have come through",
      "look before send",
      "step r = first 2 of { look(1), { step o = look(2)  yield 1 } }  step b = send(1) { after r }",
      "proved",
    ],
    [
      "whichever branch of a race has won",
      "look before send",
      "step r = first of { look(1), { step o = look(2)  yield 1 } }  step b = send(1) { after r }",
      "proved",
    ],
    [
      "not where another branch may win",
      "look before send",
      "step r = first of { look(1), { step o = make(2)  yield 1 } }  step b = send(1) { after r }",
      "ORCH4101",
    ],
    [
      "not where two of three are enough",
      "look before send",
      "step r = first 2 of { look(1), { step o = make(2)  yield 1 }, make(3) }  step b = send(1) { after r }",
      "ORCH4101",
    ],
    [
      "not where a handler takes its place",
      "look before send",
      "step r = first 2 of { look(1), { step o = look(2)  yield 1 } } else { yield [] }  step b = send(1) { after r }",
      "checked",
    ],
    [
      "only what is granted is accepted",
      "review granted before send",
      "step r = review(n) { timeout 1d  accept it.granted  attempts 3 }  step b = send(1) { after r }",
      "proved",
    ],
    [
      "not where something else stands in",
      "review granted before send",
      "step r = review(n) { timeout 1d  accept it.granted } else { yield { granted: true } }  step b = send(1) { after r }",
      "ORCH4101",
    ],
    [
      "every round has done it, and there is one",
      "look before send",
      "step all = for x in [1, 2] { step a = look(x) }  step b = send(1) { after all }",
      "proved",
    ],
    [
      "in the rounds of another loop, too",
      "look before send",
      "step all = for x in [1, 2] { step a = look(x) }  step more = for x in ns { step b = send(x) } { after all }",
      "proved",
    ],
    [
      "left to the run where there may be no round",
      "look before send",
      "step all = for x in ns { step a = look(x) }  step b = send(1) { after all }",
      "checked",
    ],
    [
      "left to the run where a round may leave it out",
      "look before send",
      "step all = for x in [1, 2] { when x > n { step a = look(x) } }  step b = send(1) { after all }",
      "checked",
    ],
    [
      "not where rounds may fail",
      "look before send",
      "step all = for x in [1, 2] { step a = look(x) } { optional up to 50% }  step b = send(1) { after all }",
      "ORCH4101",
    ],
    [
      "not where nothing waits for the loop",
      "look before send",
      "step all = for x in [1, 2] { step a = look(x) }  step b = send(1)",
      "ORCH4101",
    ],
    [
      "not where rounds race",
      "look before send",
      "step r = first 1 of for x in [1, 2] { step a = look(x)  yield x }  step b = send(1) { after r }",
      "ORCH4101",
    ],
    [
      "rounds until it is granted",
      "review granted before send",
      "step r = for v from { granted: false } up to 5 until v.granted { step a = review(n) { timeout 1d }  yield a }  step b = send(1) { after r }",
      "proved",
    ],
    [
      "not until something else",
      "review granted before send",
      "step r = for v from { granted: false } up to 5 until not v.granted { step a = review(n) { timeout 1d }  yield a }  step b = send(1) { after r }",
      "ORCH4101",
    ],
    [
      "not where there may have been no round",
      "review granted before send",
      "step r = for v from { granted: true } up to 5 until v.granted { step a = review(n) { timeout 1d }  yield a }  step b = send(1) { after r }",
      "ORCH4101",
    ],
    [
      "not where the last round gives something else",
      "review granted before send",
      "step r = for v from { granted: false } up to 5 until v.granted { step a = review(n) { timeout 1d }  yield { granted: not a.granted } }  step b = send(1) { after r }",
      "ORCH4101",
    ],
    [
      "not where a handler ends it",
      "review granted before send",
      "step r = for v from { granted: false } up to 5 until v.granted { step a = review(n) { timeout 1d }  yield a } else { yield { granted: true } }  step b = send(1) { after r }",
      "ORCH4101",
    ],
  ])("%s", (_, rule, body, expected) => {
    expect(ended(program(rule, body))).toBe(expected);
  });

  test("a plan is called again where its undo needs no result", () => {
    const plan = (capability: string) => `plan q(n: Int) -> Int { step a = ${capability}(n)  return a }`;
    const called = (capability: string) =>
      program("at most 99 take", "step x = q(n) { retry 2 }", plan(capability));
    expect(ended(called("give"))).toBe("proved");
    const unsure = called("give").replace("undo take(n)", "undo take(result)");
    expect(ended(unsure)).toBe("ORCH4302");
    const itself = program("at most 99 take", "step x = give(n) { retry 2 }");
    expect(ended(itself)).toBe("ORCH4302");
  });
});

test.each([
  ["step a = t() using pool", ["no member lost"]],
  ["with held = pool for 1m { step a = t() }", ["no member lost"]],
  ["step a = t()", []],
])("what is bound to another member begins again: %s", (step, assumes) => {
  const looked = look(`module m
type Truck { id: String }
resource pool: Truck x 2 { at edge }
tool t() { effect pure  latency <= 1s }
guardrail g { at most 1 t }
plan p() { ${step} }
`);
  const [found] = looked.verdicts("m.p")?.obligations.filter(({ source }) => "guardrail" in source) ?? [];
  expect([found?.verdict, found?.assumes]).toEqual(["proved", assumes]);
});
