/** Occurrences and readings, generated to lead a plan on or to fire a trigger. */
import type { Json, JsonObject, Schema } from "@orchlang/plan";
import type { EventDeclaration, Trigger } from "@orchlang/plan/context";
import { equal } from "@orchlang/plan/expressions";
import type { Node } from "@orchlang/plan/nodes";
import { formatInstant, nextInstant } from "@orchlang/plan/quantities";
import { constantsIn, sourceFor } from "../answers/cooperate.ts";
import { generate, type Source } from "../answers/generate.ts";
import { startDefault } from "../defaults.ts";
import type { Case, MadeUp, Trial } from "./case.ts";
import { alternatives, type InTheWay, questionsOf } from "./classes.ts";
import { fitting } from "./fitting.ts";
import { nodeOf, partsOf } from "./plan-facts.ts";
import type { Stage } from "./stage.ts";

/** By night, at dawn, on a weekend: what hangs on the time mostly hangs on these. */
const instantsTried = ["2026-01-01T22:00:00.000Z", "2026-01-02T04:30:00.000Z", "2026-01-03T12:00:00.000Z"];
/** So many ways of making it up are tried. */
const settingOffMax = 48;
const textsMax = 6;
/** More than so many of what a plan waits for are not made up in one run. */
const occurrencesMax = 3;
/** A loop that waits for more is given so many at once, in so many variations. */
const manyMax = 8;
const manyVariations = 4;
const now = startDefault;
const yearMs = 365 * 86_400_000;
/** When the first happens, and how far apart they are. ms. */
const soon = 1_000;

type Circumstances = Pick<Case, "readings" | "occurrences">;

/** Circumstances in which the stage's trigger may be set off, the plainest first. */
export function* circumstancesOf(stage: Stage): Generator<Circumstances> {
  for (let variation = 0; variation < settingOffMax && !stage.isOver(); variation++)
    yield circumstances(stage, variation);
}

function circumstances(stage: Stage, variation: number): Circumstances {
  const { armed } = stage.context;
  const [trigger] = armed?.triggers ?? [];
  if (armed === undefined || trigger === undefined) return { readings: {}, occurrences: [] };
  const source = near(stage, { ...armed, triggers: [trigger] } as unknown as Json, {}, variation);
  const readings: Record<string, Json> = {};
  for (const name of namesRead(stage, trigger as unknown as Json)) {
    const value = readingOf(stage, name, source);
    if (value !== undefined) readings[name] = value;
  }
  const scheduled = variation === 0 ? undefined : beforeSchedule(trigger, variation);
  if (scheduled !== undefined) readings.now = scheduled;
  const events = eventsOf(trigger).flatMap((name) => joined(armed.events, name));
  const occurrences = events.flatMap((event, nth) => {
    const fields = fieldsOf(armed.events[event], source, `${event} ${nth}`);
    return fields === undefined ? [] : [{ event, fields, at: soon * (nth + 1) }];
  });
  const [whole = ""] = eventsOf(trigger);
  const declared = armed.events[whole];
  if (declared?.joins === undefined) return { readings, occurrences };
  return { readings, occurrences: fitting(armed.events, declared, occurrences) };
}

/** A minute before a schedule comes, another time of the year and of the day with each variation. */
function beforeSchedule({ on }: Trigger, variation: number): string | undefined {
  const schedule = on.find((source) => source.kind === "schedule");
  if (schedule === undefined) return undefined;
  const after = startDefault + (variation * yearMs) / settingOffMax;
  const next = nextInstant(schedule.cron, schedule.zone, after);
  return next === undefined ? undefined : formatInstant(next - 60_000);
}

function eventsOf({ on }: Trigger): readonly string[] {
  const [event] = on.flatMap((source) => (source.kind === "event" ? [source.event] : []));
  return event === undefined ? [] : [event];
}

