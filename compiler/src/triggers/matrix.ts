import { expressionText } from "@orchlang/analysis";
import { eventsAround, isSetOffBy } from "@orchlang/analysis/triggers";
import type { Plan } from "@orchlang/plan";
import type { Trigger, TriggerSource, World } from "@orchlang/plan/context";
import { type Expression, evaluate } from "@orchlang/plan/expressions";
import { cycles } from "@orchlang/plan/graph";
import { formatDuration, formatInstant, nextInstant } from "@orchlang/plan/quantities";
import type { CompiledWorld } from "../5-plan/world.ts";

/** The trigger matrix: the plan that each trigger starts, and the triggers that plans lead to. */
export interface TriggerMatrix {
  readonly triggers: readonly TriggerRow[];
  /** Triggers that can set each other off for ever; the last of a way is its first once more. */
  readonly circles: readonly (readonly string[])[];
}

export interface TriggerRow {
  readonly name: string;
  /** Its causes, in words. */
  readonly on: readonly string[];
  readonly starts: string;
  /** Its conditions, in words: `when`, `debounce` and `throttle`. */
  readonly only: readonly string[];
  /** The treatment of overlapping runs, in words. */
  readonly overlap: string;
  readonly missed: Trigger["missed"];
  /** When time sets it off next, of schedules. */
  readonly next?: string;
  /** Triggers that its run can set off. */
  readonly leadsTo: readonly string[];
}

/** @param now ms since 1970: the start of the next instants. */
export function triggerMatrix({ world, plans }: CompiledWorld, now: number): TriggerMatrix {
  const declared = Object.values(world.events);
  const emitted = new Map(plans.map(({ plan }) => [plan.entry, eventsAround(declared, emittedBy(plan))]));
  const rows = world.triggers.map((trigger) => rowOf(trigger, world, now, emitted));
  const arcs = rows.flatMap(({ name, leadsTo }) => leadsTo.map((to) => ({ from: name, to })));
  return {
    triggers: rows,
    circles: cycles(
      rows.map(({ name }) => name),
      arcs,
    ),
  };
}

function rowOf(
  trigger: Trigger,
  world: World,
  now: number,
  emitted: ReadonlyMap<string, ReadonlySet<string>>,
): TriggerRow {
  const { name, on, starts, overlap, missed } = trigger;
  const events = emitted.get(starts.target) ?? new Set();
  const leadsTo = world.triggers.flatMap((other) =>
    other.on.some((source) => isSetOffBy(source, starts.target, events)) ? [other.name] : [],
  );
  const times = on.flatMap((source) =>
    source.kind === "schedule" ? (nextInstant(source.cron, source.zone, now) ?? []) : [],
  );
  return {
    name,
    on: on.map(wordsOf),
    starts: starts.target,
    only: onlyOf(trigger),
    overlap: overlapsOf(overlap, starts.overlap),
    missed,
    ...(times.length === 0 ? {} : { next: formatInstant(Math.min(...times)) }),
    leadsTo,
  };
}

function onlyOf({ when, debounce, throttle }: Trigger): readonly string[] {
  return [
    ...(when === undefined ? [] : [`when ${briefly(when)}`]),
    ...(debounce === undefined ? [] : [`debounce ${lasting(debounce.for)}${by(debounce.by)}`]),
    ...(throttle === undefined ? [] : [`throttle ${throttle.count} per ${lasting(throttle.per)}`]),
  ];
}

/** Where the trigger says nothing what its plan says of all its runs; where both do, both hold. */
function overlapsOf(own: Trigger["overlap"], plans: Trigger["overlap"]): string {
  if (plans === undefined) return overlapOf(own);
  return own === undefined ? overlapOf(plans) : `${overlapOf(own)}; in all ${overlapOf(plans)}`;
}

function overlapOf(overlap: Trigger["overlap"]): string {
  const { mode = "allow", by: key, upTo } = overlap ?? {};
  return `${mode}${by(key)}${upTo === undefined ? "" : ` up to ${upTo}`}`;
}

/** In a family the index is a constant, which adds nothing to one of its triggers. */
function by(key: Expression | undefined): string {
  return key === undefined || key.op === "constant" ? "" : ` by ${briefly(key)}`;
}

const wordsMax = 60;

function briefly(condition: Expression): string {
  const text = expressionText(condition);
  return text.length <= wordsMax ? text : `${text.slice(0, wordsMax - 1)}…`;
}

function emittedBy({ routines }: Plan): readonly string[] {
  return Object.values(routines).flatMap(({ nodes }) =>
    nodes.flatMap((node) => (node.kind === "emit" ? [node.event] : [])),
  );
}

function wordsOf(source: TriggerSource): string {
  switch (source.kind) {
    case "event":
      return `event ${short(source.event)}${source.where === undefined ? "" : ` where ${briefly(source.where)}`}`;
    case "schedule":
      return `schedule "${source.cron}" in ${source.zone}`;
    case "every":
      return `every ${lasting(source.period)}`;
    case "change":
      return `change ${briefly(source.condition)}${source.for === undefined ? "" : ` for ${lasting(source.for)}`}`;
    case "outcome":
      return `${source.outcome} ${short(source.target)}`;
    case "request":
      return `request "${source.path}"`;
  }
}

function lasting(duration: Expression): string {
  const evaluated = evaluate(duration, { read: ({ name }) => ({ unknown: [name] }) });
  return "value" in evaluated && typeof evaluated.value === "number" ? formatDuration(evaluated.value) : "…";
}

function short(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}
