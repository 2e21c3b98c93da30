import type { JsonObject, PlanFile } from "@orchlang/plan";
import type { World } from "@orchlang/plan/context";
import { type SimulatedCall, simulate } from "@orchlang/simulator";
import { compileText, isClean } from "../compile.ts";
import { Dice } from "../dice.ts";
import { withInterventions } from "./interventions.ts";
import { brokenLaws } from "./laws.ts";
import { drawTwin } from "./program.ts";
import { realStory } from "./real.ts";
import { type Difference, differenceOf, type Story } from "./story.ts";
import { behaviourOf, drawTwinWorld, type TwinWorld } from "./world.ts";

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
  const { died, ...real } = await realStory(armed, plans, world);
  const found = differenceOf(simulated, real);
  const isMixed = found !== undefined && died.has(found.at);
  const difference = isMixed ? undefined : found;
  return { difference, simulated, real, isMixed, broken: brokenLaws(text, real) };
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
  const found = isClean(result) ? result.world() : undefined;
  const compiled =
    found === undefined || found.plans.length === 0 ? undefined : { armed: found.world, plans: found.plans };
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
