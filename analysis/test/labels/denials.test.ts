import { describe, expect, test } from "vitest";
import { look } from "../analyse/source.ts";

/*
 * The replacement of a denied call learns what decided the denial, and a failure's text depends on its inputs
 * (semantics, rules 48 and 50). For a clearance, statements after a permitted call are not labelled by that.
 */

const head = `module m
signal home: Bool @personal { from m  fresh 1h }
event told(text: String)
event many(n: Int)
service who(n: Int) -> { name: String @personal, n: Int } { effect pure  latency <= 1s  clearance personal }
service out(x: String) -> Int { effect idempotent  latency <= 1s }
service act(n: Int) -> Int { effect idempotent  latency <= 1s  fails full }
service voted() -> Int @personal { effect pure  latency <= 1s }
service listed() -> [Int] size 0..3 @personal { effect pure  latency <= 1s }
service cleared(n: Int) -> Int { effect pure  latency <= 1s  clearance personal }
service act2(n: Int) -> Int { effect idempotent  latency <= 1s }
tool pick(n: Int) -> Int { effect pure  latency <= 1s }
policy quiet { on act  deny when home because "somebody is at home" }
plan acts(n: Int) -> Int { step a = act(n)  return a }
plan says(n: Int) -> Int { step s = who(n)  when n > 1 { fail "no \${s.name}" } else { return 1 } }
plan says_later(n: Int) -> Int { step s = who(n)  step l = for x in [1, 2] { when n > 1 { fail "no \${s.name}" }  yield x } else { yield [] }  return 1 }
goal wanted(n: Int) -> Int { optimize comfort }
plan first(n: Int) -> Int achieves wanted { step a = act(n)  return a }
plan second(n: Int) -> Int achieves wanted { return 2 }
`;

function codes(body: string): readonly string[] {
  const { all } = look(`${head}plan p(n: Int) {\n${body}\n}\n`);
  return all.filter(({ severity }) => severity === "error").map(({ code }) => code);
}

describe("reaches what is not cleared for it", () => {
  test.each([
    ["the text of a denial", "step a = act(n) else { emit told(text: error.message)  yield 1 }"],
    ["its name", 'step a = act(n) else { emit told(text: if error == denied then "a" else "b")  yield 1 }'],
    ["that a handler is asked", 'step a = act(n) else { step o = out("x")  yield 1 }'],
    [
      "that one is asked for denials",
      'step a = act(n) else when error == denied { step o = out("x")  yield 1 }',
    ],
    ["what a handler gives", `step a = act(n) else { yield 1 }  step o = out("\${a}")`],
    ["that a result is missing", `step a = act(n) { optional }  step o = out("\${a is none}")`],
    [
      "which branch has won",
      "step a = first of { x = act(n), y = { wait 1s  yield 2 } }  emit many(n: a.x ?? 0)",
    ],
    [
      "which rounds are left",
      "step l = for x in [1, 2] { step a = act(x)  yield x } { optional up to 50% }  emit many(n: l.size)",
    ],
    ["who was left to agree", `step q = quorum 1 of { act(n), pick(n) }  step o = out("\${q}")`],
    ["which plan has given a result", `step a = wanted(n)  step o = out("\${a}")`],
    ["the denial in a plan that is called", 'step a = acts(n) else { step o = out("x")  yield 1 }'],
    [
      "that answers have not agreed, for `finally`",
      `step q = quorum 2 of { voted(), voted() }\nfinally { step o = out("\${outcome.status}") }`,
    ],
    [
      "that another value has it tried again, for `finally`",
      `step v = voted()  step a = cleared(1) { retry 2 when v > 3 }\nfinally { step o = out("\${outcome.status}") }`,
    ],
    [
      "that another value has it tried again, for a handler that is a call",
      "step v = voted()  step a = cleared(1) { retry 2 when v > 3 } else act2(1)",
    ],
    [
      "that there were too few rounds, for `finally`",
      `step l = listed()  step r = first 2 of for x in l up to 3 { wait 1s  yield 1 }\nfinally { step o = out("\${outcome.status}") }`,
    ],
    ["how the plan ended", `step a = act(n)\nfinally { step o = out("\${outcome.status}") }`],
    [
      "the text that a called plan fails with",
      "step a = says(n) else { emit told(text: error.message)  yield 1 }",
    ],
    [
      "that, out of a loop with a handler",
      "step a = says_later(n) else { step o = out(error.message)  yield 1 }",
    ],
  ])("%s", (_, body) => {
    expect(codes(body)).toEqual(["ORCH4109"]);
  });
});

describe("does not", () => {
  test.each([
    ["what follows a call that was let pass", `step a = act(n)  step o = out("\${a}")`],
    [
      "a handler for another failure",
      'step a = act(n) else when error == full { step o = out("x")  yield 1 }',
    ],
    [
      "its name where it is for another",
      "step a = act(n) else when error == full { emit told(text: error.name)  yield 1 }",
    ],
    ["that a plan with such a text has failed", 'step a = says(n) else { step o = out("x")  yield 1 }'],
  ])("%s", (_, body) => {
    expect(codes(body)).toEqual([]);
  });
});

describe("a limit counts every time that a rejected result is asked for again", () => {
  const asked = (plans: string, limit = "policy l { on wrote, takes  limit 2 per 1h }"): readonly string[] =>
    look(`module m
event told(r: Bool)
llm wrote() -> Int { prompt ""  latency <= 1s }
llm takes(x: String trusted) -> Int { prompt ""  latency <= 1s }
service act(n: Int) -> Int { effect idempotent  latency <= 1s }
service slow() -> Int { effect pure  latency <= 10s }
service voted() -> Int @personal { effect pure  latency <= 1s }
${limit}
${plans}
`).all.flatMap(({ severity, code }) => (severity === "error" ? [code] : []));
  const again = "step a = wrote() { accept it > 0  attempts 2 }";

  test.each([
    ["beside another call", `plan p() { ${again}  step s = slow()  step t = takes("") { after s } }`],
    ["in another run", `plan p() { step t = takes("") }\nplan before() { ${again} }`],
    ["in another run of the plan", 'plan p() { step t = takes("") { accept it > 0  attempts 2 } }'],
    [
      "in a called plan",
      `private plan inner() { ${again} }\nplan p() { step i = inner()  step s = slow()  step t = takes("") { after s } }`,
    ],
    [
      "in an earlier round",
      `plan p() { step l = for x in [1, 2] at once 1 { step t = takes("")  ${again} } }`,
    ],
  ])("%s", (_, plans) => {
    expect(asked(plans)).toContain("ORCH4109");
  });

  test("for what is done in place of a denied call", () => {
    const policy = "policy l { on voted, act  limit 2 per 1h }";
    const plans = `plan p() {
step a = voted() { accept it > 0  attempts 2 }
step s = slow()
step b = act(1) { after s  optional }
emit told(r: b is none) }`;
    expect(asked(plans, policy)).toEqual(["ORCH4109"]);
  });

  test.each([
    [
      "where no limit counts it",
      `plan p() { ${again}  step t = takes("") }`,
      "policy l { on act  limit 2 per 1h }",
    ],
    ["where it is asked once", 'plan p() { step a = wrote()  step t = takes("") }', undefined],
    [
      "by a rule for each run, before it",
      'plan p() { step t = takes("") { accept it > 0  attempts 3 } }',
      "guardrail g { at most 2 takes }",
    ],
  ])("not %s", (_, plans, policy) => {
    expect(asked(plans, policy)).toEqual([]);
  });
});
