import { expect, test } from "vitest";
import { spending } from "../../src/claims/spending.ts";
import { withheld } from "../../src/claims/withheld.ts";
import { declared } from "./declared.ts";
import { allProved, breaches, breachesInMany, failing, subjectOf, verdicts } from "./play.ts";

function plan(body: string, rule: string, more = ""): string {
  return `${declared}plan p(n: Int in 1..3) {\n${body}\n}\n${more}guardrail g advisory { ${rule} }\n`;
}

const two = "step b = book(n)\nstep s = send(n) { after b }";

test("what is done, and undoing it, is charged", () => {
  const subject = allProved(subjectOf(plan(two, "cost <= $1.50")));
  expect(breaches(spending, subject)).toEqual([]);
  // $1 for the booking, $0.20 for what failed, $0.50 for undoing.
  const found = breaches(spending, subject, { answers: failing("m.send") });
  expect(found).toHaveLength(1);
  expect(found[0]).toContain("$1.70");
  const enough = subjectOf(plan(two, "cost <= $1.70"));
  expect(verdicts(enough)).toContain("proved");
  expect(breachesInMany(spending, enough)).toEqual([]);
});

test("each repeat of a pure call is charged, one of an idempotent call under its key once", () => {
  const pure = allProved(subjectOf(plan("step l = look(n) { retry 3 }", "cost <= $0.30")));
  expect(breaches(spending, pure, { answers: failing("m.look", "transient") })).toHaveLength(1);
  const keyed = allProved(subjectOf(plan("step s = send(n) { retry 3 }", "cost <= $0.30")));
  expect(breaches(spending, keyed, { answers: failing("m.send", "transient") })).toEqual([]);
});

test("one death of a process is covered, and no more", () => {
  const subject = allProved(subjectOf(plan("step l = look(n)", "cost <= $0.10")));
  const death = { moment: "during" as const, step: { node: "l" } };
  const found = breaches(spending, subject, { deaths: [death] });
  expect(found.filter((each) => each.includes("guardrail"))).toHaveLength(1);
  expect(breaches(spending, subject, { deaths: [death, death] })).toEqual([]);
  // Two workers are two things that nobody covers.
  expect(breaches(spending, subject, { deaths: [{ ...death, moment: "worker" }] })).toEqual([]);
  const enough = subjectOf(plan("step l = look(n)", "cost <= $0.20"));
  expect(verdicts(enough)).toContain("proved");
  expect(breaches(spending, enough, { deaths: [death] })).toEqual([]);
});

test("a plan that is called has a figure of its own", () => {
  const inner = "plan inner(n: Int) { step b = book(n) }\n";
  const subject = subjectOf(plan("step i = inner(n)\nstep s = send(n) { after i }", "cost <= $9", inner));
  expect(breachesInMany(spending, subject)).toEqual([]);
  const { plan: whole } = subject.file;
  const routine = whole.routines["m.inner"];
  if (routine === undefined) throw new Error("there is such a plan");
  const cost = {
    best: { amount: "0", currency: "USD" },
    worst: { value: { amount: "0.9", currency: "USD" } },
  };
  const less = { ...routine, bounds: { ...routine.bounds, cost } };
  const routines = { ...whole.routines, "m.inner": less };
  const wrong = { ...subject, file: { ...subject.file, plan: { ...whole, routines } } };
  expect(breaches(spending, wrong)).toHaveLength(1);
});

const goal = (budget: string): string => `goal wanted(n: Int) -> Int { budget cost <= ${budget} }
plan first(n: Int) -> Int achieves wanted { step b = book(n) step l = look(n) { after b }  when l.ok { fail "no" } return 1 }
plan second(n: Int) -> Int achieves wanted { step b = book(n + 1) step s = send(n) { after b } return 2 }
`;
const rejected = { answers: { "m.look": () => ({ ok: { ok: true } }) } };

test("a goal's budget is one for all of its plans", () => {
  const subject = (budget: string) =>
    allProved(subjectOf(plan("step w = wanted(n)", "cost <= $9", goal(budget))));
  const roomy = subject("$9").file;
  const found = breaches(spending, subject("$2"), rejected, roomy);
  expect(found.filter((each) => each.includes("budget"))).toHaveLength(1);
  expect(breaches(spending, subject("$2.80"), rejected, roomy)).toEqual([]);
  expect(breaches(spending, subject("$2"))).toEqual([]);
});

test("nothing is held back for a limit that is proved", () => {
  const one = (budget: string): string => `goal wanted(n: Int in 1..3) -> Int { budget cost <= ${budget} }
plan first(n: Int in 1..3) -> Int achieves wanted { step b = book(n) when n > 2 { step s = send(n) { after b } } return 1 }
`;
  const subject = allProved(subjectOf(plan("step w = wanted(n)", "cost <= $9", one("$1.60"))));
  expect(breaches(withheld, subject, { input: { n: 3 } })).toHaveLength(1);
  expect(breaches(withheld, subject, { input: { n: 2 } })).toEqual([]);
  const enough = subjectOf(plan("step w = wanted(n)", "cost <= $9", one("$5")));
  expect(verdicts(enough)).not.toContain("checked");
  expect(breachesInMany(withheld, enough)).toEqual([]);
});

test("a hold is charged for as long as it lasts", () => {
  const vans =
    "type Van { id: String, online: Bool }\nresource vans: Van x 2 { at edge  lease 2h  cost $36 per h }\n";
  const holding = (limit: string): string =>
    plan("with v = vans for 1m {\nstep k = note(n)\n}", `cost <= ${limit}`, vans);
  // One second of it costs a cent; a whole minute would cost sixty.
  expect(breaches(spending, allProved(subjectOf(holding("$0.005"))))).toHaveLength(1);
  expect(breaches(spending, allProved(subjectOf(holding("$0.02"))))).toEqual([]);
});

test("what a caller undoes is the caller's", () => {
  const inner = "plan inner(n: Int) { step b = book(n) { optional } }\n";
  const subject = subjectOf(plan("step i = inner(n)\nstep s = send(n) { after i }", "cost <= $9", inner));
  const { plan: whole } = subject.file;
  const routine = whole.routines["m.inner"];
  if (routine === undefined) throw new Error("there is such a plan");
  const cost = { best: { amount: "0", currency: "USD" }, worst: { value: { amount: "1", currency: "USD" } } };
  const routines = { ...whole.routines, "m.inner": { ...routine, bounds: { ...routine.bounds, cost } } };
  const exact = { ...subject, file: { ...subject.file, plan: { ...whole, routines } } };
  expect(breaches(spending, exact, { answers: failing("m.send") })).toEqual([]);
});
