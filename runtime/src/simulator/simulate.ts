import { canonical, type Json, type Plan, type PlanFile } from "@orchlang/plan";
import type { ControlEvent } from "../kernel/control/events.ts";
import type { Key } from "../kernel/identity.ts";
import type { Instant } from "../kernel/machine.ts";
import type { RunEvent } from "../kernel/run/events.ts";
import type { RunState } from "../kernel/run/state.ts";
import { admittedInput, entryParameters } from "../orchestrator/input.ts";
import { sourceFor } from "./answers/cooperate.ts";
import { generate } from "./answers/generate.ts";
import { startDefault } from "./defaults.ts";
import type { Machines } from "./machines.ts";
import { Simulation } from "./simulation.ts";
import type { Happening, SimulatedWorld } from "./world.ts";

/** A run that was played to its end, or until nothing more would happen. */
export interface SimulatedRun {
  readonly file: Pick<PlanFile, "plan" | "id">;
  readonly state: RunState;
  readonly events: readonly RunEvent[];
  readonly controlEvents: readonly ControlEvent[];
  readonly started: Instant;
  /** When it was closed, or when the last thing happened. */
  readonly ended: Instant;
  /** Runs that were set off besides, each as it goes by itself. */
  readonly others: readonly SimulatedRun[];
  /** The keys under which something was done in the world; what was done may have been taken back under another. */
  readonly done: ReadonlySet<Key>;
  /** Places in the world's `deaths` that the run did not come to. */
  readonly unmetDeaths: readonly number[];
}

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

/** The same with the answers that the world's `variation` says, whatever comes of it. */
export function playOnce(
  file: Pick<PlanFile, "plan" | "id">,
  world: SimulatedWorld,
  machines?: Machines,
): SimulatedRun {
  const simulation = new Simulation(file, world, inputOf(file, world), machines).play();
  const { state, events, controlEvents, started, now, done, unmet } = simulation;
  return {
    file,
    state,
    events,
    controlEvents,
    started,
    ended: state.closed?.at ?? now,
    done,
    unmetDeaths: unmet,
    others: world.armed === undefined ? [] : othersOf(file, world, controlEvents, machines),
  };
}

/**
 * What a trigger starts after the first. Each hears what control has taken for something that happened since it started,
 * as every run does that waits for it. That they may stand in each other's way is left out.
 */
function othersOf(
  file: Pick<PlanFile, "plan" | "id">,
  { armed: _, happenings: __, deaths: ___, ...world }: SimulatedWorld,
  controlEvents: readonly ControlEvent[],
  machines?: Machines,
): readonly SimulatedRun[] {
  const [, ...rest] = controlEvents.flatMap((event, place) =>
    event.t === "Fired" ? [{ event, place }] : [],
  );
  return rest
    .filter(({ event: { args } }) => "ok" in admittedInput(file.plan, args))
    .map(({ event: { args, at }, place }) => {
      const happenings = controlEvents.slice(place + 1).flatMap((event) => heardSince(event, at));
      return playOnce(file, { ...world, input: args, now: at, happenings }, machines);
    });
}

/** What was told again soon after is no occurrence; several that make one whole are one besides. */
function heardSince(event: ControlEvent, start: Instant): readonly Happening[] {
  const happens = { at: event.at - start, does: "occurs" } as const;
  if (event.t === "Occurred" && event.repeated !== true)
    return [{ ...happens, event: event.event, fields: event.fields }];
  return event.t === "Fused" ? [{ ...happens, event: event.fusion, fields: event.fields }] : [];
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
  throw new TypeError([admitted.message, ...(admitted.details ?? [])].join(" "));
}

/** What was given and found right, with the plan that it was right for: many worlds may share it. */
const inputs = new WeakMap<object, { readonly plan: Plan; readonly input: Json }>();

function isUnmet({ state }: SimulatedRun): boolean {
  return state.closed?.outcome.failure?.class === "unmet";
}
