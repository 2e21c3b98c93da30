/**
 * Who receives values of events and signals, and which of them they use: an unused value need not be collected, and an
 * unused personal value should not be.
 */
import type { Confidentiality, Plan } from "@orchlang/plan";
import type { EventDeclaration, Trigger, World } from "@orchlang/plan/context";
import { type Expression, freeReads } from "@orchlang/plan/expressions";
import type { CompiledWorld } from "../5-plan/world.ts";

/** An event's fields that one consumer receives. */
export interface FieldUse {
  /** `trigger home.cold`, `fusion …`, `plan …` */
  readonly consumer: string;
  readonly event: string;
  readonly uses: readonly string[];
  readonly unused: readonly Field[];
}

interface Field {
  readonly name: string;
  readonly label: Confidentiality;
}

export interface DataUse {
  readonly fields: readonly FieldUse[];
  /** Fields of events that no consumer uses: `m.shot.sensor`. */
  readonly unusedFields: readonly (Field & { readonly event: string })[];
  /** Signals that nobody reads. */
  readonly unreadSignals: readonly Field[];
  /** The share of all fields and signals that somebody uses; 1: all. */
  readonly score: number;
}

/** For a program: the values that its triggers, fusions, flags and plans receive, and those they use. */
export function dataUse({ world, plans }: CompiledWorld): DataUse {
  const fields = [
    ...world.triggers.flatMap((trigger) => ofTrigger(trigger, world)),
    ...Object.values(world.events).flatMap((event) => ofFusion(event, world)),
    ...plans.flatMap(({ plan }) => ofPlan(plan, world)),
  ];
  const used = new Set(fields.flatMap(({ event, uses }) => uses.map((name) => `${event} ${name}`)));
  // Fields that decide whether two occurrences are equal are used, though nobody receives them.
  for (const { name, dedupe } of Object.values(world.events))
    for (const { name: field } of freeReads(dedupe?.by ?? nothing)) used.add(`${name} ${field}`);
  const all = Object.values(world.events).flatMap(({ name, joins, fields: own }) =>
    joins === undefined
      ? own.map((field) => ({ event: name, name: field.name, label: field.label.confidentiality }))
      : [],
  );
  const unusedFields = all.filter(({ event, name }) => !used.has(`${event} ${name}`));
  const read = signalsRead(
    world,
    plans.map(({ plan }) => plan),
  );
  const signals = Object.values(world.signals);
  const unreadSignals = signals
    .filter(({ name }) => !read.has(name))
    .map(({ name, label }) => ({ name, label: label.confidentiality }));
  const things = all.length + signals.length;
  const score = things === 0 ? 1 : 1 - (unusedFields.length + unreadSignals.length) / things;
  return { fields, unusedFields, unreadSignals, score };
}

const nothing: Expression = { op: "constant", value: null };

function ofTrigger(
  { name, on, when, debounce, overlap, starts }: Trigger,
  world: World,
): readonly FieldUse[] {
  const events = new Set(on.flatMap((source) => (source.kind === "event" ? [source.event] : [])));
  const wheres = on.flatMap((source) =>
    source.kind === "event" && source.where !== undefined ? [source.where] : [],
  );
  const parts = [when, debounce?.by, overlap?.by, ...wheres, ...Object.values(starts.args)];
  return [...events].flatMap((event) => useOf(`trigger ${name}`, world.events[event], "event", parts));
}

function ofFusion(
  { name, joins = [], near, by, where, emit }: EventDeclaration,
  world: World,
): readonly FieldUse[] {
  return joins.flatMap(({ event, as }) =>
    useOf(`fusion ${name}`, world.events[event], as, [near?.first, near?.second, by, where, emit]),
  );
}

/** A plan that waits for an event has it under the name of the step that waits. */
function ofPlan(plan: Plan, world: World): readonly FieldUse[] {
  return Object.values(plan.routines).flatMap(({ name, nodes }) =>
    nodes.flatMap((node) => {
      if (node.kind !== "wait" || node.for.kind !== "occurrence") return [];
      const readers = expressionsIn(nodes).flatMap((part) => fieldsOf(part, node.id));
      return useFrom(`plan ${name}`, world.events[node.for.event], [
        ...readers,
        ...fieldsOf(node.for.where, "event"),
        ...fieldsOf(node.for.where, node.id),
      ]);
    }),
  );
}

function useOf(
  consumer: string,
  event: EventDeclaration | undefined,
  as: string,
  parts: readonly (Expression | undefined)[],
): readonly FieldUse[] {
  return useFrom(
    consumer,
    event,
    parts.flatMap((part) => fieldsOf(part, as)),
  );
}

function useFrom(
  consumer: string,
  event: EventDeclaration | undefined,
  reads: readonly (string | typeof whole)[],
): readonly FieldUse[] {
  if (event === undefined) return [];
  const takes = new Set(reads);
  const own = event.fields.map(({ name, label }) => ({ name, label: label.confidentiality }));
  const uses = own.filter(({ name }) => takes.has(whole) || takes.has(name)).map(({ name }) => name);
  return [{ consumer, event: event.name, uses, unused: own.filter(({ name }) => !uses.includes(name)) }];
}

const whole = Symbol("the whole of it");

/** The fields of a name that are read; the whole, where it is read otherwise than by a field. */
function fieldsOf(part: unknown, name: string): readonly (string | typeof whole)[] {
  if (typeof part !== "object" || part === null) return [];
  if (isField(part) && isRead(part.of, name)) return [part.name];
  if (isRead(part, name)) return [whole];
  return Object.values(part).flatMap((inner) => fieldsOf(inner, name));
}

function isField(part: object): part is Extract<Expression, { op: "field" }> {
  return "op" in part && part.op === "field";
}

function isRead(part: object, name: string): boolean {
  return "op" in part && part.op === "read" && "name" in part && part.name === name;
}

function expressionsIn(part: unknown): readonly object[] {
  if (typeof part !== "object" || part === null) return [];
  if ("op" in part) return [part];
  return Object.values(part).flatMap(expressionsIn);
}

function signalsRead(world: World, plans: readonly Plan[]): ReadonlySet<string> {
  const parts = expressionsIn([
    Object.values(world.flags),
    world.triggers,
    plans.map(({ routines, policies, guardrails, goals }) => [routines, policies, guardrails, goals]),
  ]);
  const names = parts.flatMap((part) => freeReads(part as Expression));
  return new Set(names.flatMap(({ from, name }) => (from === "context" ? [name.replace(/\(.*$/u, "")] : [])));
}
