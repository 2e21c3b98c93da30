import { describe, expect, test } from "vitest";
import { look } from "../analyse/source.ts";

/*
 * `trusted value`: a model may decide that the call is made, and has no part in the value (semantics, rule 49).
 */

const head = `module m
type Turn = one { name: String } | other
agent ai() -> Turn { effect pure  latency <= 1s }
service own(space: String trusted value, name: String = "") -> String { effect pure  latency <= 1s }
service strict(space: String trusted) -> String { effect pure  latency <= 1s }
plan opens(user: String) -> String { step o = own(space: user)  return o }
plan opens_both(user: String, name: String) -> String { step o = own(space: "u/\${user}", name)  return o }
`;

function refusals(more: string): readonly string[] {
  return look(`${head}${more}\n`).all.flatMap(({ code, severity, message }) =>
    severity === "error" ? [`${code} ${message}`] : [],
  );
}

const under = (call: string): string =>
  `plan p(user: String, users: [String] size 1..3) { step turn = ai()  match turn { one { ${call} } other { } } }`;
const eachUser = (call: string, before = ""): string =>
  `plan p(users: [String] size 1..3) {
    step turn = ai()
    step all = for user in users { ${before}
    match turn { one { when turn.name == user { ${call} } } other { } } }
  }`;

describe("a trusted value may be given", () => {
  test.each([
    ["where a model decides that it is", under("step o = own(space: user)")],
    ["beside a value of the model", under("step o = own(space: user, name: turn.name)")],
    ["to a plan that a model decides to call", under("step o = opens(user)")],
    [
      "to a plan that takes a value of the model as well",
      under("step o = opens_both(user, name: turn.name)"),
    ],
    ["with the run's id", under("step o = own(space: run.id)")],
    ["that is the variable of a lambda", under('step o = own(space: users.map(one => one).join("-"))')],
    [
      "in each round, where nothing untrusted decides",
      "plan p(users: [String] size 1..3) { step all = for user in users { step o = own(space: user) } }",
    ],
    [
      "in a loop of a model's turns",
      "plan p(user: String) { step talk = for last from false up to 3 until last { step turn = ai()  step o = own(space: user)  yield turn is other } }",
    ],
  ])("%s", (_, program) => {
    expect(refusals(program)).toEqual([]);
  });
});

const chosen = "is untrusted, and `own` accepts nothing that a stranger or a model wrote.";

describe("a model chooses no value that has to be trusted", () => {
  test.each([
    [
      "by writing it",
      under("step o = own(space: turn.name)"),
      "ORCH3502 `space` of `own` is untrusted, but `own` accepts nothing that a stranger or a model wrote.",
    ],
    [
      "by a condition in it",
      'plan p() { step turn = ai()  step o = own(space: if turn is one then "a" else "b") }',
      "ORCH3502 `space` of `own` is untrusted, but `own` accepts nothing that a stranger or a model wrote.",
    ],
    ["through a plan", under("step o = opens(turn.name)"), `ORCH4109 The value of \`space\` ${chosen}`],
    [
      "by the round of a loop",
      eachUser("step o = own(space: user)"),
      `ORCH4109 The round of the loop that chooses \`space\` ${chosen}`,
    ],
    [
      "by the round of a loop, with a name for it",
      eachUser("step o = own(space: its)", "let its = user"),
      `ORCH4109 The round of the loop that chooses \`space\` ${chosen}`,
    ],
    [
      "by the round of a loop, through a plan",
      eachUser("step o = opens(user)"),
      `ORCH4109 The round of the loop that chooses \`space\` ${chosen}`,
    ],
    [
      "by what the arms yield",
      'plan p() { step turn = ai()  step at = for last from "a" up to 2 { when turn is one { yield "b" } else { yield last } }  step o = own(space: at) }',
      "ORCH3502 `space` of `own` is untrusted, but `own` accepts nothing that a stranger or a model wrote.",
    ],
  ])("%s", (_, program, says) => {
    expect(refusals(program)).toEqual([says]);
  });
});

test("`trusted` still rejects a call that a model decides about", () => {
  expect(refusals(under("step o = strict(space: user)"))).toHaveLength(1);
});

test("a plan of a goal asks no more of a parameter than the goal", () => {
  const goal = (of: string, plan: string): readonly string[] =>
    refusals(`goal g(space: String ${of}) { }\nplan p(space: String ${plan}) achieves g { }`);
  expect(goal("trusted", "trusted value")).toEqual([]);
  expect(goal("trusted value", "trusted")).toHaveLength(1);
});
