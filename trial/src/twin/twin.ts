import type { JsonObject, PlanFile, World } from "@orchlang/plan";
import { type SimulatedCall, simulate } from "@orchlang/simulator";
import { compileText, isClean } from "../compile.ts";
import { Dice } from "../dice.ts";
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
  return { text: drawTwin(dice), world: drawTwinWorld(dice) };
}

/** The same program simulated and really run. `undefined`: it does not compile, so that there is nothing to play. */
export async function playTwin({
  text,
  world,
}: Twin): Promise<
  { readonly difference: Difference | undefined; readonly simulated: Story; readonly real: Story } | undefined
> {
  const compiled = compileText(text);
  if (!isClean(compiled)) return undefined;
  const { world: armed, plans } = compiled.world();
  const simulated = simulatedStory(armed, plans, world);
  const real = await realStory(armed, plans, world);
  return { difference: differenceOf(simulated, real), simulated, real };
}

/** The story as the simulator plays it. */
function simulatedStory(armed: World, [file, ...plans]: readonly PlanFile[], world: TwinWorld): Story {
  if (file === undefined) return { runs: new Map(), control: [] };
  const answer = (call: SimulatedCall) => behaviourOf(world, { ...call, timed: call.due !== undefined });
  const names = [file, ...plans].flatMap(({ plan }) => Object.keys(plan.capabilities));
  const { start, until, readings, happenings } = world;
  const first = simulate(file, {
    armed,
    plans,
    until,
    now: start,
    readings,
    happenings,
    variation: 0,
    answers: Object.fromEntries(names.map((name) => [name, answer])),
  });
  const runs = [first, ...first.others].flatMap(({ state, events }) =>
    state.start === undefined ? [] : [[state.start.run, events as unknown as readonly JsonObject[]] as const],
  );
  return { runs: new Map(runs), control: first.controlEvents as unknown as readonly JsonObject[] };
}
