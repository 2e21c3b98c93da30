/** A world in which two plans behave differently: the scenario that distinguishes them. */
import type { Json, JsonObject, PlanFile, Schema } from "@orchlang/plan";
import { type Expression, equal } from "@orchlang/plan/expressions";
import type { ExpectClause, Scenario, ScenarioContext } from "@orchlang/plan/scenarios";
import { actionsOf, type Deed, deedsOf } from "../expect/actions.ts";
import { judge, outcomeOf } from "../expect/expectation.ts";
import { playScenario } from "../scenario/play.ts";
import type { SimulatedRun } from "../simulate.ts";
import type { Case, MadeUp, Trial } from "./case.ts";
import { alternatives, questionsOf } from "./classes.ts";
import { scenarioOf } from "./counterexample.ts";
import { explore } from "./explore.ts";
import { declarationOf, near } from "./happen.ts";
import { withinTime } from "./out-of-time.ts";
import { Stage } from "./stage.ts";
import type { Violation } from "./violation.ts";

/** How far is searched. */
export interface DistinguishOptions {
  /** At most so many go wrong at once; default 1. */
  readonly faults?: number;
  /** Runs of the intact plan at most; default 400. */
  readonly runsMax?: number;
  /** Asked before each run: whether the time is over. */
  readonly isOver?: () => boolean;
}

/**
 * `scenario`: passes on the first plan and fails on the second. `seen`: some world shows a difference, and no scenario
 * can say it. Neither: no world that was tried shows any; `exhaustive` says whether all were.
 */
export interface Distinguished {
  readonly scenario?: Scenario;
  readonly seen: boolean;
  readonly exhaustive: boolean;
  readonly runs: number;
}

/** A plan, or a trigger with the plan that it starts. */
interface Played {
  readonly file: Pick<PlanFile, "plan" | "id">;
  readonly context: ScenarioContext;
}

/** Searches the worlds of `intact` for one in which `other` does something else. */
export function distinguish(
  intact: Played,
  other: Played,
  { faults = 1, runsMax = 400, isOver = () => false }: DistinguishOptions = {},
): Distinguished {
  const stage = new Stage(intact.file, intact.context);
  const beside = new Stage(other.file, other.context);
  let seen = false;
  let scenario: Scenario | undefined;
  const compare = (trial: Trial, { run }: Trial): readonly Violation[] => {
    if (scenario !== undefined || lookOf(run) === lookOf(trial.run)) return [];
    seen = true;
    for (const expect of expectationsOf(trial.run, run)) {
      if (judge(trial.run, expect) !== true || judge(run, expect) === true) continue;
      const violation: Violation = { property: "differs", about: stage.target, says: outcomeOf(run), expect };
      scenario = telling(intact, other, stage, { trial, violation });
      if (scenario !== undefined) return [violation];
    }
    return [];
  };
  const limits = { faults, runsMax, isOver: () => scenario !== undefined || isOver() };
  stage.isOver = isOver;
  beside.isOver = isOver;
  let strange = strangeMax;
  const withStrangers = (one: Case): readonly Violation[] => {
    for (const other of aboutAnother(stage, one)) {
      if (strange === 0 || limits.isOver()) break;
      strange -= 1;
      const violations = compare(stage.play(other), beside.play(other));
      if (violations.length > 0) return violations;
    }
    return [];
  };
  /** Where there is no time for one of the two, no difference is known. */
  const property = (pair: () => readonly [Trial, Trial]): readonly Violation[] => {
    let violations: readonly Violation[] = [];
    withinTime(() => {
      const [one, two] = pair();
      violations = compare(one, two);
      if (violations.length === 0) violations = withStrangers(one.one);
    });
    return violations;
  };
  // A boundary shows in the data that one of the two asks for, whichever it is.
  const ways = [
    explore(stage, { ...limits, property: (trial) => property(() => [trial, beside.play(trial.one)]) }),
    explore(beside, { ...limits, property: (trial) => property(() => [stage.play(trial.one), trial]) }),
  ];
  const exhaustive = ways.every((one) => one.exhaustive);
  return { ...(scenario === undefined ? {} : { scenario }), seen, exhaustive, runs: stage.runs };
}

/** Worlds with an event about something else, at most. */
const strangeMax = 60;

/**
 * The same world with an event that differs in one field, since it is about something else or comes from somebody else: in
 * place of the one that there is, or soon after it. Also with the same event once more.
 */
function* aboutAnother(stage: Stage, one: Case): Generator<Case> {
  for (const [nth, occurrence] of one.occurrences.entries()) {
    const others = withAnotherField(stage, one, occurrence);
    for (const other of others) yield { ...one, occurrences: one.occurrences.with(nth, other) };
    for (const other of [occurrence, ...others])
      yield { ...one, occurrences: [...one.occurrences, { ...other, at: other.at + soon }] };
  }
}

/** ms. */
const soon = 1_000;

