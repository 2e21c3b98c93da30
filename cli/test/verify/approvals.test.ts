import { scenarioText } from "@orchlang/presentation";
import { type Behaviour, type PlayedScenario, scenarioOfRun, simulate, verify } from "@orchlang/simulator";
import { describe, expect, test } from "vitest";
import { playedText } from "../scenarios/played.ts";
import { compiled } from "../semantics/program.ts";

/* A person whose approval a policy requires may refuse, or say nothing in time. */

const program = (clause: string): string => `module depot
role boss
service act(n: Int) -> { n: Int } { effect idempotent  latency <= 1m }
${clause}
plan guarded(n: Int) -> Int {
  step done = act(n)
  return done.n
}
`;
const spared = "else { when error == denied { step other = spare(n) }  yield { n: 1 } }";
const asked = "policy p { on act  require approval by boss within 1h }";

function planOf(text: string): NonNullable<ReturnType<ReturnType<typeof compiled>["plan"]>> {
  const plan = compiled(text).plan("depot.guarded");
  if (plan === undefined) throw new Error("it is a plan");
  return plan;
}

function endWith(behaviour: Behaviour | undefined): unknown {
  const approvals = { "depot.boss": () => behaviour };
  const { events, state } = simulate(planOf(program(asked)), { input: { n: 1 }, approvals });
  return { ended: state.closed?.outcome.status, began: events.some(({ t }) => t === "Began") };
}

describe("a simulated world answers an approval", () => {
  test("granted where nothing is said", () => {
    expect(endWith(undefined)).toEqual({ ended: "completed", began: true });
  });
  test("refused", () => {
    expect(endWith({ ok: { granted: false } })).toEqual({ ended: "failed", began: false });
  });
  test("granted a minute before it is due", () => {
    expect(endWith({ cooperates: true, after: 59 * 60_000 })).toEqual({ ended: "completed", began: true });
  });
  test("granted too late", () => {
    expect(endWith({ cooperates: true, after: 61 * 60_000 })).toEqual({ ended: "failed", began: false });
  });
  test("never answered", () => {
    expect(endWith({ never: true })).toEqual({ ended: "failed", began: false });
  });
});

test("the approval of a question to a person is another than its answer", () => {
  const text = `module depot
import std.people { Approval }
role boss
role clerk
human act(n: Int) -> Approval { ask clerk  show "\${n}?" }
${asked}
plan guarded(n: Int) -> Bool {
  step done = act(n) { timeout 2h }
  return done.granted
}
`;
  const file = planOf(text);
  const granted = { "depot.act": () => ({ ok: { granted: true } }) };
  const refused = { "depot.boss": () => ({ ok: { granted: false } }) };
  const { state } = simulate(file, { input: { n: 1 }, answers: granted, approvals: refused });
  expect(state.closed?.outcome.failure?.class).toBe("denied");
  expect(verify(file, undefined, { faults: 0 }).granting).toEqual(["depot.boss"]);
  expect(verify(file).verdict).toBe("safe");
});

describe("verify", () => {
  test("is sure of a plan where it played the refusal and the silence", () => {
    const { granting, verdict } = verify(planOf(program(asked)));
    expect({ granting, verdict }).toEqual({ granting: [], verdict: "safe" });
  });
  test("is not sure without faults", () => {
    const { granting, verdict } = verify(planOf(program(asked)), undefined, { faults: 0 });
    expect({ granting, verdict }).toEqual({
      granting: ["depot.boss"],
      verdict: "safe as far as explored",
    });
  });
  test("is sure where nobody has to answer in a time", () => {
    const { verdict } = verify(planOf(program(asked.replace(" within 1h", ""))));
    expect(verdict).toBe("safe");
  });
  test("comes to a handler that only a refusal reaches", () => {
    const text = program(asked)
      .replace("step done = act(n)", `step done = act(n) ${spared}`)
      .replace("policy", "service spare(n: Int) -> { n: Int } { effect idempotent  latency <= 1m }\npolicy");
    const { unreached, verdict } = verify(planOf(text));
    expect({ unreached, verdict }).toEqual({ unreached: [], verdict: "safe" });
  });
});

