import { type CompiledScenario, compile } from "@orchlang/compiler";
import type { PlanFile } from "@orchlang/plan";
import type { ScenarioContext } from "@orchlang/plan/scenarios";
import { scenarioText } from "@orchlang/presentation";
import { playScenario, type SimulatedWorld, scenarioOfRun, simulate } from "@orchlang/simulator";
import { describe, expect, test } from "vitest";
import { createFileHost } from "../../src/project/host.ts";

/* What a run becomes as a scenario can be pasted, is played as it went, and tells nothing that is labelled. */

const program = `module lock
event knocked(at: String, who: String @personal) { from door }
signal rain: Bool { from roof  fresh 1h }
service shut(door: String) { effect idempotent  latency <= 5s }
service open(door: String) -> { ok: Bool } { effect idempotent  latency <= 5s  undo shut(door) }
service pay(card: String @secret, until: Instant) -> { id: String, until: Instant } {
  effect once  latency <= 2s  clearance secret  irreversible because "it is paid"
}
service mop(door: String) -> { ok: Bool } { effect idempotent  latency <= 5s }
plan let_in(door: String, card: String @secret, until: Instant) -> { who: String? @personal } {
  step first = open(door)
  step heard = wait for event knocked where event.at == door within 1d { after first }
  when rain { step dry = mop(door) { after heard } }
  step paid = pay(card, until) { after heard }
  return { who: heard?.who }
}
`;
const input = { door: "front", card: "4111 1111", until: "2026-05-01T10:00:00.000Z" };
const knocks: SimulatedWorld["happenings"] = [
  {
    at: 60_000,
    does: "occurs",
    event: "lock.knocked",
    fields: { at: "front", who: "Ada Lovelace" },
  },
];
const paid = { completed: { id: "p1", until: "2026-05-01T10:00:00.000Z" } };

interface Loaded {
  readonly file: PlanFile;
  readonly context: ScenarioContext;
  readonly scenario: CompiledScenario | undefined;
}

const asked = `module desk
import std.people { Approval }
role boss
human agree(to: String) -> Approval { ask boss  show "\${to}?" }
plan ask() -> { ok: Bool } {
  step yes = agree(to: "it") { timeout 1d }
  return { ok: yes.granted }
}
`;

const raced = `module post
service fly() -> { id: String } { effect idempotent  latency <= 2h  undo land() }
service land() { effect idempotent  latency <= 1m }
service ship() -> { id: String } { effect idempotent  latency <= 1h  undo turn() }
service turn() { effect idempotent  latency <= 1m }
plan send() -> { id: String } {
  step way = first of { a = fly(), b = ship() }
  match way { a as x { return { id: x.id } } b as y { return { id: y.id } } }
}
`;

const gauged = `module tank
signal level: Int { from gauge  fresh 1h }
service stir(n: Int) -> { n: Int } { effect idempotent  latency <= 2m }
plan watch() -> [Int] {
  step one = stir(n: level ?? 0)
  step two = stir(n: level ?? 0) { after one }
  return [one.n, two.n]
}
`;

function load(text: string): Loaded {
  return loadPlan(text, "lock.let_in");
}

