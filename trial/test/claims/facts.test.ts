import type { SimulatedWorld } from "@orchlang/simulator";
import { expect, test } from "vitest";
import type { Monitor, Subject } from "../../src/claim.ts";
import { coverage, manifest } from "../../src/claims/facts/coverage.ts";
import { policies } from "../../src/claims/facts/policies.ts";
import { held, pools } from "../../src/claims/facts/pools.ts";
import { reachable } from "../../src/claims/facts/reachable.ts";
import { standing } from "../../src/claims/facts/standing.ts";
import { declared } from "./declared.ts";
import { type Answers, allProved, breaches, breachesInMany, failing, subjectOf } from "./play.ts";

function program(body: string, more = ""): string {
  return `${declared}plan p(n: Int in 1..3) {\n${body}\n}\n${more}`;
}

/** A monitor holds one subject's claims against runs of another: as if the first had been printed of the second. */
function mistaken(
  monitor: Monitor,
  printed: string,
  run: string,
  world: SimulatedWorld = {},
): readonly string[] {
  return breaches(monitor, subjectOf(printed), world, subjectOf(run).file);
}

test("a step that can never run does not", () => {
  const dead = program('when n > 2 { fail "a" } else { fail "b" }\nstep s = send(n)');
  const subject = subjectOf(dead);
  expect(reachable(subject).map(({ says }) => says)).toEqual(["`s` can never run."]);
  expect(breachesInMany(reachable, subject)).toEqual([]);
  expect(mistaken(reachable, dead, program("step s = send(n)"))).toHaveLength(1);
});

test("a handler that is never asked does not begin", () => {
  const never = program("step s = look(n) else { yield { ok: true } } else { step z = look(3)  yield z }");
  const asked = never.replace("else { yield", "else when error == permanent { yield");
  expect(reachable(subjectOf(never))).toHaveLength(1);
  expect(breachesInMany(reachable, subjectOf(never))).toEqual([]);
  expect(mistaken(reachable, never, asked, { answers: failing("m.look", "transient") })).toHaveLength(1);
});

test("a condition that always holds is taken", () => {
  const always = program("when n > 0 { step s = send(n) } else { step k = note(n) }");
  expect(reachable(subjectOf(always))).toHaveLength(1);
  expect(breachesInMany(reachable, subjectOf(always))).toEqual([]);
  const second = program(
    "when n > 2 { step s = send(n) } else when n < 4 { step k = note(n) } else { step l = look(n) }",
  );
  expect(reachable(subjectOf(second))).toHaveLength(1);
  const asked = (less: string): string => second.replace("n < 4", less);
  expect(mistaken(reachable, second, asked("n < 4"), { input: { n: 3 } })).toEqual([]);
  expect(mistaken(reachable, second, asked("n < 2"), { input: { n: 1 } })).toEqual([]);
  expect(mistaken(reachable, second, asked("n < 2"), { input: { n: 2 } })).toHaveLength(1);
});

test("a policy that is proved never denies", () => {
  const policy = 'policy x { on send  deny when args.n > 2 because "no" }\n';
  const proved = subjectOf(program("step s = send(2)", policy));
  expect(policies(proved)).toHaveLength(1);
  expect(breachesInMany(policies, proved)).toEqual([]);
  const warned = policy.replace("policy x", "policy x advisory");
  const open = allProved(subjectOf(program("step s = send(n)", warned)));
  expect(breaches(policies, open, { input: { n: 3 } })).toHaveLength(1);
  expect(breaches(policies, open, { input: { n: 2 } })).toEqual([]);
  const unknown = 'policy x advisory { on send  deny when calm because "no" }\n';
  const whether = allProved(subjectOf(program("step s = send(n)", unknown)));
  expect(breaches(policies, whether)).toHaveLength(1);
  expect(breaches(policies, whether, { readings: { "m.calm": false } })).toEqual([]);
});

test("what is not undone is not", () => {
  const answers = failing("m.note");
  const anyway = subjectOf(
    program('step b = book(n) { irreversible because "paid" }\nstep k = note(n) { after b }'),
  );
  expect(breaches(standing, allProved(anyway), { answers })).toHaveLength(1);
  expect(breaches(standing, anyway)).toEqual([]);
  // Of a step and its handler it is the handler that nothing undoes.
  const paid =
    'service lend(n: Int) -> { id: String } { effect once  latency <= 1s  irreversible because "paid" }\n';
  const handler = "step s = book(n) else lend(n)\nstep k = note(n) { after s }";
  expect(breaches(standing, subjectOf(program(handler, paid)), { answers })).toEqual([]);
});

