import type { Json, JsonObject, Parameter, Schema } from "@orchlang/plan";
import type { Happening } from "@orchlang/simulator";
import { Dice } from "../dice.ts";
import type { DrawnWorld } from "./drawn.ts";
import type { Stage } from "./stage.ts";
import { type Source, valueFor } from "./values.ts";

/* Worlds for a subject, drawn from a seed: within the bounds that it declares, and with one death of a process at most. */

const start = Date.UTC(2026, 0, 1, 12);
/** ms after the start: when something happens by itself. */
const moments = [1, 500, 1_500, 2_500, 4_000, 8_000, 30_000, 90_000] as const;

/** The plainest world comes first: number 0. */
export function drawWorld(stage: Stage, seed: number, nth: number): DrawnWorld {
  const dice = new Dice(Math.imul(seed + 1, 0x85ebca6b) ^ Math.imul(nth + 1, 0xc2b2ae35));
  const source: Source = { dice, schemas: stage.schemas, hints: stage.hints };
  const calm = nth === 0 || dice.chance(0.25);
  const readings = readingsFor(stage, source);
  return {
    seed: hex(dice),
    ...(dice.chance(0.15) ? { now: start + dice.one([10, 16.5, 48]) * 3_600_000 } : {}),
    input: inputFor(stage, source),
    readings,
    behaviours: {},
    happenings: happeningsFor(stage, source, calm).toSorted((one, other) => one.at - other.at),
    deaths: [],
    refuses: !calm && dice.chance(0.12),
    open: {
      salt: dice.below(0xffffffff),
      faults: calm ? 0 : dice.one([8, 20, 35, 60]),
      ...(calm ? {} : { persisting: dice.one([0, 0, 15, 50]) }),
      pace: dice.one(["declared", "declared", "quick", "any"]),
    },
  };
}

function hex(dice: Dice): string {
  return Array.from({ length: 16 }, () => dice.below(16).toString(16)).join("");
}

/** No input for a run that a trigger starts: the trigger gives it. */
function inputFor(stage: Stage, source: Source): JsonObject {
  if (stage.trigger !== undefined) return {};
  const input: Record<string, Json> = {};
  for (const { name, schema } of parametersOf(stage)) {
    const value = valueFor(schema, source);
    if (value !== undefined) input[name] = value;
  }
  return input;
}

export function parametersOf({ subject }: Stage): readonly Parameter[] {
  const { plan } = subject.file;
  return (plan.routines[plan.entry] ?? plan.goals[plan.entry])?.params ?? [];
}

/** Some signals have no reading. */
function readingsFor({ context, subject }: Stage, source: Source): Readonly<Record<string, Json>> {
  const readings: Record<string, Json> = {};
  const own = Object.values(subject.file.plan.signals).map(({ name, schema }) => [name, schema] as const);
  const signals: Readonly<Record<string, Schema>> = context.signals ?? Object.fromEntries(own);
  for (const [name, schema] of Object.entries(signals)) {
    if (source.dice.chance(0.15)) continue;
    const value = valueFor(schema, source);
    if (value !== undefined) readings[name] = value;
  }
  return readings;
}

function happeningsFor(stage: Stage, source: Source, calm: boolean): readonly Happening[] {
  const { dice } = source;
  const happenings: Happening[] = [...occurrencesFor(stage, source)];
  if (calm) return happenings;
  if (dice.chance(0.25)) happenings.push({ at: dice.one(moments), does: "crashes" });
  for (const pool of Object.keys(stage.subject.file.plan.pools))
    if (dice.chance(0.2))
      happenings.push({ at: dice.one(moments), does: "loses", pool, for: dice.one([2_000, 3_600_000]) });
  if (dice.chance(0.05))
    happenings.push({ at: dice.one(moments), does: "orders", order: { order: "cancel", undo: true } });
  return happenings;
}

function occurrencesFor(stage: Stage, source: Source): readonly Happening[] {
  const { dice } = source;
  return Object.values(stage.events).flatMap(({ name, fields }) => {
    const isWaited = stage.trigger !== undefined;
    const count = dice.within(isWaited ? 1 : 0, 2);
    return Array.from({ length: count }, (_, nth): readonly Happening[] => {
      const record = recordFor(fields, source);
      const at = isWaited && nth === 0 ? 1_000 : dice.one(moments);
      return record === undefined ? [] : [{ at, does: "occurs", event: name, fields: record }];
    }).flat();
  });
}

function recordFor(fields: readonly Parameter[], source: Source): JsonObject | undefined {
  const record: Record<string, Json> = {};
  for (const { name, schema } of fields) {
    const value = valueFor(schema, source);
    if (value === undefined) return undefined;
    record[name] = value;
  }
  return record;
}
