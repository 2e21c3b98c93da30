import { expect, test } from "vitest";
import { order } from "../../src/claims/ordering.ts";
import { declared } from "./declared.ts";
import { allProved, breaches, breachesInMany, failing, subjectOf, verdicts } from "./play.ts";

const fails = failing("m.send");
const denied = { fails: "transient" } as const;
const denies = { "m.send": () => ({ ok: { granted: false } }) } as const;

function plan(body: string, rule: string, more = ""): string {
  return `${declared}plan p(n: Int in 1..3) {\n${body}\n}\n${more}guardrail g advisory { ${rule} }\n`;
}

test("what has to come first and failed does not stand", () => {
  const optional = plan("step s = send(n) { optional }\nstep b = book(n) { after s }", "send before book");
  const subject = allProved(subjectOf(optional));
  expect(breaches(order, subject, { answers: fails })).toHaveLength(1);
  expect(breaches(order, subject)).toEqual([]);
  const needed = subjectOf(plan("step s = send(n)\nstep b = book(n) { after s }", "send before book"));
  expect(verdicts(needed)).toContain("proved");
  expect(breachesInMany(order, needed)).toEqual([]);
});

test("granted asks for the result", () => {
  const text = plan("step s = send(n)\nstep b = book(n) { after s }", "send granted before book");
  const subject = allProved(subjectOf(text));
  expect(breaches(order, subject, { answers: denies })).toHaveLength(1);
  const asked = subjectOf(
    plan("step s = send(n)\nwhen s.granted { step b = book(n) }", "send granted before book"),
  );
  expect(verdicts(asked)).toContain("proved");
  expect(breachesInMany(order, asked)).toEqual([]);
});

test("one of several is enough, and a failure can be asked for", () => {
  const text = plan(
    "step s = send(n) else note(n)\nstep b = book(n) { after s }",
    "every book preceded by send or note",
  );
  expect(breachesInMany(order, allProved(subjectOf(text)))).toEqual([]);
  const failed = plan(
    "step s = send(n) else note(n)\nstep b = book(n) { after s }",
    "every book preceded by send failed",
  );
  expect(breaches(order, allProved(subjectOf(failed)), { answers: fails })).toEqual([]);
  expect(breaches(order, allProved(subjectOf(failed)))).toHaveLength(1);
});

test("a condition holds for the subject where it is not known, and for what comes first only where it does", () => {
  const body = "step s = send(n) { optional }\nstep b = book(n) { after s }";
  const some = allProved(subjectOf(plan(body, "send before book when args.n > 2")));
  expect(breaches(order, some, { input: { n: 3 }, answers: fails })).toHaveLength(1);
  expect(breaches(order, some, { input: { n: 2 }, answers: fails })).toEqual([]);
  const whether = allProved(subjectOf(plan(body, "send when args.n > 2 before book")));
  expect(breaches(order, whether, { input: { n: 2 } })).toHaveLength(1);
  expect(breaches(order, whether, { input: { n: 3 } })).toEqual([]);
});

test("what was done in one round says nothing about the next (rule 34)", () => {
  const loop = `step l = for x in [1, 2] at once 1 {
    when x == 1 { step s = send(x) }
    step b = book(x) { after s }
    yield b.id
  }`;
  const inside = loop.replace(" { after s }", "").replace("step s = send(x) }", "step s = send(x) } wait 5s");
  const subject = allProved(subjectOf(plan(inside, "send before book")));
  expect(breaches(order, subject)).toHaveLength(1);
  const around = `step s = send(n)\n${loop.replace("when x == 1 { step s = send(x) }", "")}`;
  expect(breachesInMany(order, subjectOf(plan(around, "send before book")))).toEqual([]);
});

test("what a called plan did counts around it, and what was undone does not", () => {
  const inner = "plan inner(n: Int) {\nstep s = send(n)\n}\n";
  const calls = plan("step i = inner(n)\nstep b = book(n) { after i }", "send before book", inner);
  expect(breachesInMany(order, subjectOf(calls))).toEqual([]);
  const undone = `plan inner(n: Int) {\nstep b = book(n)\nstep s = send(n) { after b }\n}\n`;
  const after = plan(
    "step i = inner(n) { optional }\nstep k = note(n) { after i }",
    "book before note",
    undone,
  );
  expect(breaches(order, allProved(subjectOf(after)), { answers: fails })).toHaveLength(1);
});

