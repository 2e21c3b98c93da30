import { expect, test } from "vitest";
import { count } from "../../src/claims/spending.ts";
import { declared } from "./declared.ts";
import { allProved, breaches, breachesInMany, failing, subjectOf, verdicts } from "./play.ts";

function plan(body: string, rule: string, more = ""): string {
  return `${declared}plan p(n: Int in 1..3) {\n${body}\n}\n${more}guardrail g advisory { ${rule} }\n`;
}

test("every attempt counts", () => {
  const text = plan("step s = send(n) { retry 1 }", "at most 1 send");
  const subject = allProved(subjectOf(text));
  expect(breaches(count, subject, { answers: failing("m.send", "transient") })).toHaveLength(1);
  expect(breaches(count, subject)).toEqual([]);
  const twice = subjectOf(text.replace("at most 1", "at most 2"));
  expect(verdicts(twice)).toContain("proved");
  expect(breachesInMany(count, twice)).toEqual([]);
});

test("the attempts that an undo makes by itself count (rule 27)", () => {
  const text = plan("step b = book(n)\nstep s = send(n) { after b }", "at most 1 unbook");
  const answers = { ...failing("m.send"), ...failing("m.unbook", "transient") };
  expect(breaches(count, allProved(subjectOf(text)), { answers })).toHaveLength(1);
  expect(breaches(count, allProved(subjectOf(text)), { answers: failing("m.send") })).toEqual([]);
});

test("a call that is sent again to learn its result is no beginning", () => {
  const text = plan(
    "step f = first of { b = book(n), l = look(n) }\nstep k = note(n) { after f }",
    "at most 1 book",
  );
  const subject = subjectOf(text);
  expect(verdicts(subject)).toContain("proved");
  expect(breachesInMany(count, subject)).toEqual([]);
});

test("a dispatch that is sent again is no beginning", () => {
  const subject = subjectOf(plan("step s = send(n)", "at most 1 send"));
  expect(breaches(count, subject, { deaths: [{ moment: "during", step: { node: "s" } }] })).toEqual([]);
});

test("a window has so many, and what begins when it is over lies in the next", () => {
  const loop = (wait: string): string =>
    `step l = for x in [1, 2, 3] at once 1 {\nstep s = send(x)\nwait ${wait}\nyield x\n}`;
  const text = plan(loop("4s"), "at most 1 send per 5s");
  expect(breaches(count, allProved(subjectOf(text)))).toEqual([]);
  expect(breaches(count, allProved(subjectOf(plan(loop("3s"), "at most 1 send per 5s"))))).toHaveLength(1);
  expect(breaches(count, allProved(subjectOf(plan(loop("3s"), "at most 2 send per 5s"))))).toEqual([]);
});

test("a plan that is called begins as well, and a condition chooses", () => {
  const inner = "plan inner(n: Int) { step s = send(n) }\n";
  const text = plan("step a = inner(1)\nstep b = inner(2) { after a }", "at most 1 inner", inner);
  expect(breaches(count, allProved(subjectOf(text)))).toHaveLength(1);
  const some = plan(
    "step a = inner(1)\nstep b = inner(2) { after a }",
    "at most 1 send when args.n > 1",
    inner,
  );
  expect(breachesInMany(count, allProved(subjectOf(some)))).toEqual([]);
});

test("a rule that covers one plan counts in each call of it", () => {
  const inner = "plan inner(n: Int) { step s = send(n) }\n";
  const text = plan("step a = inner(1)\nstep b = inner(2) { after a }", "at most 1 send", inner);
  const whole = allProved(subjectOf(text));
  expect(breaches(count, whole)).toHaveLength(1);
  const obligations = whole.file.plan.obligations.map((each) => ({ ...each, id: `${each.id} in m.inner` }));
  const file = { ...whole.file, plan: { ...whole.file.plan, obligations } };
  expect(breaches(count, { ...whole, file })).toEqual([]);
});

test("of the plans of a goal those count that a rule is proved of", () => {
  const goal = `goal wanted(n: Int) -> Int { }
plan first(n: Int) -> Int achieves wanted { step s = send(n) step l = look(n) { after s }  when l.ok { fail "no" } return 1 }
plan second(n: Int) -> Int achieves wanted { step s = send(n + 1) step b = book(n) { after s }  step c = book(2) { after b } return 2 }
`;
  const text = `${declared}${goal}guardrail g advisory { at most 1 send }\n`;
  const subject = allProved(subjectOf(text, "m.wanted"));
  const rejected = { answers: { "m.look": () => ({ ok: { ok: true } }) } };
  expect(breaches(count, subject, rejected)).toHaveLength(2);
  const obligations = subject.file.plan.obligations.map((each) => ({
    ...each,
    verdict: each.id.endsWith("m.first") ? ("checked" as const) : each.verdict,
  }));
  const file = { ...subject.file, plan: { ...subject.file.plan, obligations } };
  expect(breaches(count, { ...subject, file }, rejected)).toEqual([]);
});
