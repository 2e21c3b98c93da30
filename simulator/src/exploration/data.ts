import type { Json, JsonObject, Schema } from "@orchlang/plan";
import { numbersThings } from "@orchlang/plan/context";
import { type Expression, equal, evaluate } from "@orchlang/plan/expressions";
import { entryParameters } from "@orchlang/runtime/admission";
import { sourceFor } from "../answers/cooperate.ts";
import { echoed } from "../answers/ensured.ts";
import { generate, type Source } from "../answers/generate.ts";
import { startDefault } from "../defaults.ts";
import type { Case, SeenCall, Trial } from "./case.ts";
import { alternatives, questionsOf } from "./classes.ts";
import { Exits } from "./exits.ts";
import { Given } from "./given.ts";
import { allOf, wants } from "./goal.ts";
import { circumstancesOf, otherOccurrences, otherReadings } from "./happen.ts";
import { largeCase, longCase } from "./large.ts";
import { lead } from "./leading.ts";
import { wayOf } from "./orders.ts";
import type { Place } from "./origin.ts";
import { withinTime } from "./out-of-time.ts";
import { plannedAttempt } from "./plan-facts.ts";
import type { Stage } from "./stage.ts";

/** The data that a plan is tried with: one set of values for each way through it where nothing goes wrong. */

const variationsMax = 24;
const now = startDefault;

/** The plainest case with which the goal's success is met, if any is found. */
export function baseCase(stage: Stage): Trial {
  const plain: Case = {
    input: inputOf(stage, 0),
    readings: {},
    occurrences: [],
    variation: 0,
    pace: "declared",
    results: new Map(),
    faults: new Map(),
    durations: new Map(),
  };
  if (stage.context.armed !== undefined) return settingOff(stage, plain) ?? stage.play(plain);
  const first = stage.play(plain);
  if (!isUnmet(first)) return first;
  for (let variation = 1; variation < variationsMax && !stage.isOver(); variation++) {
    const trial = stage.play({ ...plain, variation });
    if (!isUnmet(trial)) return trial;
  }
  return { ...first, neverMet: true };
}

export function isUnmet({ run }: Trial): boolean {
  return run.state.closed?.outcome.failure?.class === "unmet";
}

/** Arguments for every parameter that has no default, made up; the plainest are of variation 0. */
export function inputOf(stage: Stage, variation: number): JsonObject {
  const { plan } = stage;
  const input: Record<string, Json> = {};
  if (stage.context.armed !== undefined) return input;
  const source = sourceFor(plan, stage.context, "input", { now, variation });
  for (const { name, schema, default: otherwise } of entryParameters(plan)) {
    const evaluated =
      otherwise === undefined
        ? undefined
        : evaluate(otherwise, { read: ({ name: read }) => ({ value: input[read] ?? null }) });
    const value =
      evaluated !== undefined && "value" in evaluated ? evaluated.value : generate(schema, source, name);
    if (value !== undefined)
      input[name] = numbersThings(name, schema) ? unlike(value, schema, Object.values(input)) : value;
  }
  return input;
}

/** Numbers of things differ, as texts do, where the type lets them: a mistaken one is seen. */
function unlike(value: Json, schema: Schema, others: readonly Json[]): Json {
  if (typeof value !== "number" || !others.includes(value)) return value;
  const { maximum } = typeof schema === "object" ? schema : {};
  for (let other = value + 1; typeof maximum !== "number" || other <= maximum; other++)
    if (!others.includes(other)) return other;
  return value;
}

export interface Ways {
  readonly trials: readonly Trial[];
  /** With the longest lists; too long for everything to go wrong with it. */
  readonly long?: Trial | undefined;
  /** There were more. */
  readonly isCut: boolean;
}

interface WayLimits {
  readonly most: number;
  readonly isOver: () => boolean;
  /** Called with each trial of a known way with other data. */
  readonly aside: (trial: Trial) => void;
}

/** A trial for each way through the plan, the plainest first. */
export function waysOf(stage: Stage, limits: WayLimits): Ways {
  const trials = new Map<string, Trial>();
  const more: Trial[] = [];
  let long: Trial | undefined;
  let isCut = true;
  withinTime(() => {
    const base = baseCase(stage);
    trials.set(wayOf(base), base);
    if (!goThrough(stage, base, trials, limits)) return;
    const large = largeCase(stage, base);
    if (large !== undefined) more.push(large);
    more.push(...apartCases(stage, [...trials.values()]));
    long = longCase(stage, base);
    isCut = false;
  });
  return { trials: [...trials.values(), ...more], long, isCut };
}

