import { type Capability, furtherTries, type Json, type JsonObject, type Plan } from "@orchlang/plan";
import { evaluate } from "@orchlang/plan/expressions";
import type { Behaviour, Death, Happening, SimulatedCall, SimulatedWorld } from "@orchlang/simulator";
import { Dice, hashed } from "../dice.ts";
import type { Stage } from "./stage.ts";
import { type Source, valueFor } from "./values.ts";

/** A world as data: what is said of it can be written down, and what is left open follows from a number. */
export interface DrawnWorld {
  readonly seed: string;
  /** When it begins. ms since 1970. */
  readonly now?: number;
  readonly input: JsonObject;
  readonly readings: Readonly<Record<string, Json>>;
  /** By {@link pointOf}: what becomes of a call. */
  readonly behaviours: Readonly<Record<string, Behaviour>>;
  readonly happenings: readonly Happening[];
  readonly deaths: readonly Death[];
  /** Scopes that the user has not agreed to, roles that they lack. */
  readonly refuses: boolean;
  /** The outcome of calls that the world does not mention; absent: they cooperate. */
  readonly open?: Open;
}

/** How calls are drawn. */
interface Open {
  readonly salt: number;
  /** Out of a hundred calls so many go wrong. */
  readonly faults: number;
  /** Out of a hundred calls so many go wrong again and again, and well at the last try of an undo or a confirm. */
  readonly persisting?: number;
  /** The pace of calls: as late as they may end, at once, or anywhere between. */
  readonly pace: "declared" | "quick" | "any";
}

/** Identifies a call: the same whatever happens elsewhere. */
export function pointOf({ intent, attempt }: SimulatedCall): string {
  const { call, generation, request = 1 } = intent;
  const loops = call.site.loops.map(([loop, round]) => `${loop}[${round}]`).join(".");
  const more = generation === 1 && request === 1 ? "" : `#${generation}.${request}`;
  return `${call.routine}:${call.site.plan}:${loops}/${call.node}.${call.slot}${more}@${attempt}`;
}

/** Runs that set one another off for ever come to nothing else; the first of them shows what the claims are about. */
const runsMax = 20;

/**
 * The world as the simulator takes it.
 *
 * @param decided gathers what was drawn on the way.
 */
export function simulated(
  { context, subject, trigger, schemas, hints }: Stage,
  world: DrawnWorld,
  decided?: Map<string, Behaviour>,
): SimulatedWorld {
  const { open } = world;
  const answer = (call: SimulatedCall): Behaviour | undefined => {
    const point = pointOf(call);
    const behaviour = world.behaviours[point];
    if (behaviour !== undefined || open === undefined) return behaviour;
    const dice = new Dice(hashed(`${open.salt} ${point}`));
    const [ofAllTries = ""] = point.split("@");
    const persists = new Dice(hashed(`${open.salt} ${ofAllTries}`)).below(100) < (open.persisting ?? 0);
    const drawn = behaviourAt(subject.file.plan, call, { dice, schemas, hints }, { ...open, persists });
    if (call.dispatch === 1) decided?.set(point, drawn);
    return drawn;
  };
  const answers: Record<string, typeof answer> = {};
  for (const name of Object.keys(subject.file.plan.capabilities)) answers[name] = answer;
  const { seed, now, input, readings, happenings, deaths, refuses } = world;
  const user = { id: "somebody", roles: ["*"], consents: refuses ? [] : ["*"] };
  const isCaused = trigger !== undefined && isOnlyCaused(context);
  return {
    ...context,
    seed,
    ...(now === undefined ? {} : { now }),
    input,
    readings,
    answers,
    happenings,
    deaths,
    user,
    runsMax,
    ...(isCaused ? { caused: true as const } : {}),
  };
}

/** A request, or how another run has ended. */
function isOnlyCaused({ armed }: Stage["context"]): boolean {
  const [trigger] = armed?.triggers ?? [];
  return trigger?.on.every(({ kind }) => kind === "request" || kind === "outcome") ?? false;
}

/* The outcome of one call, within its capability's declaration. */

const workDefault = 1_000;
const personDefault = 60_000;
/** How long after its time what is late is said. ms. */
const lateBy = 200;
const triesMax = 6;

