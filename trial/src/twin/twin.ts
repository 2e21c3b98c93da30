import type { Json, JsonObject, PlanFile } from "@orchlang/plan";
import type { World } from "@orchlang/plan/context";
import { type Happening, type Resolution, type SimulatedCall, simulate } from "@orchlang/simulator";
import { compileText, isClean } from "../compile.ts";
import { Dice } from "../dice.ts";
import { brokenLaws } from "./laws.ts";
import { drawTwin } from "./program.ts";
import { type RealStory, realStory, type StoreWorld } from "./real.ts";
import { type Difference, differenceOf, type Story } from "./story.ts";
import { behaviourOf, drawTwinWorld, type RunId, type TwinWorld } from "./world.ts";

/** A program with triggers, and what happens around it. */
export interface Twin {
  readonly text: string;
  readonly world: TwinWorld;
}

export function drawnTwin(seed: number): Twin {
  const dice = new Dice(Math.imul(seed, 0x9e3779b1) ^ 0x2545f491);
  const text = drawTwin(dice);
  const world = drawTwinWorld(dice);
  const compiled = compiledOf(text);
  if (compiled === undefined) return { text, world };
  const { armed, plans } = compiled;
  return { text, world: withInterventions(world, simulatedStory(armed, plans, world), dice) };
}

/**
 * The same program simulated and really run. `undefined`: it does not compile, or starts nothing. `isMixed`: the stories
 * part as the process dies with an event. What else goes on at that moment may come before or after it, so how far each
 * stream had come is no difference.
 */
export async function playTwin({ text, world }: Twin): Promise<
  | {
      readonly difference: Difference | undefined;
      readonly simulated: Story;
      readonly real: Story;
      readonly isMixed: boolean;
      /** Laws that the real story breaks. */
      readonly broken: readonly string[];
    }
  | undefined
> {
  const compiled = compiledOf(text);
  if (compiled === undefined) return undefined;
  const { armed, plans } = compiled;
  const simulated = simulatedStory(armed, plans, world);
  const { died, broken, ...real } = await realStory(armed, plans, world);
  const result = differenceOf(simulated, real);
  const isMixed = result !== undefined && died.has(result.at);
  const difference = isMixed ? undefined : result;
  return { difference, simulated, real, isMixed, broken: [...broken, ...brokenLaws(text, real)] };
}

/** The real story of a twin; `undefined`: it does not compile, or starts nothing. */
export async function playReal({ text, world }: Twin, store?: StoreWorld): Promise<RealStory | undefined> {
  const compiled = compiledOf(text);
  if (compiled === undefined) return undefined;
  const story = await realStory(compiled.armed, compiled.plans, world, store);
  return { ...story, broken: [...story.broken, ...brokenLaws(text, story)] };
}

interface Compiled {
  readonly armed: World;
  readonly plans: readonly PlanFile[];
}

let last: { readonly text: string; readonly compiled: Compiled | undefined } | undefined;

/** The armed triggers and the plans they start; `undefined`: the text does not compile, or starts nothing. The last is kept. */
function compiledOf(text: string): Compiled | undefined {
  if (last?.text === text) return last.compiled;
  const result = compileText(text);
  const compiledWorld = isClean(result) ? result.world() : undefined;
  const compiled =
    compiledWorld === undefined || compiledWorld.plans.length === 0
      ? undefined
      : { armed: compiledWorld.world, plans: compiledWorld.plans };
  last = { text, compiled };
  return compiled;
}

/** The story as the simulator plays it. */
function simulatedStory(armed: World, [file, ...plans]: readonly PlanFile[], world: TwinWorld): Story {
  if (file === undefined) return { runs: new Map(), control: [] };
  const answer = (call: SimulatedCall) => behaviourOf(world, { ...call, timed: call.due !== undefined });
  const names = [file, ...plans].flatMap(({ plan }) => Object.keys(plan.capabilities));
  const { start, until, readings, happenings, deathsAt } = world;
  const first = simulate(file, {
    armed,
    plans,
    until,
    now: start,
    readings,
    happenings,
    deathsAt,
    variation: 0,
    answers: Object.fromEntries(names.map((name) => [name, answer])),
  });
  const runs = [first, ...first.others].flatMap(({ state, events }) =>
    state.start === undefined ? [] : [[state.start.run, events as unknown as readonly JsonObject[]] as const],
  );
  return { runs: new Map(runs), control: first.controlEvents as unknown as readonly JsonObject[] };
}

