import { describe, expect, test } from "vitest";
import { look } from "./source.ts";

/* The claims about a plan with a `commit`, and the places where such a plan is refused (semantics, rule 28a). */

const head = `module m
signal open: Bool { from door  fresh 1h }
service unsend(n: Int) { effect idempotent  latency <= 1s }
service send(n: Int) -> Int { effect once  latency <= 1s  undo unsend(n) }
service pay(n: Int) -> Int { effect once  latency <= 1s }
service post(n: Int) -> Int { effect idempotent  latency <= 1s }
tool look(n: Int) -> Int { effect pure  latency <= 1s }
plan kept(n: Int) -> Int { step s = send(n)  commit  return s }
`;

function mistakes(text: string): readonly string[] {
  return look(`${head}${text}\n`)
    .all.filter(({ severity }) => severity === "error")
    .map(({ code }) => code);
}

describe("a plan that commits is refused where it may be undone or repeated", () => {
  test.each([
    ["called", "plan p(n: Int) { step a = kept(n) }", []],
    ["called in a round", "plan p() { step a = for i in 1..3 { step b = kept(i) } }", []],
    ["with a handler behind it", "plan p(n: Int) { step a = kept(n) else look(n) }", []],
    ["retried", "plan p(n: Int) { step a = kept(n) { retry 1 } }", ["ORCH4204"]],
    ["asked anew", "plan p(n: Int) { step a = kept(n) { accept it > 1  attempts 2 } }", ["ORCH4204"]],
    ["judged", "plan p(n: Int) { step a = kept(n) { accept it > 1 } }", ["ORCH4204"]],
    ["in a race", "plan p(n: Int) { step a = first of { x = kept(n), y = look(n) } }", ["ORCH4204"]],
    [
      "in work that an event interrupts",
      "event stop()\nplan p(n: Int) { step a = do { step b = kept(n) } until event stop }",
      ["ORCH4204"],
    ],
    [
      "by way of another plan",
      "plan q(n: Int) -> Int { step a = kept(n)  return a }\nplan p(n: Int) { step a = q(n) { retry 1 } }",
      ["ORCH4204"],
    ],
    [
      "as a plan of a goal before another",
      `goal g(n: Int) -> Int { optimize cost }
       plan p(n: Int) -> Int achieves g { step a = kept(n)  return a }
       plan q(n: Int) -> Int achieves g { step a = kept(n)  return a }`,
      ["ORCH4204"],
    ],
    [
      "as the only plan of a goal",
      "goal g(n: Int) -> Int { optimize cost }\nplan p(n: Int) -> Int achieves g { step a = kept(n)  return a }",
      [],
    ],
  ])("%s", (_, text, expected) => {
    expect(mistakes(text)).toEqual(expected);
  });
});

describe("an effect without undo", () => {
  test.each([
    ["is refused before a failure", "step a = pay(n)  step b = post(a)", ["ORCH4201"]],
    ["stays behind a commit", "step a = pay(n)  commit  step b = post(a)", []],
    [
      "is refused where something fails before the commit",
      "step a = pay(n)  step b = post(a)  commit",
      ["ORCH4201"],
    ],
    ["is refused behind the commit", "commit  step a = pay(n)  step b = post(a)", ["ORCH4201"]],
    [
      "is refused where a `while` of the plan may interrupt it before the commit",
      "while open  step a = pay(n)  commit  step b = post(a)",
      ["ORCH4201"],
    ],
  ])("%s", (_, body, expected) => {
    expect(mistakes(`plan p(n: Int) { ${body} }`)).toEqual(expected);
  });

  test("of a called plan is refused where that may be stopped before its commit", () => {
    const called = "plan q(n: Int) -> Int { step a = pay(n)  wait 1m  commit  return a }";
    expect(mistakes(`${called}\nplan p(n: Int) { step a = q(n)  step b = post(n) }`)).toEqual(["ORCH4201"]);
    expect(mistakes(`${called}\nplan p(n: Int) { step a = q(n)  step b = post(a) }`)).toEqual([]);
  });

  test.each([
    ["of a called plan is its own matter if it commits", "", []],
    [
      "of a called plan that may return before stands for its caller",
      "when n > 3 { return a }",
      ["ORCH4201"],
    ],
  ])("%s", (_, between, expected) => {
    const called = `plan q(n: Int) -> Int { step a = pay(n)  ${between}  commit  return a }`;
    expect(mistakes(`${called}\nplan p(n: Int) { step a = q(n)  step b = post(a) }`)).toEqual(expected);
  });
});

test("a plan file says what stays, for each commit what came since the one before", () => {
  const { verdicts } = look(
    `${head}plan p(n: Int) { step a = send(n)  step b = look(n)  commit  step c = post(n)  commit  step d = look(n) }\n`,
  );
  const found = verdicts("m.p")?.obligations ?? [];
  expect(found.filter(({ id }) => id.includes("commit")).map(({ rule, nodes }) => [rule, nodes])).toEqual([
    ["a stays after commit@1", ["m.p/a"]],
    ["c stays after commit@2", ["m.p/c"]],
  ]);
});

describe("`followed by`: what a later failure undoes needs no answer, unless it is committed", () => {
  const rule = "guardrail told { every send followed by post }";
  test.each([
    ["a fails and is undone", 'step a = send(n)  fail "no"', "proved"],
    ["a failure after the commit undoes nothing", 'step a = send(n)  commit  fail "no"', "refused"],
    ["a failure before the commit undoes it", 'step a = send(n)  fail "no"', "proved"],
    ["what follows after the commit follows", "step a = send(n)  commit  step b = post(a)", "proved"],
    [
      "what may fail between is checked",
      'step a = send(n)  commit  when n > 3 { fail "no" }  step b = post(a)',
      "checked",
    ],
    [
      "what may fail before the commit undoes it",
      'step a = send(n)  when n > 3 { fail "no" }  step b = post(a)  commit',
      "proved",
    ],
    [
      "what a `while` of the plan interrupts before the commit is undone",
      "while open  step a = send(n)  step b = post(a)  commit",
      "proved",
    ],
    [
      "what it interrupts after the commit is checked",
      "while open  step a = send(n)  commit  step b = post(a)",
      "checked",
    ],
    [
      "with a commit behind what follows too: it may have passed",
      "while open  step a = send(n)  step b = look(a)  commit  step c = post(b)  commit",
      "checked",
    ],
  ])("%s", (_, body, expected) => {
    const { verdicts, all } = look(`${head}${rule}\nplan p(n: Int) { ${body} }\n`);
    const found = verdicts("m.p")?.obligations.find(({ id }) => id.includes("told"));
    expect(found?.verdict ?? all.map(({ code }) => code)).toEqual(expected);
  });
});