/** Adds the ways that lead on from the first; false if that was cut. */
function goThrough(stage: Stage, base: Trial, trials: Map<string, Trial>, limits: WayLimits): boolean {
  const { most, isOver, aside } = limits;
  const exits = new Exits();
  exits.take(stage, base);
  const queue = [base];
  let result = 0;
  for (let trial = queue.shift(); trial !== undefined; trial = queue.shift()) {
    for (const other of otherData(stage, trial, exits)) {
      if (isOver() || trials.size >= most || result > most * 60) return false;
      result += 1;
      const next = meeting(stage, stage.play(other));
      exits.take(stage, next);
      const way = wayOf(next);
      if (isUncooperative(next, trials.values())) continue;
      if (trials.has(way)) {
        aside(next);
        continue;
      }
      trials.set(way, next);
      queue.push(next);
    }
  }
  return true;
}

/** The same data with answers that meet the goal's success, if any do on this way. */
export function meeting(stage: Stage, trial: Trial): Trial {
  if (!isUnmet(trial)) return trial;
  const choices = choicesOf(trial);
  for (let variation = 0; variation < variationsMax && !stage.isOver(); variation++) {
    const other = stage.play({ ...trial.one, variation });
    if (!isUnmet(other) && choicesOf(other) === choices) return other;
  }
  const answers = trial.calls.toReversed().flatMap((call) => otherResults(stage, trial.one, call));
  for (const one of answers.slice(0, variationsMax)) {
    if (stage.isOver()) break;
    const other = stage.play(one);
    if (!isUnmet(other) && choicesOf(other) === choices) return other;
  }
  return { ...trial, neverMet: true };
}

/**
 * The same way has met the goal with other answers: these only are not those of a world that means well. Where a goal
 * that a step calls is not met the run ends there, before the choices that follow.
 */
function isUncooperative(trial: Trial, found: Iterable<Trial>): boolean {
  if (trial.neverMet !== true) return false;
  const choices = choicesOf(trial);
  for (const other of found)
    if (other.neverMet !== true && `${choicesOf(other)} `.startsWith(choices === "" ? "" : `${choices} `))
      return true;
  return false;
}

function choicesOf({ run }: Trial): string {
  return run.events
    .flatMap((event) => (event.t === "Branched" ? [`${event.node}=${event.took}`] : []))
    .join(" ");
}

/** Cases that lead to unexplored places come first; then the same case with one part of its data changed. */
function* otherData(stage: Stage, trial: Trial, exits: Exits): Generator<Case> {
  yield* exits.leadingOn(stage, trial);
  yield* variedData(stage, trial);
}

/** The same case with one part of its data changed. */
export function variedData(stage: Stage, trial: Trial): readonly Case[] {
  return [
    ...otherInputs(stage, trial.one),
    ...otherReadings(stage, trial.one),
    ...otherOccurrences(stage, trial),
    ...trial.calls.flatMap((call) => otherResults(stage, trial.one, call)),
  ];
}

function otherInputs(stage: Stage, one: Case): readonly Case[] {
  const { plan } = stage;
  if (stage.context.armed !== undefined) return [];
  const source = richer(
    sourceFor(plan, { ...stage.context, input: one.input }, "input", { now, variation: 1 }),
  );
  return entryParameters(plan)
    .flatMap(({ name, schema }) =>
      alternatives(schema, one.input[name] ?? null, { source, questions: questionsOf(plan), name }).map(
        (value): Case => ({ ...one, input: { ...one.input, [name]: value } }),
      ),
    )
    .filter(({ input }) => stage.admits(input));
}

/** Where something may be there, it is. */
function richer(source: Source): Source {
  return { ...source, draw: (place) => (place.endsWith("?") ? 0 : source.draw(place)) };
}

/** Other results of a call. Of a loop's rounds only the first two are varied. */
export function otherResults(stage: Stage, one: Case, call: SeenCall): readonly Case[] {
  const { plan } = stage;
  const capability = plan.capabilities[call.capability];
  const { intent, ok, attempt, fault, callSite } = call;
  if (capability?.result == null || ok === undefined || attempt > 1 || fault !== undefined) return [];
  if (one.results.has(callSite) || intent.call.site.loops.some(([, round]) => round > 2)) return [];
  const schema: Schema = capability.result.schema;
  const source = richer(sourceFor(plan, stage.context, capability.name, { now, variation: 1 }));
  const results = alternatives(schema, ok, { source, questions: questionsOf(plan), name: undefined });
  return results
    .filter((value) => equal(echoed(capability, call.args, value, plan.schemas), value))
    .filter((value) => stage.ensures(capability, call.args, value))
    .map((value) => ({ ...one, results: new Map(one.results).set(callSite, value) }));
}