/** People who cancel and pause runs or say what became of a call, and deaths of the process, where a story has room for them. */
function withInterventions(world: TwinWorld, story: Story, dice: Dice): TwinWorld {
  const most = dice.one([0, 1, 2, 4]);
  const happenings: Happening[] = [];
  for (const [run, events] of story.runs) {
    happenings.push(...ordersFor(run as RunId, events, world, dice));
    for (const { t, at, key } of events) {
      if (t !== "Doubted" || !dice.chance(0.7)) continue;
      const step = stepOf(events, String(key));
      if (step === undefined) continue;
      const as = dice.one<Resolution>(["retry", { completed: step.gives }, { failed: "it was not" }]);
      const after = Number(at) - world.start + dice.within(1, 60_000);
      happenings.push({ at: after, does: "resolves", run: run as RunId, step: { node: step.name }, as });
    }
  }
  const chosen = happenings.filter(() => dice.chance(0.6)).slice(0, most * 2);
  return {
    ...world,
    happenings: [...world.happenings, ...chosen].toSorted((one, other) => one.at - other.at),
    deathsAt: dice.chance(0.3) ? [deathIn(story, dice)].flat() : [],
  };
}

function ordersFor(
  run: RunId,
  events: readonly JsonObject[],
  { start, until }: TwinWorld,
  dice: Dice,
): readonly Happening[] {
  const began = Number(events[0]?.at) - start;
  const last = events.at(-1);
  const ended = last?.t === "Closed" ? Number(last.at) - start : until;
  if (ended - began < 10) return [];
  const moment = (): number => dice.within(began + 1, ended - 1);
  if (dice.chance(0.2))
    return [{ at: moment(), does: "orders", run, order: { order: "cancel", undo: dice.chance(0.8) } }];
  if (!dice.chance(0.1)) return [];
  const at = moment();
  const later = at + dice.within(1_000, 90_000);
  return [
    { at, does: "orders", run, order: { order: "pause" } },
    { at: later, does: "orders", run, order: { order: "unpause" } },
  ];
}

/** The step of a plan that a call is of; `undefined`: it is in a loop, a called plan, or undoes something. */
function stepOf(
  events: readonly JsonObject[],
  key: string,
): { readonly name: string; readonly gives: Json } | undefined {
  for (const { t, intent, capability } of events) {
    const { key: of, call } = (intent ?? {}) as Intent;
    if (t !== "Began" || of !== key || call === undefined) continue;
    const isPlain = call.slot === "do" && call.site.loops.length === 0 && !call.routine.includes("/");
    const gives = capability === "m.mail" || capability === "m.off" ? null : 3;
    return isPlain && /^\w+$/.test(call.node) ? { name: call.node, gives } : undefined;
  }
  return undefined;
}

interface Intent {
  readonly key?: string;
  readonly call?: {
    readonly node: string;
    readonly slot: string;
    readonly routine: string;
    readonly site: { readonly loops: readonly unknown[] };
  };
}

/** With an event that this story has, unless what is done meanwhile keeps it from coming about. */
function deathIn({ runs, control }: Story, dice: Dice): TwinWorld["deathsAt"] {
  const counts = new Map<string, number>();
  for (const { t } of [...control, ...[...runs.values()].flat()])
    if (!before.has(String(t))) counts.set(String(t), (counts.get(String(t)) ?? 0) + 1);
  if (counts.size === 0) return [];
  const [event, count] = dice.one([...counts]);
  return [{ event, nth: dice.within(1, count) }];
}

/** They come about as the process begins, or one twin journals what the other refuses at the door. */
const before: ReadonlySet<string> = new Set([
  "Armed",
  "Disarmed",
  "Provided",
  "Member",
  "Sensed",
  "Snapshotted",
  "Answer",
  "Called",
  "Refused",
  "Ordered",
]);