function loadPlan(text: string, plan: string): Loaded {
  const host = createFileHost({
    read: (path) => (path === "plan.orch" ? { text } : { fault: "missing", message: "is not there" }),
    list: () => [],
  });
  const result = compile({ files: ["plan.orch"], root: "." }, host);
  expect(result.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const [file, context] = [result.plan(plan), result.context(plan)];
  if (file === undefined || context === undefined) throw new Error("it has a plan");
  return { file, context, scenario: result.scenarios.at(-1) };
}

/** The run's scenario, pasted and played; how both ended is the same. */
function asScenario(world: SimulatedWorld): string {
  const { file, context } = load(program);
  const run = simulate(file, { ...context, input, ...world });
  const text = scenarioText(scenarioOfRun(file.plan, run.events), { plan: file.plan, context });
  const { scenario } = load(`${program}\n${text}`);
  if (scenario === undefined) throw new Error("it is pasted");
  const played = playScenario(scenario, file, scenario.context);
  expect([played.status, text]).toEqual(["passed", text]);
  expect(played.run?.state.closed?.outcome.status).toBe(run.state.closed?.outcome.status);
  for (const said of ["Ada", "4111"]) expect(text).not.toContain(said);
  return text;
}

describe("a run as a scenario", () => {
  test("with what it was told of the world", () => {
    const text = asScenario({ happenings: knocks, readings: { "lock.rain": true } });
    expect(text).toContain("given  signal rain = true");
    expect(text).toMatch(/given {2}event knocked\(at: "front", who: "[^"]*"\) at 1m/);
  });

  test("with a signal that changed while it ran", () => {
    const seen = loadPlan(gauged, "tank.watch");
    const change = { at: 90_000, does: "senses" as const, signal: "tank.level", value: 7 };
    const world = { ...seen.context, input: {}, readings: { "tank.level": 3 }, happenings: [change] };
    const run = simulate(seen.file, world);
    const scenario = scenarioOfRun(seen.file.plan, run.events);
    const text = scenarioText(scenario, { plan: seen.file.plan, context: seen.context });
    expect(text).toMatch(/given {2}signal level = 3\n {2}given {2}signal level = 7 at \d+/);
    const played = playScenario(scenario, seen.file, seen.context);
    expect(played.run?.state.closed?.outcome).toEqual(run.state.closed?.outcome);
  });

  test("with the operator's word on a step in doubt, of its type", () => {
    const text = asScenario({
      happenings: knocks,
      answers: { "lock.pay": () => ({ fails: "transient", message: "card 4111 1111: no answer" }) },
      resolutions: [{ step: { node: "paid" }, as: paid }],
    });
    expect(text).toContain("fault  pay call 1 fails transient\n");
    expect(text).toContain('operator resolves paid { completed: { id: "p1", until: 2026-05-01T10:00Z } }');
  });

  test("of one that was cancelled, with what it undid", () => {
    const cancelled = {
      at: 30_000,
      does: "orders" as const,
      order: { order: "cancel", undo: true } as const,
    };
    const text = asScenario({ happenings: [cancelled] });
    expect(text).toContain("expect cancelled\n  expect undone open");
    expect(text).toContain("expect never pay");
  });

  test("of one that waits for a person, who does not answer; and of one whose time was over", () => {
    const { file, context } = loadPlan(asked, "desk.ask");
    const whole = simulate(file, {
      ...context,
      input: {},
      answers: { "desk.agree": () => ({ never: true }) },
    });
    const put = whole.events.findIndex((event) => event.t === "Asked" && event.ask.ask === "task");
    const left = scenarioOfRun(file.plan, whole.events.slice(0, put + 1));
    const text = scenarioText(left, { plan: file.plan, context });
    expect(text).toContain("fault  agree call 1 times out times 1\n");
    expect(text).toContain("operator pauses at 12h");
    expect(playScenario(left, file, context).status).toBe("passed");
    const timedOut = scenarioOfRun(file.plan, whole.events);
    expect(timedOut.clauses.filter(({ kind }) => kind === "capabilityFault")).toHaveLength(1);
    expect(playScenario(timedOut, file, context)).toMatchObject({ status: "passed", notes: [] });
  });

  test("of one in which calls ran against one another, and one was quicker than it says", () => {
    const { file, context } = loadPlan(raced, "post.send");
    const answers: SimulatedWorld["answers"] = { "post.fly": () => ({ ok: { id: "f1" }, after: 800 }) };
    const run = simulate(file, { ...context, input: {}, answers });
    expect(run.state.closed?.outcome.value).toEqual({ id: "f1" });
    const played = playScenario(scenarioOfRun(file.plan, run.events), file, context);
    expect(played.run?.state.closed?.outcome).toEqual(run.state.closed?.outcome);
  });
});