/** Cases for triggers. */

/** From so many circumstances its conditions are solved backwards. */
const solvedMax = 4;

/** The plainest circumstances that set the stage's trigger off; none where nothing that can be made up does. */
function settingOff(stage: Stage, plain: Case): Trial | undefined {
  let started: Trial | undefined;
  let left = solvedMax;
  for (const made of circumstancesOf(stage)) {
    const trial = stage.play({ ...plain, ...made });
    const solved = left > 0 && trial.run.state.start === undefined ? solvedFrom(stage, trial) : undefined;
    if (solved !== undefined) left -= 1;
    for (const one of [trial, ...(solved === undefined ? [] : [stage.play(solved)])]) {
      const { start, closed } = one.run.state;
      if (start === undefined) continue;
      if (closed?.outcome.failure?.class !== "unmet") return one;
      started ??= one;
    }
  }
  return started;
}

/** The same circumstances, so changed that all that the trigger asks is so. */
function solvedFrom(stage: Stage, trial: Trial): Case | undefined {
  const given = new Given(stage, trial);
  const place: Place = { routine: "", site: { plan: 0, loops: [] }, heard: 0 };
  return lead(given, allOf(conditionsOf(stage).map((condition) => wants(given, condition, true, place))));
}

function conditionsOf({ context }: Stage): readonly Expression[] {
  const [trigger] = context.armed?.triggers ?? [];
  const asked = trigger?.on.map((source) => {
    if (source.kind === "event") return source.where;
    return source.kind === "change" ? source.condition : undefined;
  });
  return [asked?.find((each) => each !== undefined), trigger?.when].filter((each) => each !== undefined);
}

/**
 * Cases with other inputs, if an undo's constant argument happens to fit: `leave(bay: north)` refers to the bay that a
 * plan is tried with first. The same for a person's question. For each
 * call the way with the most calls: what was asked for happens there.
 */
function apartCases(stage: Stage, trials: readonly Trial[]): readonly Trial[] {
  if (stage.context.armed !== undefined) return [];
  const known = new Set<string>();
  const longest = trials.toSorted((one, other) => other.calls.length - one.calls.length);
  return longest.flatMap(({ one, calls }) => {
    const fresh = calls.filter(({ intent: { call } }) => {
      const name = `${call.routine}/${call.node}.${call.slot}`;
      return !known.has(name) && known.add(name);
    });
    const met = fresh.flatMap((call) => [
      ...constantsMet(stage, call.capability, call.args as JsonObject),
      ...constantsAsked(stage, call),
    ]);
    return met.length === 0 ? [] : (apartFrom(stage, one, met) ?? []);
  });
}

/** The same case where no input is one of these values; undefined: none is. */
function apartFrom(stage: Stage, one: Case, met: readonly Json[]): Trial | undefined {
  const source = sourceFor(stage.plan, { ...stage.context, input: one.input }, "input", {
    now: startDefault,
    variation: 1,
  });
  const changed = entryParameters(stage.plan).flatMap(({ name, schema }): readonly [string, Json][] => {
    const own = one.input[name] ?? null;
    if (!met.some((value) => equal(value, own))) return [];
    const questions = { ...questionsOf(stage.plan), numbers: typeof own === "number" ? [own] : [] };
    const site = { source, questions, name: undefined };
    const other = alternatives(schema, own, site).find((value) => !equal(value, own));
    return other === undefined ? [] : [[name, other]];
  });
  const input = { ...one.input, ...Object.fromEntries(changed) };
  return changed.length === 0 || !stage.admits(input) ? undefined : stage.play({ ...one, input });
}

/** Constants in the arguments of a question to a person. */
function constantsAsked({ plan }: Stage, call: SeenCall): readonly Json[] {
  if (plan.capabilities[call.capability]?.human === undefined) return [];
  return Object.values(plannedAttempt(plan, call)?.args ?? {}).flatMap((value) =>
    value.op === "constant" ? [value.value] : [],
  );
}

/** Arguments of a call that equal a constant in its undo. */
function constantsMet({ plan }: Stage, capability: string, args: JsonObject): readonly Json[] {
  return Object.entries(plan.capabilities[capability]?.undo?.args ?? {}).flatMap(([name, value]) =>
    value.op === "constant" && args[name] !== undefined && equal(args[name], value.value)
      ? [value.value]
      : [],
  );
}
