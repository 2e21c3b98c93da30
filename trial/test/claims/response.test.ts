import { expect, test } from "vitest";
import { response } from "../../src/claims/ordering.ts";
import { declared } from "./declared.ts";
import { allProved, breaches, breachesInMany, failing, subjectOf, verdicts } from "./play.ts";

function plan(body: string, rule: string): string {
  return `${declared}plan p(n: Int in 1..3) {\n${body}\n}\nguardrail g advisory { ${rule} }\n`;
}

test("what has to follow does, on every way without faults", () => {
  const text = plan(
    "step s = send(n)\nwhen n > 2 { step k = note(n) { after s } }",
    "every send followed by note",
  );
  const subject = allProved(subjectOf(text));
  expect(breaches(response, subject, { input: { n: 2 } })).toHaveLength(1);
  expect(breaches(response, subject, { input: { n: 3 } })).toEqual([]);
  const always = subjectOf(
    plan("step s = send(n)\nstep k = note(n) { after s }", "every send followed by note"),
  );
  expect(verdicts(always)).toContain("proved");
  expect(breachesInMany(response, always)).toEqual([]);
});

test("what came before does not follow", () => {
  const text = plan("step k = note(n)\nstep s = send(n) { after k }", "every send followed by note");
  expect(breaches(response, allProved(subjectOf(text)))).toHaveLength(1);
});

test("in time", () => {
  const text = plan(
    "step s = send(n)\nstep l = look(n) { after s }\nstep k = note(n) { after l }",
    "every send followed by note within 2s",
  );
  expect(breaches(response, allProved(subjectOf(text)))).toEqual([]);
  const tight = allProved(subjectOf(text.replace("within 2s", "within 1500ms")));
  expect(breaches(response, tight)).toHaveLength(1);
});

test("a fault lies outside, and so does a call that takes all of its time", () => {
  const subject = allProved(
    subjectOf(plan("step s = send(n)\nstep k = note(n) { after s }", "every send followed by note")),
  );
  expect(breaches(response, subject, { answers: failing("m.note") })).toEqual([]);
  expect(breaches(response, subject, { answers: { "m.note": () => ({ never: true }) } })).toEqual([]);
});

test("what data alone ends is no fault", () => {
  const text = plan(
    'step s = send(n)\nwhen n > 2 { fail "no" }\nstep k = note(n) { after s }',
    "every send followed by note",
  );
  const subject = allProved(subjectOf(text));
  expect(breaches(response, subject, { input: { n: 3 } })).toEqual([]);
  const beside = plan(
    'step s = send(n)\nstep l = look(n)\nstep k = note(n) { after s }\nwhen l.ok { fail "no" }',
    "every send followed by note",
  );
  expect(
    breaches(response, allProved(subjectOf(beside)), {
      answers: { "m.look": () => ({ ok: { ok: true } }) },
    }),
  ).toHaveLength(1);
});

test("what is undone owes nothing", () => {
  const text = plan(
    'step b = book(n)\nstep l = look(n) { after b }\nwhen l.ok { fail "no" }\nstep k = note(n) { after b, l }',
    "every book followed by note",
  );
  const yes = { "m.look": () => ({ ok: { ok: true } }) };
  expect(breaches(response, allProved(subjectOf(text)), { answers: yes })).toEqual([]);
});
