import type { Json, JsonObject, Schema } from "@orchlang/plan";
import type { Behaviour, SimulatedCall } from "@orchlang/simulator";
import { Dice } from "../dice.ts";
import { drawWorld, parametersOf } from "./draw.ts";
import { clauseHolds, type DrawnWorld, pointOf } from "./drawn.ts";
import type { Stage } from "./stage.ts";
import { type Source, valueFor } from "./values.ts";

/* All worlds of a small case: each input, and up to so many calls that do not go the plain way, each in every way. */

/** How far is searched. */
interface Extent {
  /** So many calls at once do not go the plain way. */
  readonly odd: number;
  /** Worlds at most. */
  readonly worlds: number;
}

const inputsMax = 12;
const valuesMax = 3;

/** A call that was seen in a run, with what may become of it. */
export interface Seen {
  readonly point: string;
  readonly ways: readonly Behaviour[];
}

/**
 * Every world of a stage up to an extent, the plainest first.
 *
 * @param play plays a world, and gives the calls that it came to.
 * @returns whether these were all.
 */
export function everyWorld(
  stage: Stage,
  play: (world: DrawnWorld) => readonly Seen[],
  { odd, worlds }: Extent,
): boolean {
  let left = worlds;
  let level = circumstancesOf(stage).flatMap((around) =>
    inputsOf(stage).map((input) => ({ ...around, input })),
  );
  for (let size = 0; size <= odd; size++) {
    const next: DrawnWorld[] = [];
    for (const world of level) {
      if (left === 0) return false;
      left -= 1;
      const seen = play(world);
      if (size === odd) continue;
      const known = Object.keys(world.behaviours);
      const last = known.at(-1);
      // Sets, not sequences: what comes before the last that was changed is left as it is.
      const from = last === undefined ? 0 : seen.findIndex(({ point }) => point === last) + 1;
      for (const { point, ways } of seen.slice(from))
        for (const way of ways) next.push({ ...world, behaviours: { ...world.behaviours, [point]: way } });
    }
    level = next;
  }
  return true;
}

const circumstancesMax = 4;
/** ms since 1970; late, for what asks for the time. */
export const evening = Date.UTC(2026, 0, 1, 22);

/** The circumstances of a run: one of each kind that the program asks about. */
function circumstancesOf(stage: Stage): readonly DrawnWorld[] {
  const drawnWorlds = new Map<string, DrawnWorld>();
  const text = JSON.stringify(stage.subject.file.plan);
  for (let nth = 0; nth < circumstancesMax; nth++) {
    const { open: _, now: __, ...plain } = drawWorld(stage, nth, 0);
    const { readings, happenings } = plain;
    const key = JSON.stringify([readings, happenings]);
    if (!drawnWorlds.has(key)) drawnWorlds.set(key, plain);
  }
  const all = [...drawnWorlds.values()];
  return text.includes('"name":"now"') ? all.flatMap((world) => [world, { ...world, now: evening }]) : all;
}

/** A few values of each parameter, all together. */
function inputsOf(stage: Stage): readonly JsonObject[] {
  if (stage.trigger !== undefined) return [{}];
  let all: readonly JsonObject[] = [{}];
  for (const { name, schema } of parametersOf(stage)) {
    const values = someValues(stage, schema);
    all = all.flatMap((input) => values.map((value) => ({ ...input, [name]: value })));
    if (all.length > inputsMax) all = all.filter((_, at) => at % Math.ceil(all.length / inputsMax) === 0);
  }
  return all;
}

function someValues({ schemas, hints }: Stage, schema: Schema): readonly Json[] {
  const values = new Map<string, Json>();
  for (let nth = 0; nth < 24 && values.size < valuesMax; nth++) {
    const source: Source = { dice: new Dice(nth * 7919 + 1), schemas, hints };
    const value = valueFor(schema, source);
    if (value !== undefined) values.set(JSON.stringify(value), value);
  }
  return [...values.values()];
}

/** The possible outcomes of a call besides the plainest. */
export function waysOf(stage: Stage, call: SimulatedCall): Seen {
  const capability = stage.subject.file.plan.capabilities[call.capability];
  const point = pointOf(call);
  if (capability === undefined) return { point, ways: [] };
  if (capability.human !== undefined) {
    const answers = capability.result === null ? [] : someValues(stage, capability.result.schema);
    return { point, ways: [{ never: true }, ...answers.map((ok) => ({ ok, after: 1 }))] };
  }
  const results = capability.result === null ? [] : someValues(stage, capability.result.schema);
  const ways: Behaviour[] = results
    .filter((ok) => capability.ensures.every((clause) => clauseHolds(clause, call.args, ok)))
    .map((ok) => ({ ok }));
  const names = ["permanent", ...capability.fails];
  ways.push(
    { fails: "transient", name: "transient" },
    ...names.map((name): Behaviour => ({ fails: "permanent", name, reach: "not_reached" })),
    { fails: "permanent", name: "permanent" },
    { cooperates: true, after: 1 },
    { cooperates: true, meanwhile: { does: "dies", what: "process" } },
    { cooperates: true, meanwhile: { does: "orders", order: { order: "cancel", undo: true } } },
  );
  if (call.due !== undefined) ways.push({ never: true });
  return { point, ways };
}