test("what a plan did counts in itself alone once the goal has gone on to the next", () => {
  const goal = `goal wanted(n: Int) -> Int { }
plan first(n: Int) -> Int achieves wanted { step s = send(n) step l = look(n) { after s }  when l.ok { fail "no" } return 1 }
plan second(n: Int) -> Int achieves wanted { step b = book(n) return 2 }
`;
  const subject = allProved(subjectOf(plan("step w = wanted(n)", "send before book", goal)));
  expect(breaches(order, subject, { answers: { "m.look": () => ({ ok: { ok: true } }) } })).toHaveLength(1);
  const kept = goal.replace("step b = book(n)", "step s = send(n) step b = book(n) { after s }");
  const taken = subjectOf(plan("step w = wanted(n)", "send before book", kept));
  expect(breachesInMany(order, taken)).toEqual([]);
});

test("an undo is an action", () => {
  const text = plan("step b = book(n)\nstep s = send(n) { after b }", "note before unbook");
  expect(breaches(order, allProved(subjectOf(text)), { answers: fails })).toHaveLength(1);
});

test("what is under way does not stand", () => {
  const subject = allProved(subjectOf(plan("step s = send(n)\nstep b = book(n)", "send before book")));
  expect(breaches(order, subject)).toHaveLength(1);
});

test("a result that is not accepted is none", () => {
  const body = "step s = send(n) { accept it.granted  attempts 2  optional }\nstep b = book(n) { after s }";
  const subject = allProved(subjectOf(plan(body, "send before book")));
  expect(breaches(order, subject, { answers: denies })).toHaveLength(1);
  expect(breaches(order, subject)).toEqual([]);
});

test("what is not known of what comes first is not so", () => {
  const body = "step s = send(n)\nstep b = book(n) { after s }";
  const subject = allProved(subjectOf(plan(body, "send when calm before book")));
  expect(breaches(order, subject)).toHaveLength(1);
  expect(breaches(order, subject, { readings: { "m.calm": true } })).toEqual([]);
});

test("a plan that is called anew has not failed for what comes later", () => {
  const inner = "plan inner(n: Int) {\nstep s = send(n)\n}\n";
  const body = "step i = inner(n) { retry 1 }\nstep k = note(n) { after i }";
  const subject = allProved(subjectOf(plan(body, "inner failed before note", inner)));
  const first = {
    "m.send": ({ nth }: { nth: number }) => (nth === 1 ? denied : { cooperates: true as const }),
  };
  expect(breaches(order, subject, { answers: first })).toHaveLength(1);
});

test("until the next plan starts, what the plan before it did counts around it", () => {
  const goal = `goal wanted(n: Int) -> Int { }
plan first(n: Int) -> Int achieves wanted {
  step b = book(n)
  step s = send(n) { after b }
  step l = look(n) { after s }
  when l.ok { fail "no" }
  return 1
}
plan second(n: Int) -> Int achieves wanted {
  step b = book(n + 1)
  step d = book(n + 2) { after b }
  return 2
}
plan later(n: Int) {
  step o = other(n)
  step c = charge(n) { after o }
}
service other(n: Int) { effect idempotent  latency <= 9s }
service charge(n: Int) { effect idempotent  latency <= 1s }
`;
  const rejected = { "m.look": () => ({ ok: { ok: true } }) };
  const after = (time: number) => ({ "m.other": () => ({ cooperates: true as const, after: time }) });
  const text = plan("step w = wanted(n)\nstep q = later(n)", "send before charge", goal);
  const subject = allProved(subjectOf(text));
  // The booking is undone from 4 s to 5 s; only then does the second plan start.
  expect(breaches(order, subject, { answers: { ...rejected, ...after(4_500) } })).toEqual([]);
  expect(breaches(order, subject, { answers: { ...rejected, ...after(5_500) } })).toHaveLength(1);
});