test("nothing stays but what is listed", () => {
  const two = "step l = look(n)\nstep b = book(n) { after l }\nstep s = send(n) { after b }";
  const subject = subjectOf(program(`${two}\nstep k = note(n) { after s }`));
  const answers = failing("m.note");
  expect(breaches(standing, subject, { answers })).toEqual([]);
  expect(breachesInMany(standing, subject)).toEqual([]);
  expect(breaches(standing, without(subject, "m.p/s"), { answers })).toHaveLength(1);
});

test("what is done in finally stays, and what a branch did that lost does not", () => {
  const last = program("step b = book(n)\nfinally {\nstep s = send(n)\n}");
  expect(breachesInMany(standing, subjectOf(last))).toEqual([]);
  const inner = "plan inner(n: Int) {\nstep l = look(n)\nfinally {\nstep s = send(n)\n}\n}\n";
  const called = subjectOf(program("step i = inner(n)\nstep k = note(n) { after i }", inner));
  expect(breaches(standing, called, { answers: failing("m.look") })).toEqual([]);
  expect(breaches(standing, called, { answers: failing("m.note") })).toEqual([]);
  const handler = `step l = for x in [1, 2] at once 1 {
    step b = book(x)
    step s = send(x) { after b }
    yield x
  } else { step k = note(n)  yield [1] }`;
  expect(breaches(standing, subjectOf(program(handler)), { answers: failing("m.send") })).toEqual([]);
  const race = program("step f = first of { a = book(n), b = book(2) }");
  expect(breachesInMany(standing, subjectOf(race))).toEqual([]);
});

function without(subject: Subject, node: string): Subject {
  const { plan } = subject.file;
  const obligations = plan.obligations.filter(({ nodes }) => !nodes.includes(node));
  return { ...subject, file: { ...subject.file, plan: { ...plan, obligations } } };
}

const vans = "type Van { id: String, online: Bool }\nresource vans: Van x 2 { at edge  lease 2h }\n";

test("a hold that is long enough is not over before what is done in it", () => {
  const holding = (time: string): string =>
    program(`with v = vans for ${time} {\nstep b = note(n)\nstep s = send(n) { after b }\n}`, vans);
  const enough = subjectOf(holding("1m"));
  expect(held(enough)).toHaveLength(1);
  expect(breachesInMany(held, enough)).toEqual([]);
  const tight = allProved(subjectOf(holding("1500ms")));
  expect(breaches(held, tight)).toHaveLength(1);
  const gone: SimulatedWorld = { happenings: [{ at: 0, does: "loses", pool: "m.vans" }] };
  const waits = subjectOf(holding("1m").replace("with v = vans", "with v = vans wait 1s"));
  expect(breaches(held, waits, gone)).toEqual([]);
});

test("a run holds no more at once than it is said to", () => {
  const one = program("with v = vans for 1m { step s = send(n) }", vans);
  const both = program(
    "with v = vans for 1m { step s = send(n) }\nwith w = vans for 1m { step k = note(n) }",
    vans,
  );
  expect(mistaken(pools, one, both)).toHaveLength(1);
  expect(breachesInMany(pools, subjectOf(one))).toEqual([]);
  expect(breachesInMany(pools, subjectOf(both))).toEqual([]);
});

test("what was given back is held no longer", () => {
  const inner = "plan inner(n: Int) {\nwith v = vans for 1m { step s = send(n) }\n}\n";
  const turns = program("step i = inner(1)\nstep j = inner(2) { after i }", `${vans}${inner}`);
  const one = program("with v = vans for 1m { step s = send(n) }", vans);
  expect(mistaken(pools, one, turns)).toEqual([]);
});

