import { type Instant, runIdOf } from "@orchlang/kernel";
import {
  asKnown,
  type ContextDeclarations,
  type ControlInput,
  type ControlState,
  type Firing,
  type slotOfRun,
} from "@orchlang/kernel/control";
import { awaitedByPlan, awaitedEvents, type RunInput, type User } from "@orchlang/kernel/run";
import type { Json, JsonObject, Plan, PlanFile } from "@orchlang/plan";
import { admittedInput } from "@orchlang/runtime/admission";
import { settledSignals } from "./causes.ts";
import { anybody, seedDefault } from "./defaults.ts";
import type { RunStart } from "./run-in-play.ts";
import type { Occasion, SimulatedWorld } from "./world.ts";

const requested = "simulated";

type File = Pick<PlanFile, "plan" | "id">;

/** When a run is wanted, and what control knows then. */
interface Around {
  readonly control: ControlState;
  readonly now: Instant;
}

/** How runs come about: one is asked for, or armed triggers want them. */
export class Starts {
  readonly #files: readonly File[];
  readonly #world: SimulatedWorld;
  #armings = 0;

  /** The first of `files` is what is asked for where nothing is armed. */
  constructor(files: readonly [File, ...File[]], world: SimulatedWorld) {
    this.#files = files;
    this.#world = world;
  }

  arming(at: Instant): ControlInput | undefined {
    const { armed } = this.#world;
    if (armed === undefined) return undefined;
    this.#armings += 1;
    const id = `armed-${this.#armings}`;
    const awaits = awaitedByPlan(this.#files);
    return { t: "Armed", at, id, world: settledSignals(armed), awaits, root: "/", user: anybody };
  }

  asked(input: Json, at: Instant): RunStart {
    const [file] = this.#files as readonly [File];
    return { run: runIdOf(requested), file, request: requested, input, at, user: this.#user };
  }

  get #user(): User {
    return this.#world.user ?? anybody;
  }

  /** A run that a trigger wants; or why there is none. */
  wanted(
    { run, plan, request, args, priority }: Firing,
    { control, now: at }: Around,
  ): RunStart | { readonly why: string } {
    const file = this.#files.find(({ id }) => id === plan);
    if (file === undefined) return { why: `There is no plan ${plan}.` };
    const admitted = admittedInput(file.plan, args, { extra: "drop" });
    if (!("ok" in admitted)) return { why: [admitted.message, ...(admitted.details ?? [])].join(" ") };
    const urgent = priority === undefined ? {} : { priority };
    const user = asKnown(control, this.#user);
    return { run, file, request, input: admitted.ok, at, user, ...urgent };
  }

  /** A run that somebody asks for; `undefined`: there is no such plan, or the input does not fit it. */
  requested(
    { request, entry, input }: Extract<Occasion, { does: "asks" }>,
    { control, now: at }: Around,
  ): RunStart | undefined {
    const file = this.#files.find(({ plan }) => plan.entry === entry);
    const admitted = file && admittedInput(file.plan, input);
    if (file === undefined || admitted === undefined || !("ok" in admitted)) return undefined;
    const user = asKnown(control, this.#user);
    return { run: runIdOf(request), file, request, input: admitted.ok, at, user };
  }

  /** `among`: the runs of its plan among which it has to have a place; of a trigger's run control knows them. */
  asking(
    { file, request, user: by }: RunStart,
    at: Instant,
    among?: ReturnType<typeof slotOfRun>,
  ): ControlInput {
    const awaits = awaitedEvents(file.plan);
    return {
      t: "Requested",
      at,
      request,
      plan: file.id,
      entry: file.plan.entry,
      by,
      ...(among === undefined ? {} : { among }),
      ...(awaits.length === 0 ? {} : { awaits }),
    };
  }

  starting({ run, file, request, input, user, priority }: RunStart, at: Instant): RunInput {
    return {
      t: "Started",
      at,
      run,
      plan: file.id,
      deploy: "simulated",
      input,
      user,
      seed: this.#world.seed ?? seedDefault,
      label: { confidentiality: "internal", integrity: "trusted" },
      cause: { request },
      ...(priority === undefined ? {} : { priority }),
    };
  }
}

/**
 * The declarations that control receives before a plan's run begins. Signals and flags are omitted: in a simulated
 * world they are given, and do not expire.
 */
export function providedBy(
  { pools, events, schemas }: Plan,
  { armed }: SimulatedWorld,
): ({ readonly pools: Readonly<Record<string, JsonObject>> } & ContextDeclarations) | undefined {
  // An armed world has declared its events itself.
  const isDeclared = armed !== undefined || Object.keys(events).length === 0;
  if (isDeclared) return Object.keys(pools).length === 0 ? undefined : { pools };
  // A plan file says of events no more than that they are objects.
  return { pools, events: events as unknown as NonNullable<ContextDeclarations["events"]>, schemas };
}

/** True if the orchestrator has something to declare to control before a run of the plan is requested. */
export function declares({ pools, signals, flags, events }: Plan): boolean {
  return [pools, signals, flags, events].some((one) => Object.keys(one).length > 0);
}
