import { compileText, isClean } from "../compile.ts";
import { Dice } from "../dice.ts";
import { drawTwin } from "./program.ts";
import { realStory } from "./real.ts";
import { simulatedStory } from "./simulated.ts";
import { type Difference, differenceOf, type Story } from "./story.ts";
import { drawTwinWorld, type TwinWorld } from "./world.ts";

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
