import type { Instant, Key } from "@orchlang/kernel";
import type { ControlEvent } from "@orchlang/kernel/control";
import type { RunEvent, RunState } from "@orchlang/kernel/run";
import type { Json, Plan, PlanFile } from "@orchlang/plan";
import { canonical } from "@orchlang/plan/json";

import { admittedInput, entryParameters } from "@orchlang/runtime/admission";
import { sourceFor } from "./answers/cooperate.ts";
import { generate } from "./answers/generate.ts";
import { startDefault } from "./defaults.ts";
import { kernel, type Machines } from "./machines.ts";
import type { RunInPlay } from "./run-in-play.ts";
import { Simulation } from "./simulation.ts";
import type { SimulatedWorld } from "./world.ts";

/** A run that was played to its end, or until nothing more would happen. */
export interface SimulatedRun {
  readonly file: Pick<PlanFile, "plan" | "id">;
  readonly state: RunState;
  readonly events: readonly RunEvent[];
  /** The events of control, for all runs of the simulation. */
  readonly controlEvents: readonly ControlEvent[];
  readonly started: Instant;
  /** When it was closed, or when the last thing happened. */
  readonly ended: Instant;
  /** Runs that were set off after it, in the order in which they were wanted. */
  readonly others: readonly SimulatedRun[];
  /** The keys under which something was done in the world by any run of the story; what was done may have been undone under another. */
  readonly done: ReadonlySet<Key>;
  /** Places in the world's `deaths` that no run of the story came to. */
  readonly unmetDeaths: readonly number[];
}

/** Thrown where a plan does not take the arguments of the world. */
export class InvalidInput extends TypeError {}

const variationsMax = 24;

/**
 * Plays a plan in a world: no handler is called, no time passes, nothing is written. One world gives one run, byte for
 * byte ({@link journalOf}). Where the world leaves it open, it is cooperative: of the answers that it could give those
 * are taken with which the goal's success is met, if any are found.
 */
export function simulate(file: Pick<PlanFile, "plan" | "id">, world: SimulatedWorld = {}): SimulatedRun {
  const first = world.variation ?? 0;
  const plainest = playOnce(file, { ...world, variation: first });
  if (world.variation !== undefined || !isUnmet(plainest)) return plainest;
  for (let variation = first + 1; variation < first + variationsMax; variation++) {
    const run = playOnce(file, { ...world, variation });
    if (!isUnmet(run)) return run;
  }
  return plainest;
}

/** Both journals as text, one event a line in canonical JSON: the run's, then control's. */
export function journalOf({ events, controlEvents }: SimulatedRun): string {
  return [...events, ...controlEvents].map((event) => `${canonical(event as unknown as Json)}\n`).join("");
}

/**
 * The same with the answers that the world's `variation` says, whatever comes of it.
 * @param goOn called every so many steps; throws if the run is not worth its time
 */
export function playOnce(
  file: Pick<PlanFile, "plan" | "id">,
  world: SimulatedWorld,
  machines?: Machines,
  goOn?: () => void,
): SimulatedRun {
  const simulation = new Simulation(file, world, inputOf(file, world), machines);
  const { runs, started, controlEvents, now, done, unmet } = simulation.play(goOn);
  const story = { controlEvents, done, unmetDeaths: unmet };
  const [first, ...others] = runs;
  const besides = others.map((run) => ({ ...story, ...ofRun(run, run.start.at, now), others: [] }));
  if (first !== undefined) return { ...story, ...ofRun(first, started, now), others: besides };
  return { ...story, file, state: kernel.run.empty, events: [], started, ended: now, others: [] };
}

function ofRun({ start: { file }, state, events }: RunInPlay, started: Instant, now: Instant) {
  return { file, state, events, started, ended: state.closed?.at ?? now };
}

/** The arguments that were given, and defaults; the rest is made up. */
function inputOf({ plan }: Pick<PlanFile, "plan">, world: SimulatedWorld): Json {
  // A trigger says itself what it starts with.
  if (world.armed !== undefined) return {};
  const before = world.input === undefined ? undefined : inputs.get(world.input);
  if (before?.plan === plan) return before.input;
  const input: Record<string, Json> = { ...world.input };
  const source = sourceFor(plan, world, "input", { now: world.now ?? startDefault, variation: 0 });
  for (const { name, schema, default: otherwise } of entryParameters(plan)) {
    if (Object.hasOwn(input, name) || otherwise !== undefined) continue;
    const value = generate(schema, source, name);
    if (value !== undefined) input[name] = value;
  }
  const admitted = admittedInput(plan, input);
  if ("ok" in admitted) {
    if (world.input !== undefined) inputs.set(world.input, { plan, input: admitted.ok });
    return admitted.ok;
  }
  throw new InvalidInput([admitted.message, ...(admitted.details ?? [])].join(" "));
}

/** Validated inputs, with the plan they are valid for: many worlds may share one. */
const inputs = new WeakMap<object, { readonly plan: Plan; readonly input: Json }>();

function isUnmet({ state }: SimulatedRun): boolean {
  return state.closed?.outcome.failure?.class === "unmet";
}