function withAnotherField(stage: Stage, { input }: Case, occurrence: MadeUp): readonly MadeUp[] {
  const declared = declarationOf(stage, occurrence.event)?.fields ?? [];
  const source = near(stage, stage.plan.routines as unknown as Json, input, 1);
  const questions = { ...questionsOf(stage.plan), gaps: [1], everyPart: true } as const;
  return declared.flatMap(({ name, schema }) => {
    const value = occurrence.fields[name];
    if (value === undefined) return [];
    const other = isFreeText(schema)
      ? `another ${name}`
      : alternatives(schema, value, { source, questions, name: undefined })[0];
    return other === undefined ? [] : [{ ...occurrence, fields: { ...occurrence.fields, [name]: other } }];
  });
}

/** Any text will do: no member of an enum, no date, nothing of a pattern. */
function isFreeText(schema: Schema): boolean {
  return typeof schema !== "boolean" && schema["x-orch"] === "String" && schema.pattern === undefined;
}

/** The scenario, if it passes on one plan and fails on the other when played by itself. */
function telling(
  intact: Played,
  other: Played,
  stage: Stage,
  found: { readonly trial: Trial; readonly violation: Violation },
): Scenario | undefined {
  // No scenario says what a request or the end of another run brings.
  if (stage.isCaused) return undefined;
  for (const answers of ["needed", "all"] as const) {
    const scenario = scenarioOf(stage, found, answers);
    if (playScenario(scenario, intact.file, intact.context).status !== "passed") continue;
    if (playScenario(scenario, other.file, other.context).status === "failed") return scenario;
  }
  return undefined;
}

/** The observable behaviour of a run: actions and arguments, standing effects, and the end. */
function lookOf(run: SimulatedRun): string {
  const { closed } = run.state;
  const deeds = [run, ...run.others].flatMap((one) =>
    deedsOf(one).map(({ capability, args, began, intent }) => [
      capability,
      args,
      one.events[began[0] ?? 0]?.at ?? 0,
      began.length,
      intent.standing,
    ]),
  );
  const emitted = run.events.flatMap((event) =>
    event.t === "Asked" && event.ask.ask === "emit" ? [event.ask] : [],
  );
  const end = closed && [closed.outcome.status, closed.outcome.failure?.name, closed.outcome.value];
  return JSON.stringify([end ?? null, emitted, run.others.length, deeds]);
}

/** Expectations that hold for the first run and not for the second, the most telling first. */
function expectationsOf(run: SimulatedRun, other: SimulatedRun): readonly ExpectClause[] {
  const kind = "expect" as const;
  const ours = deedsOf(run);
  const names = [...new Set([...ours, ...deedsOf(other)].map(({ capability }) => capability))];
  return [
    ...names.map((name): ExpectClause => ({ kind, expects: "never", selector: { name } })),
    ...names.map((target): ExpectClause => ({ kind, expects: "once", target, each: false })),
    ...names
      .filter((name) => ours.some(({ capability }) => capability === name))
      .map((target): ExpectClause => ({ kind, expects: "undone", target })),
    ...names.flatMap((name) => givenOf(name, ours, deedsOf(other))),
    endOf(run),
    ...ordersOf(run),
    ...(run.state.closed === undefined ? [] : [tookOf(run)]),
  ];
}

/** A call with the arguments that the first run gives it and the second does not. */
function givenOf(target: string, ours: readonly Deed[], others: readonly Deed[]): readonly ExpectClause[] {
  const [one, other] = [ours, others].map(
    (deeds) => deeds.find(({ capability }) => capability === target)?.args,
  );
  if (!isRecord(one) || !isRecord(other)) return [];
  const items = Object.entries(one)
    .filter(([name, value]) => !equal(value, other[name]))
    .map(([name, value]): Expression => {
      const args: Expression = { op: "read", from: "local", name: "args" };
      return {
        op: "call",
        fn: "any.equal",
        args: [
          { op: "field", of: args, name },
          { op: "constant", value },
        ],
      };
    });
  return items.length === 0
    ? []
    : [{ kind: "expect", expects: "once", target, each: false, when: { op: "and", items } }];
}

function isRecord(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function endOf({ state }: SimulatedRun): ExpectClause {
  const outcome = state.closed?.outcome;
  if (outcome === undefined) return { kind: "expect", expects: "waiting" };
  if (outcome.status !== "failed") return { kind: "expect", expects: outcome.status };
  const name = outcome.failure?.name;
  return { kind: "expect", expects: "failed", ...(name === undefined ? {} : { name }) };
}

/** Pairs of capabilities of which one ended before the other began. */
function ordersOf(run: SimulatedRun): readonly ExpectClause[] {
  const deeds = actionsOf(run);
  const isBefore = (one: Deed, then: Deed): boolean =>
    one.capability !== then.capability && one.ended !== undefined && one.ended < (then.began[0] ?? -1);
  const expectClauses = new Map<string, ExpectClause>();
  for (const one of deeds) {
    for (const then of deeds) {
      if (!isBefore(one, then)) continue;
      const [first, second] = [
        { selector: { name: one.capability } },
        { selector: { name: then.capability } },
      ];
      expectClauses.set(`${one.capability} ${then.capability}`, {
        kind: "expect",
        expects: "before",
        first,
        // biome-ignore lint/suspicious/noThenProperty: what is expected to begin after the first
        then: second,
      });
    }
  }
  return [...expectClauses.values()];
}

function tookOf({ started, ended }: SimulatedRun): ExpectClause {
  return { kind: "expect", expects: "within", duration: { op: "constant", value: ended - started } };
}
