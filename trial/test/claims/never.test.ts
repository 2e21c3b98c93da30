import { expect, test } from "vitest";
import { never } from "../../src/claims/ordering.ts";
import { declared } from "./declared.ts";
import { allProved, breaches, breachesInMany, subjectOf, verdicts } from "./play.ts";

function plan(body: string, rule: string): string {
  return `${declared}plan p(n: Int in 1..3) {\n${body}\n}\nguardrail g advisory { ${rule} }\n`;
}

test("what never may begin does not", () => {
  const text = plan("when n > 2 { step s = send(n) }", "never send");
  const subject = allProved(subjectOf(text));
  expect(breaches(never, subject, { input: { n: 3 } })).toHaveLength(1);
  expect(breaches(never, subject, { input: { n: 2 } })).toEqual([]);
});

test("a condition over the arguments", () => {
  const subject = allProved(subjectOf(plan("step s = send(n)", "never send when args.n > 2")));
  expect(breaches(never, subject, { input: { n: 3 } })).toHaveLength(1);
  expect(breaches(never, subject, { input: { n: 2 } })).toEqual([]);
  const guarded = subjectOf(plan("step s = send(2)", "never send when args.n > 2"));
  expect(verdicts(guarded)).toContain("proved");
  expect(breachesInMany(never, guarded)).toEqual([]);
});

test("what is not known counts as true (rule 13)", () => {
  const subject = allProved(subjectOf(plan("step s = send(n)", "never send when calm")));
  expect(breaches(never, subject)).toHaveLength(1);
  expect(breaches(never, subject, { readings: { "m.calm": true } })).toHaveLength(1);
  expect(breaches(never, subject, { readings: { "m.calm": false } })).toEqual([]);
});