describe("a scenario", () => {
  const text = `module depot
role boss
service open(n: Int) -> { n: Int } { effect idempotent  latency <= 1m  undo shut(n) }
service shut(n: Int) { effect idempotent  latency <= 1m }
service act(n: Int) -> { n: Int } { effect idempotent  latency <= 1m }
${asked}
plan guarded(n: Int) -> Int {
  step opened = open(n)
  step done = act(n)
  return done.n
}
`;
  const played = (clause: string): PlayedScenario | undefined =>
    playedText(`${text}
scenario "s" for guarded {
  given  n = 1
  ${clause}
  expect failed
  expect undone open
  expect never act
}
`)[0]?.played;
  test.each(["fault approval by boss refused", "fault approval by depot.boss times out"])("%s", (clause) => {
    expect(played(clause)).toMatchObject({ status: "passed", notes: [] });
  });
  test.each([
    ["refused", { ok: { granted: false } }],
    ["times out", { never: true }],
  ] as const)("is made of a run that was %s", (words, behaviour) => {
    const file = planOf(text);
    const approvals = { "depot.boss": () => behaviour };
    const { events } = simulate(file, { input: { n: 1 }, approvals });
    const written = scenarioText(scenarioOfRun(file.plan, events), {
      plan: file.plan,
      context: { schemas: {} },
    });
    expect(written).toContain(`fault  approval by boss call 1 ${words}`);
    const [again] = playedText(`${text}\n${written}`);
    expect(again?.played).toMatchObject({ status: "passed", notes: [] });
  });
  test("notes a refusal that nobody was asked for", () => {
    const { status, notes } = played("fault approval by boss call 2 refused") ?? {};
    expect(status).toBe("failed");
    expect(notes).toContain("nobody asked for an approval by boss 2 times: its fault did not happen");
  });
});

describe("what only a refusal breaks", () => {
  const text = `module depot
role boss
service mark(n: Int) { effect idempotent  latency <= 1m  undo unmark(n: 7) }
service unmark(n: Int) { effect idempotent  latency <= 1m }
service act(n: Int) -> { n: Int } { effect idempotent  latency <= 1m }
${asked}
plan guarded(n: Int) -> Int {
  step done = act(n) else {
    when error == denied { step marked = mark(n) }
    fail "No"
  }
  return done.n
}
`;
  test("is written as a scenario that plays and fails", () => {
    const file = planOf(text);
    const { violations } = verify(file, undefined, { faults: 1 });
    const [found] = violations.filter(({ trial }) => [...trial.one.faults.values()].includes("refused"));
    expect(found?.reproduces).toBe(true);
    if (found === undefined) return;
    const written = scenarioText(found.scenario, { plan: file.plan, context: { schemas: {} } });
    expect(written).toContain("fault  approval by boss refused");
    const [again] = playedText(`${text}\n${written}`);
    expect(again?.played).toMatchObject({ status: "failed", notes: [] });
  });
});

test("verify cancels a run while an approval is asked for", () => {
  const result = compiled(`module depot
role boss
tool act(n: Int) -> { n: Int } { effect pure  latency <= 1m }
service tidy_up(n: Int) { effect idempotent  latency <= 1m }
${asked}
plan guarded(n: Int) -> Int {
  step done = act(n)
  return done.n
  finally {
    when outcome.status == cancelled { step tidied = tidy_up(n) }
  }
}
`);
  const plan = result.plan("depot.guarded");
  if (plan === undefined) throw new Error("it is a plan");
  const { unreached, violations, verdict } = verify(plan, result.context("depot.guarded"), { faults: 1 });
  expect({ unreached, violations, verdict }).toEqual({ unreached: [], violations: [], verdict: "safe" });
});