/** @param open `persists`: this call goes wrong as long as it has further tries. */
function behaviourAt(
  plan: Plan,
  call: SimulatedCall,
  source: Source,
  open: Open & { readonly persists?: boolean },
): Behaviour {
  const { dice } = source;
  const capability = plan.capabilities[call.capability];
  if (capability === undefined) return { cooperates: true };
  const after = durationOf(capability, call, source, open);
  if (open.persists === true && capability.human === undefined && call.attempt <= furtherTries)
    return { fails: "transient", name: "transient", after };
  if (dice.below(100) < open.faults) return faultAt(capability, call, source, after);
  if (isAsked(capability))
    return dice.chance(0.1) ? { ok: { state: "unknown" }, after } : { cooperates: true, after };
  const ok = dice.chance(0.6) ? resultOf(capability, call.args, source) : undefined;
  return ok === undefined ? { cooperates: true, after } : { ok, after };
}

function isAsked({ result }: Capability): boolean {
  return result !== null && JSON.stringify(result.schema).includes("not_done");
}

/** A result that the capability may give: one of its type that keeps what it ensures. */
function resultOf({ result, ensures }: Capability, args: Json, source: Source): Json | undefined {
  if (result === null) return undefined;
  for (let tries = 0; tries < triesMax; tries++) {
    const value = valueFor(result.schema, source);
    if (value === undefined) return undefined;
    if (ensures.every((clause) => clauseHolds(clause, args, value))) return value;
  }
  return undefined;
}

export function clauseHolds(clause: Capability["ensures"][number], args: Json, result: Json): boolean {
  const evaluated = evaluate(clause, clauseScope(args, result));
  return "value" in evaluated && evaluated.value === true;
}

function clauseScope(args: Json, result: Json): Parameters<typeof evaluate>[1] {
  const given = typeof args === "object" && args !== null && !Array.isArray(args) ? args : {};
  return {
    read: ({ from, name }) => {
      if (from === "context") return { unknown: [name] };
      return { value: name === "result" ? result : ((given as Record<string, Json>)[name] ?? null) };
    },
  };
}

function durationOf(capability: Capability, call: SimulatedCall, { dice }: Source, { pace }: Open): number {
  const limit = call.due === undefined ? undefined : Math.max(1, call.due - call.at - 1);
  const most =
    capability.human === undefined
      ? declaredLatency(capability, call.args)
      : Math.min(personDefault, limit ?? personDefault);
  const least = declared(capability.least?.latency, call.args) ?? 1;
  if (pace === "quick") return least;
  const drawn =
    pace === "declared" && dice.chance(0.8)
      ? most
      : dice.one([1, Math.ceil(most / 2), most, 1 + dice.below(most)]);
  return Math.max(
    least,
    limit === undefined || capability.human === undefined ? drawn : Math.min(limit, drawn),
  );
}

/** ms. */
function declaredLatency({ latency }: Capability, args: Json): number {
  return declared(latency, args) ?? workDefault;
}

function declared(clause: Capability["latency"], args: Json): number | undefined {
  if (clause === undefined) return undefined;
  const evaluated = evaluate(clause, clauseScope(args, null));
  return "value" in evaluated && typeof evaluated.value === "number" ? evaluated.value : undefined;
}

function faultAt(capability: Capability, call: SimulatedCall, source: Source, after: number): Behaviour {
  const { dice } = source;
  const { due, at } = call;
  if (capability.human !== undefined) return { never: true };
  const named = dice.one(["permanent", ...capability.fails]);
  switch (dice.below(8)) {
    case 0:
    case 1:
      return {
        fails: "transient",
        name: "transient",
        after,
        ...(dice.chance(0.4) ? { reach: "not_reached" } : {}),
      };
    case 2:
    case 3:
      return { fails: "permanent", name: named, after, reach: "not_reached" };
    case 4:
      return { fails: "permanent", name: "permanent", after };
    case 5:
      return due === undefined ? { fails: "transient", name: "transient", after } : { never: true };
    case 6:
      if (due !== undefined) return { cooperates: true, after: due - at + lateBy, stubborn: true };
      return { cooperates: true, after, twice: true };
    default:
      return { cooperates: true, after, twice: true };
  }
}