test("a run that waits for what it holds itself is stuck", () => {
  const nested = program(
    "with v = vans for 1m { with w = vans for 30s { with u = vans for 10s { step s = send(n) } } }",
    vans,
  );
  expect(breaches(pools, subjectOf(nested)).some((each) => each.includes("holds some of them"))).toBe(true);
  const line = program(
    "with v = vans for 1m { step s = send(n) }\nwith w = vans for 1m { step k = note(n) }\nwith u = vans for 1m { step t = send(2) }",
    vans,
  );
  expect(breachesInMany(pools, subjectOf(line))).toEqual([]);
  // The time of one is over while the other is busy: whoever waits waits for that.
  const three = (name: string): string =>
    `step ${name} = note(n)\nstep ${name}2 = note(n) { after ${name} }\nstep ${name}3 = note(n) { after ${name}2 }`;
  const late = program(
    `with v = vans for 2500ms {\n${three("s")}\n}\nwith w = vans for 1m {\n${three("k")}\n}\nstep l = look(n)\nstep q = last(n) { after l }`,
    `${vans}plan last(n: Int) { with u = vans for 1m { step t = send(2) } }\n`,
  );
  expect(breaches(pools, subjectOf(late))).toEqual([]);
});

test("a run waits for the next try of a call, whenever the one that was given up ends", () => {
  const again = program(
    "step a = look(n) { retry 1 every 5s  timeout 300ms }\nwith v = vans for 1s { step s = send(n) { after a } }\nwith w = vans for 1s { }",
    vans.replace("x 2 ", ""),
  );
  const answers: Answers = { "m.look": () => ({ cooperates: true, after: 500, stubborn: true }) };
  expect(breaches(pools, subjectOf(again), { answers })).toEqual([]);
});

test("a run reaches what the manifest names", () => {
  const one = program("with v = vans for 1m { step s = send(n) }", vans);
  expect(breachesInMany(manifest, subjectOf(one))).toEqual([]);
  const other = program("step a = asked(n) { timeout 1h }\nstep k = note(n)", vans);
  expect(mistaken(manifest, one, other)).toHaveLength(1);
  expect(mistaken(manifest, program("step k = note(n)"), program("step b = book(n)"))).toHaveLength(1);
  expect(mistaken(manifest, program("step s = send(n)", vans), one)).toHaveLength(1);
});

test("a plan fails as it declares", () => {
  const plan = `${declared}plan p(n: Int in 1..3) {\nfails full\nfail full "no"\n}\n`;
  expect(breachesInMany(manifest, subjectOf(plan))).toEqual([]);
  expect(mistaken(manifest, program("step k = note(n)"), plan)).toHaveLength(1);
});

test("no rule holds back what is told to have none", () => {
  const charge = 'service charge(n: Int) { effect once  latency <= 1s  irreversible because "paid" }\n';
  const open = program("step c = charge(n)", charge);
  expect(coverage(subjectOf(open))).toHaveLength(1);
  expect(breachesInMany(coverage, subjectOf(open))).toEqual([]);
  const guarded = program("step c = charge(n)", `${charge}guardrail g { never charge when args.n > 2 }\n`);
  expect(mistaken(coverage, open, guarded, { input: { n: 3 } })).toHaveLength(1);
  expect(mistaken(coverage, open, guarded, { input: { n: 2 } })).toEqual([]);
  // What is only told of stops nothing, and a rule for some calls alone is not for every one.
  const told = program("step c = charge(n)", `${charge}guardrail g advisory { note before charge }\n`);
  const consent = told.replace("latency <= 1s  irrev", 'latency <= 1s  scope "pay"  irrev');
  const nobody = { id: "nobody", roles: [], consents: [] };
  expect(breaches(coverage, subjectOf(consent), { user: nobody })).toEqual([]);
  const some = "guardrail g { send granted before charge when args.n > 2 }\n";
  const either = "step s = send(n)\nstep c = charge(n) { after s }";
  const partly = subjectOf(program(either, `${charge}${some}`));
  expect(coverage(partly)).toHaveLength(1);
  expect(
    breaches(coverage, partly, {
      input: { n: 3 },
      answers: { "m.send": () => ({ ok: { granted: false } }) },
    }),
  ).toEqual([]);
  const warned = program(
    either,
    `${charge}${some}policy x { on charge  warn when args.n > 2 because "dear" }\n`,
  );
  const denies = { input: { n: 3 }, answers: { "m.send": () => ({ ok: { granted: false } }) } };
  expect(breaches(coverage, subjectOf(warned), denies)).toEqual([]);
  const elsewhere = guarded.replace("step c = charge(n)", "step d = charge(n)");
  expect(mistaken(coverage, open, elsewhere, { input: { n: 3 } })).toEqual([]);
});