/** The events that have to occur for an event to occur: for a fusion, all that it joins. */
function joined(events: Readonly<Record<string, EventDeclaration>>, name: string): readonly string[] {
  const joins = events[name]?.joins;
  return joins === undefined ? [name] : joins.flatMap(({ event }) => joined(events, event));
}

/** Values around what is asked about. */
export function near(stage: Stage, asked: Json, input: JsonObject, variation: number): Source {
  const hints: Json[] = [];
  constantsIn(asked, hints);
  for (const value of Object.values(input)) if (typeof value !== "object") hints.push(value);
  const around = hints.flatMap((hint): readonly Json[] =>
    typeof hint === "number" ? [hint, hint + 1, hint - 1] : [hint],
  );
  const source = sourceFor(stage.plan, { ...stage.context, input }, "happens", { now, variation });
  return { ...source, hints: around };
}

function fieldsOf(
  declared: Pick<EventDeclaration, "fields"> | undefined,
  source: Source,
  place: string,
): JsonObject | undefined {
  const fields: Record<string, Json> = {};
  for (const { name, schema } of declared?.fields ?? []) {
    const value = generate(schema, source, `${place}.${name}`);
    if (value === undefined) return undefined;
    fields[name] = value;
  }
  return fields;
}

/** Signals that something reads, itself or by way of flags. */
function namesRead(stage: Stage, part: Json): readonly string[] {
  const flags = new Map(stage.context.flags.map(({ name, value }) => [name, value]));
  const collected = new Set<string>();
  const seen = new Set<string>();
  const queue: Json[] = [part];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const inner of partsOf(next)) {
      if (typeof inner !== "object" || inner === null || Array.isArray(inner)) continue;
      const { op, from, name } = inner as JsonObject;
      if (op !== "read" || from !== "context" || typeof name !== "string" || seen.has(name)) continue;
      seen.add(name);
      const flag = flags.get(name);
      if (flag === undefined) collected.add(name);
      else queue.push(flag as unknown as Json);
    }
  }
  return [...collected].sort();
}

