import type { PlanFile } from "@orchlang/plan";
import { expect, test } from "vitest";
import type { Subject } from "../../src/claim.ts";
import { faultless, forward, lower } from "../../src/claims/durations.ts";
import { nodes } from "../../src/claims/nodes.ts";
import { declared } from "./declared.ts";
import { breaches, breachesInMany, failing, subjectOf } from "./play.ts";

function program(body: string, more = ""): string {
  return `${declared}plan p(n: Int in 1..3) {\n${body}\n}\n${more}`;
}

const money = (amount: string) => ({ amount, currency: "USD" });

/** The same with other figures for one plan. */
function withRoutine(subject: Subject, name: string, change: (one: Routine) => Routine): Subject {
  const { plan } = subject.file;
  const routine = plan.routines[name];
  if (routine === undefined) throw new Error(`no plan ${name}`);
  const routines = { ...plan.routines, [name]: change(routine) };
  return { ...subject, file: { ...subject.file, plan: { ...plan, routines } } };
}
type Routine = PlanFile["plan"]["routines"][string];

test("no run that completes without faults takes less than the least", () => {
  const subject = subjectOf(program("step l = look(n) { optional }\nstep s = send(n) { after l }"));
  expect(breachesInMany(lower, subject)).toEqual([]);
  const more = withRoutine(subject, "m.p", (one) => ({
    ...one,
    bounds: { ...one.bounds, cost: { ...one.bounds.cost, best: money("0.4") } },
  }));
  expect(breaches(lower, more)).toHaveLength(1);
  // Also one in which something failed; but one that fails itself may take less.
  expect(breaches(lower, more, { answers: failing("m.look") })).toHaveLength(1);
  expect(breaches(lower, more, { answers: failing("m.send") })).toEqual([]);
  const inner =
    'plan inner(n: Int) {\nstep l = look(n)\nwhen l.ok { fail "no" }\nstep s = send(n) { after l }\n}\n';
  const called = subjectOf(program("step i = inner(n) { optional }\nstep b = book(n) { after i }", inner));
  const ended = withRoutine(called, "m.inner", (one) => ({
    ...one,
    bounds: { ...one.bounds, cost: { ...one.bounds.cost, best: money("0.2") } },
  }));
  const no = { "m.look": () => ({ ok: { ok: true } }) };
  expect(breaches(lower, ended, { answers: no }).filter((each) => each.includes("cost of m.inner"))).toEqual(
    [],
  );
});

test("the least time is a least time", () => {
  const subject = subjectOf(program("step l = look(n)"));
  const quick = { "m.look": () => ({ cooperates: true as const, after: 10 }) };
  const found = breaches(lower, subject, { answers: quick });
  const { best } = subject.file.plan.bounds.latency;
  expect(found.length > 0).toBe(best > 10);
});

test("a step costs and takes no more than is printed of it, with its tries and handlers", () => {
  const body = "step s = send(n) { retry 2 } else note(n)\nstep l = look(n) { after s  retry 1 }";
  const subject = subjectOf(program(body));
  expect(breachesInMany(nodes, subject)).toEqual([]);
  const less = (of: "cost" | "latency") =>
    withRoutine(subject, "m.p", (one) => {
      const l = one.nodeBounds.l;
      if (l === undefined) throw new Error("no step l");
      const worst = of === "cost" ? { cost: { ...l.cost, worst: { value: money("0.15") } } } : {};
      const time = of === "latency" ? { latency: { ...l.latency, worst: { value: 1_500 } } } : {};
      return { ...one, nodeBounds: { ...one.nodeBounds, l: { ...l, ...worst, ...time } } };
    });
  const answers = failing("m.look", "transient");
  expect(breaches(nodes, less("cost"), { answers })).toHaveLength(1);
  expect(breaches(nodes, less("cost"))).toEqual([]);
  expect(breaches(nodes, less("latency"), { answers })).toHaveLength(1);
});

test("what waits inside for what stands around is not of the block", () => {
  const body = "step b = book(n)\nwith v = vans for 1m {\nstep s = send(n)\nstep k = note(n) { after b }\n}";
  const vans = "type Van { id: String, online: Bool }\nresource vans: Van x 2 { at edge  lease 2h }\n";
  expect(breaches(nodes, subjectOf(program(body, vans)))).toEqual([]);
});

test("what a called plan undoes is not of the step that calls it", () => {
  const inner =
    "plan inner(n: Int) {\nstep b = book(n)\nstep s = send(n) { after b }\nfinally {\nstep k = note(n)\n}\n}\n";
  const subject = subjectOf(program("step i = inner(n)", inner));
  expect(breaches(nodes, subject, { answers: failing("m.send") })).toEqual([]);
  expect(breaches(forward, subject, { answers: failing("m.send") })).toEqual([]);
});

test("each round, and each call of a plan, has its own figures", () => {
  const inner = "plan inner(n: Int) { step s = send(n) }\n";
  const body = "step l = for x in [1, 2, 3] at once 1 {\nstep i = inner(x)\nyield x\n}";
  const subject = subjectOf(program(body, inner));
  expect(breachesInMany(nodes, subject)).toEqual([]);
  expect(breachesInMany(lower, subject)).toEqual([]);
});

test("what is called once more to learn its result is of undoing it", () => {
  const body = "step f = first of { a = book(n), b = look(n) }";
  const drawn = subjectOf(program(body).replace("cost <= $1 ", "cost <= $1  energy <= 4J "));
  expect(breaches(nodes, drawn)).toEqual([]);
});

test("without faults, and forward", () => {
  const subject = subjectOf(program("step b = book(n)\nstep s = send(n) { after b }"));
  expect(breachesInMany(faultless, subject)).toEqual([]);
  expect(breachesInMany(forward, subject)).toEqual([]);
  const { plan } = subject.file;
  const { cost, latency } = plan.bounds;
  const bounds = {
    ...plan.bounds,
    cost: { ...cost, faultless: { value: money("1.1") } },
    latency: { ...latency, worst: { value: 2_500 } },
  };
  const less = { ...subject, file: { ...subject.file, plan: { ...plan, bounds } } };
  expect(breaches(faultless, less)).toHaveLength(1);
  expect(breaches(faultless, less, { answers: failing("m.send") })).toEqual([]);
  expect(breaches(forward, less)).toHaveLength(1);
  const ended = subjectOf(program('step b = book(n)\nstep l = look(n) { after b }\nwhen l.ok { fail "no" }'));
  const cheap = { ...ended.file.plan.bounds, cost: { ...cost, faultless: { value: money("0.9") } } };
  const cut = { ...ended, file: { ...ended.file, plan: { ...ended.file.plan, bounds: cheap } } };
  const no = { "m.look": () => ({ ok: { ok: true } }) };
  expect(breaches(faultless, cut, { answers: { "m.look": () => ({ ok: { ok: false } }) } })).toHaveLength(1);
  expect(breaches(faultless, cut, { answers: no })).toEqual([]);
  // Forward work ends as the second call fails: undoing comes after it.
  const enough = { ...bounds, latency: { ...latency, worst: { value: 3_000 } } };
  const right = { ...subject, file: { ...subject.file, plan: { ...plan, bounds: enough } } };
  expect(breaches(forward, right, { answers: failing("m.send") })).toEqual([]);
});