test("what every round did, or the last, counts behind the loop (rule 34)", () => {
  const rounds = (item: string) =>
    `step l = for x in [1, 2] at once 1 { ${item} }\nstep b = book(n) { after l }`;
  const every = subjectOf(plan(rounds("step s = send(x)"), "send before book"));
  expect(verdicts(every)).toContain("proved");
  expect(breachesInMany(order, every)).toEqual([]);
  const first = allProved(
    subjectOf(plan(rounds("when x == 1 { step s = send(x) } else { step o = note(x) }"), "send before book")),
  );
  expect(breaches(order, first)).toHaveLength(1);
  const beside = plan(rounds("step s = send(x)").replace("{ after l }", ""), "send before book");
  expect(breaches(order, allProved(subjectOf(beside)))).toHaveLength(1);
});

test("what every round of a loop did, the loop has done for what comes after it", () => {
  const loop = (what: string): string =>
    `step l = for x in [1, 2] at once 1 {\n${what}\nyield x\n}\nstep b = book(n) { after l }`;
  const each = allProved(subjectOf(plan(loop("step s = send(x)"), "send before book")));
  expect(breaches(order, each)).toEqual([]);
  const some = allProved(subjectOf(plan(loop("when x == 1 { step s = send(x) }"), "send before book")));
  expect(breaches(order, some)).toHaveLength(1);
  const last =
    "step l = for v from false up to 3 until v {\nstep s = send(n)\nyield s.granted\n}\nstep b = book(n) { after l }";
  const agreed = allProved(subjectOf(plan(last, "send granted before book")));
  const second = { "m.send": ({ nth }: { nth: number }) => ({ ok: { granted: nth === 2 } }) };
  expect(breaches(order, agreed, { answers: second })).toEqual([]);
  // What is under way has done nothing yet for what stands beside it.
  const under =
    "step l = for v from false up to 3 until v {\nstep s = send(n)\nwait 9s\nyield s.granted\n}\nstep k = look(n)\nstep j = look(2) { after k }\nstep b = book(n) { after j }";
  expect(breaches(order, allProved(subjectOf(plan(under, "send before book"))))).toHaveLength(1);
});

test("an answer of a try that was given up is dropped, but where its key says whose it is", () => {
  const late =
    (after: number) =>
    ({ nth }: { nth: number }) =>
      nth === 1 ? ({ cooperates: true, after, stubborn: true } as const) : ({ fails: "permanent" } as const);
  const pure = plan(
    "step l = look(n) { timeout 500ms  retry 1 every 1s  optional }\nstep b = book(n) { after l }",
    "look before book",
  );
  expect(breaches(order, allProved(subjectOf(pure)), { answers: { "m.look": late(900) } })).toHaveLength(1);
  const keyed = plan(
    "step s = send(n) { timeout 500ms  retry 1 every 1s  optional }\nstep b = book(n) { after s }",
    "send before book",
  );
  expect(breaches(order, allProved(subjectOf(keyed)), { answers: { "m.send": late(900) } })).toEqual([]);
});

test("a goal that goes on with its next plan is called once", () => {
  const goal = `goal wanted(n: Int) -> Int { }
plan first(n: Int) -> Int achieves wanted { step s = send(n) return 1 }
plan second(n: Int) -> Int achieves wanted { step b = book(n) return 2 }
`;
  const subject = subjectOf(
    plan("step w = wanted(n)\nstep k = note(n) { after w }", "wanted before note", goal),
  );
  expect(verdicts(subject)).toContain("proved");
  expect(breaches(order, subject, { answers: fails })).toEqual([]);
  expect(breachesInMany(order, subject)).toEqual([]);
});

test("a late answer under a key is taken as it is", () => {
  const late = ({ nth }: { nth: number }) =>
    nth === 1
      ? ({ cooperates: true, after: 900, stubborn: true } as const)
      : ({ fails: "permanent" } as const);
  const body =
    "step s = send(n) { timeout 500ms  retry 1 every 1s  accept it.granted }\nstep b = book(n) { after s }";
  const subject = allProved(subjectOf(plan(body, "send before book")));
  expect(breaches(order, subject, { answers: { "m.send": late } })).toEqual([]);
});

test("what was not let begin has failed", () => {
  const policy = "policy x { on look  allow when calm }\n";
  const body = "step l = look(n) { optional }\nstep b = book(n) { after l }";
  const subject = allProved(subjectOf(plan(body, "look failed before book", policy)));
  expect(breaches(order, subject)).toEqual([]);
  expect(breaches(order, subject, { readings: { "m.calm": true } })).toHaveLength(1);
});