/** The type of a signal. */
export function schemaOf({ context, plan }: Stage, name: string): Schema | undefined {
  const family = name.replace(/\(.*$/, "");
  return (
    context.signals?.[name] ??
    (
      context.armed?.signals[name] ??
      context.armed?.signals[family] ??
      plan.signals[name] ??
      plan.signals[family]
    )?.schema
  );
}

function readingOf(stage: Stage, name: string, source: Source): Json | undefined {
  const schema = schemaOf(stage, name);
  return schema === undefined ? undefined : generate(schema, source, name);
}

/** Values of a signal around what its trigger and the flags ask about, at most so many. */
export function readingsAround(stage: Stage, name: string, most: number): readonly Json[] {
  const asked = [stage.context.flags, stage.context.armed?.triggers ?? []] as unknown as Json;
  const made = Array.from({ length: most }, (_, variation) =>
    readingOf(stage, name, near(stage, asked, {}, variation)),
  );
  return made.flatMap((value, nth) =>
    value === undefined || made.slice(0, nth).some((before) => before !== undefined && equal(before, value))
      ? []
      : [value],
  );
}

const readByPlan = new WeakMap<Stage, readonly string[]>();

/** The same case where one thing more is known, or one thing is otherwise. */
export function otherReadings(stage: Stage, one: Case): readonly Case[] {
  const { plan } = stage;
  let names = readByPlan.get(stage);
  if (names === undefined) {
    const { routines, policies, guardrails, goals } = plan;
    names = namesRead(stage, { routines, policies, guardrails, goals } as unknown as Json);
    readByPlan.set(stage, names);
  }
  const together = [0, 1].map((variation) => allKnown(stage, one, names, variation));
  const apart = names.flatMap((name) => {
    if (name === "now")
      return instantsTried
        .filter((now) => now !== one.readings.now)
        .map((now) => ({ ...one, readings: { ...one.readings, now } }));
    const values = otherValues(stage, one, name);
    return values.map((value) => ({ ...one, readings: { ...one.readings, [name]: value } }));
  });
  return names.length > 1 ? [...together, ...apart] : apart;
}

/** The same case where something is known of all signals. */
function allKnown(stage: Stage, one: Case, names: readonly string[], variation: number): Case {
  const values = names.flatMap((name) => {
    const value = name === "now" ? undefined : otherValues(stage, { ...one, readings: {} }, name)[variation];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...one, readings: { ...Object.fromEntries(values), ...one.readings } };
}

/** Other values of a signal. */
export function otherValues(stage: Stage, one: Case, name: string, inTheWay?: InTheWay): readonly Json[] {
  const { plan } = stage;
  const schema = schemaOf(stage, name);
  if (schema === undefined) return [];
  const known = one.readings[name];
  const asked = [plan.routines, stage.context.flags, plan.policies, plan.guardrails] as unknown as Json;
  const source = near(stage, asked, one.input, 1);
  const questions = { ...questionsOf(plan), ...inTheWay };
  if (known !== undefined) return alternatives(schema, known, { source, questions, name: undefined });
  const made = [0, 1].flatMap(
    (variation) => readingOf(stage, name, near(stage, asked, one.input, variation)) ?? [],
  );
  // Generated values may all satisfy the same side of a condition, and a known value may lead no other way than an
  // unknown one.
  const [plainest] = made;
  const others =
    plainest === undefined ? [] : alternatives(schema, plainest, { source, questions, name: undefined });
  return [...made, ...others.filter((other) => !made.some((value) => equal(value, other)))];
}

/** The same case where one thing more happens that the plan waits for: early on, or just before it gives up. */
export function otherOccurrences(stage: Stage, trial: Trial): readonly Case[] {
  const { one } = trial;
  const oneMore = awaitedIn(stage).flatMap((event) =>
    timesOf(stage, trial, event).flatMap((at) =>
      [undefined, ...textsIn(trial)].flatMap((text, variation): readonly Case[] => {
        const more = madeUp(stage, trial, { event, at, text, variation });
        return more === undefined ? [] : [{ ...one, occurrences: [...one.occurrences, more] }];
      }),
    ),
  );
  return one.occurrences.length > 0 ? oneMore : [...oneMore, ...manyOccurrences(stage, trial)];
}

/** A loop that waits for an event hears it as often as it goes round, of one thing or each time of another. */
function manyOccurrences(stage: Stage, trial: Trial): readonly Case[] {
  const { one } = trial;
  const loops = Object.values(stage.plan.routines)
    .flatMap(({ nodes }) => nodes)
    .flatMap((node) =>
      node.kind === "loop" && node.over.kind === "occurrences" ? [{ ...node, over: node.over }] : [],
    );
  return loops.flatMap(({ over: { event }, upTo }) => {
    const count = Math.min(manyMax, typeof upTo === "number" ? upTo : manyMax);
    if (count <= occurrencesMax) return [];
    return Array.from({ length: manyVariations }, (_, variation) => variation).flatMap((variation) => {
      const more = madeUp(stage, trial, { event, at: soon, text: undefined, variation });
      if (more === undefined) return [];
      const all = Array.from({ length: count }, (_, nth) => ({ ...more, at: soon * (nth + 1) }));
      return [all.map((each, nth) => ({ ...each, fields: ofAnother(stage, each, nth) })), all].map(
        (occurrences): Case => ({ ...one, occurrences }),
      );
    });
  });
}

/** The same with other free texts. */
function ofAnother(stage: Stage, { event, fields }: MadeUp, nth: number): JsonObject {
  const changed = (declarationOf(stage, event)?.fields ?? []).map(({ name, schema }) => {
    const value = fields[name] ?? null;
    return [name, isFreeText(schema) ? `${String(value)} ${nth + 1}` : value] as const;
  });
  return Object.fromEntries(changed);
}

/** Something more that happens: early on, or just before the plan gives up. */
export function oneMore(stage: Stage, trial: Trial, event: string): readonly MadeUp[] {
  return timesOf(stage, trial, event).flatMap(
    (at) => madeUp(stage, trial, { event, at, text: undefined, variation: 0 }) ?? [],
  );
}

/** Early on, as each wait for it begins, just before the last of them gives up, and just before all is over. */
function timesOf({ plan }: Stage, { one, run }: Trial, event: string): readonly number[] {
  if (one.occurrences.length >= occurrencesMax) return [];
  const waits = run.events.flatMap((seen) => {
    if (seen.t !== "Awaited") return [];
    const node = nodeOf(plan, seen.call.routine, seen.call.node)?.node;
    return node !== undefined && eventOf(node) === event ? [seen] : [];
  });
  const begins = waits.slice(0, occurrencesMax).map(({ at }) => at - run.started + soon);
  const ends = waits.slice(-1).flatMap(({ due }) => (due === undefined ? [] : [due - run.started - soon]));
  const last = Math.max(soon, run.ended - run.started + (run.state.closed === undefined ? soon : -soon));
  return [...new Set([soon * (one.occurrences.length + 1), ...begins, ...ends, last])].filter(
    (at) => at >= 0,
  );
}

/** The event that a statement waits for. */
function eventOf(node: Node): string | undefined {
  if (node.kind === "wait" && node.for.kind === "occurrence") return node.for.event;
  return node.kind === "loop" && node.over.kind === "occurrences" ? node.over.event : undefined;
}

/** @param text what all free texts of it are */
function madeUp(
  stage: Stage,
  trial: Trial,
  {
    event,
    at,
    text,
    variation,
  }: {
    readonly event: string;
    readonly at: number;
    readonly text: string | undefined;
    readonly variation: number;
  },
): MadeUp | undefined {
  const input = inputOf(trial);
  const source = near(stage, stage.plan.routines as unknown as Json, input, variation);
  const declared = declarationOf(stage, event);
  const made = fieldsOf(declared, source, `${event} ${trial.one.occurrences.length}`);
  if (declared === undefined || made === undefined) return undefined;
  return { event, fields: belonging(declared, made, input, text), at };
}

/** A plan file says of events no more than that they are objects. */
export function declarationOf({ plan, context }: Stage, event: string): EventDeclaration | undefined {
  return context.armed?.events[event] ?? (plan.events[event] as unknown as EventDeclaration | undefined);
}

/** A trigger gives its run the input. */
function inputOf({ context, one, run }: Trial): JsonObject {
  return context.armed === undefined ? one.input : ((run.state.start?.input ?? {}) as JsonObject);
}

/** Texts that a run knows of: what happens may be about one of them. */
function textsIn(trial: Trial): readonly string[] {
  const { calls } = trial;
  const collected = new Set<string>();
  for (const value of [inputOf(trial), ...calls.map(({ ok }) => ok ?? null)])
    for (const part of partsOf(value)) if (typeof part === "string") collected.add(part);
  return [...collected].slice(0, textsMax);
}

/** The same fields, about what the run is about: by their names, or all of one text. */
function belonging(
  { fields }: EventDeclaration,
  made: JsonObject,
  input: JsonObject,
  text: string | undefined,
): JsonObject {
  const changed = fields.map(({ name, schema }) => {
    const own = made[name] ?? null;
    if (text === undefined) {
      const given = input[name] ?? null;
      return [name, typeof given === typeof own && given !== null ? given : own] as const;
    }
    return [name, isFreeText(schema) ? text : own] as const;
  });
  return Object.fromEntries(changed);
}

function isFreeText(schema: Schema): boolean {
  const isText = typeof schema === "object" && schema.type === "string" && schema.pattern === undefined;
  return isText && schema.enum === undefined && (schema["x-orch"] ?? "String") === "String";
}

function awaitedIn({ plan }: Stage): readonly string[] {
  const events = Object.values(plan.routines).flatMap(({ nodes }) =>
    nodes.flatMap((node) => eventOf(node) ?? []),
  );
  return [...new Set(events)];
}
