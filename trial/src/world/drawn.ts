import type { Json, JsonObject } from "@orchlang/plan";
import type { Behaviour, Death, Happening, SimulatedCall, SimulatedWorld } from "@orchlang/simulator";
import { Dice, hashed } from "../dice.ts";
import { behaviourAt } from "./behaviour.ts";
import type { Stage } from "./stage.ts";

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
  /** What becomes of calls of which nothing is said; left out: they cooperate. */
  readonly open?: Open;
}

/** How calls are drawn. */
export interface Open {
  readonly salt: number;
  /** Out of a hundred calls so many go wrong. */
  readonly faults: number;
  /** Out of a hundred calls so many go wrong again and again, and well at the last try of an undo or a confirm. */
  readonly persisting?: number;
  /** Whether calls end as late as they may, at once, or anywhere between. */
  readonly pace: "declared" | "quick" | "any";
}

/** Which call: the same whatever happens elsewhere. */
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
    const said = world.behaviours[point];
    if (said !== undefined || open === undefined) return said;
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
