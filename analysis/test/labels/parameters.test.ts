import { describe, expect, test } from "vitest";
import { look } from "../analyse/source.ts";

/*
 * A plan's parameter is cleared for its declared label, by whatever way a value comes to it (semantics, rule 49): not only
 * by those that one call shows by itself.
 */

const head = `module m
type Wide { name: String @personal, n: Int }
agent ai() -> String { effect pure  latency <= 1s }
service quiet() -> String { effect pure  latency <= 1s }
plan takes(n: Int) { }
plan reads(text: String) { }
plan trusts(text: String trusted) { }
plan passes(text: String) { step t = trusts(text) }
plan may_take(n: Int @personal) { }
plan gives(a: String @secret) -> String { return a }
plan fails(a: String @personal) { fail "no \${a}" }
goal wanted(text: String) { optimize comfort }
plan first(text: String) achieves wanted { }
`;

function refusals(more: string): readonly string[] {
  return look(`${head}${more}\n`).all.flatMap(({ code, severity, message }) =>
    severity === "error" ? [`${code} ${message}`] : [],
  );
}

describe("a parameter does not take", () => {
  test.each([
    [
      "how the plan ended by data",
      `plan p(b: String @personal) {\nwhen b.size > 0 { fail "" }\nfinally { step t = reads("\${outcome.status}") } }`,
      "ORCH4109 The value of `text` is personal, and `reads` is cleared for internal only.",
    ],
    [
      "that, of a goal",
      `plan p(b: String @personal) {\nwhen b.size > 0 { fail "" }\nfinally { step t = wanted("\${outcome.status}") } }`,
      "ORCH4109 The value of `text` is personal, and `wanted` is cleared for internal only.",
    ],
    [
      "what a run that has ended gives",
      "trigger t { on completed gives start reads(text: result) }",
      "ORCH4109 The value of `text` is secret, and `reads` is cleared for internal only.",
    ],
    [
      "what a run that has ended gives, of a goal",
      "trigger t { on completed gives start wanted(text: result) }",
      "ORCH4109 The value of `text` is secret, and `wanted` is cleared for internal only.",
    ],
    [
      "which of a goal's plans gave the result",
      'tool asks() -> Bool @personal { effect idempotent latency <= 1s }\ngoal g() -> String { }\nplan one() -> String achieves g {\n  step a = asks() { accept it }\n  return "one"\n}\nplan two() -> String achieves g { return "two" }\ntrigger t { on completed g start reads(text: result) }',
      "ORCH4109 The value of `text` is personal, and `reads` is cleared for internal only.",
    ],
    [
      "why one has failed",
      "trigger t { on failed fails start reads(text: error.message) }",
      "ORCH4109 The value of `text` is personal, and `reads` is cleared for internal only.",
    ],
    [
      "an untrusted value that another plan passes on, where it is trusted",
      "plan p() { step a = ai()  step b = passes(text: a) }",
      "ORCH4109 The value of `text` is untrusted, and `trusts` accepts nothing that a stranger or a model wrote.",
    ],
  ])("%s", (_, more, found) => {
    expect(refusals(more)).toEqual([found]);
  });
});

describe("a default that reads another parameter", () => {
  const also = `service out(x: String) { effect idempotent  latency <= 1s }
service safe(x: String, y: String trusted = x) { effect idempotent  latency <= 1s }
`;

  test.each([
    [
      "has the label of that, in a plan",
      "plan q(a: String @personal, b: String = a) { step o = out(b) }",
      ["ORCH3501 The default of `b` is personal, but `b` of `q` is cleared for internal only."],
    ],
    [
      "has it in a goal",
      "goal g(a: String @personal, b: String = a) { optimize comfort }\nplan w(a: String @personal, b: String) achieves g { step o = out(b) }",
      ["ORCH3501 The default of `b` is personal, but `b` of `g` is cleared for internal only."],
    ],
    [
      "has it where the value is public",
      "plan q(a: String @personal, b: String @personal = a) { step o = out(b) }",
      ["ORCH3501 `x` of `out` is personal, but `out` is cleared for internal only."],
    ],
    [
      "is as little trusted, of a capability",
      "plan q() { step a = ai()  step s = safe(a) }",
      [
        "ORCH4109 The value of `y` is untrusted, and `safe` accepts nothing that a stranger or a model wrote.",
      ],
    ],
    [
      "is as little trusted, of a plan",
      "plan q(a: String, b: String trusted = a) { }\nplan p() { step a = ai()  step s = q(a) }",
      ["ORCH4109 The value of `b` is untrusted, and `q` accepts nothing that a stranger or a model wrote."],
    ],
    [
      "is as little trusted where a trigger starts it",
      "plan q(a: String @untrusted, b: String trusted = a) { }",
      [
        "ORCH3502 The default of `b` is untrusted, but `b` of `q` accepts nothing that a stranger or a model wrote.",
      ],
    ],
    ["is fine where nothing is labelled", "plan q(a: String, b: String = a) { step o = out(b) }", []],
  ])("%s", (_, more, found) => {
    expect(refusals(`${also}${more}`)).toEqual(found);
  });
});

describe("a plan takes the labels of its goal", () => {
  const own = (param: string): string =>
    `goal kept(text: String @personal @untrusted) { optimize comfort }\nplan keeps(text: ${param}) achieves kept { }\n`;
  const refused = "ORCH3609 `keeps` can't achieve `kept`: its `text` is ";

  test.each([
    ["which are above its own", "String", [`${refused}internal, the goal's personal and untrusted.`]],
    [
      "which say that it is untrusted",
      "String @personal",
      [`${refused}personal, the goal's personal and untrusted.`],
    ],
    ["which are its own", "String @personal @untrusted", []],
    ["which are below its own", "String @secret @untrusted", []],
  ])("%s", (_, param, found) => {
    expect(refusals(own(param))).toEqual(found);
  });

  test("and takes what is untrusted", () => {
    expect(refusals("plan strict(text: String trusted) achieves wanted { }")).toEqual([
      "ORCH3609 `strict` can't achieve `wanted`: its `text` takes nothing untrusted, the goal's does.",
    ]);
  });
});

describe("a parameter takes", () => {
  test.each([
    ["its own label", "plan p(n: Int @personal) { step a = may_take(n) }"],
    ["what no labelled data decides", `plan p() {\nfinally { step t = reads("\${outcome.status}") } }`],
    [
      "what a quiet run gives",
      'plan q() -> String { return "x" }\ntrigger t { on completed q start reads(text: result) }',
    ],
    ["a value that is trusted", "plan p() { step a = quiet()  step b = passes(text: a) }"],
    ["the part of a record that has no label", "plan p(w: Wide) { step a = takes(n: w.n) }"],
  ])("%s", (_, more) => {
    expect(refusals(more)).toEqual([]);
  });
});
