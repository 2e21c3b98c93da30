/** The ways out of what a plan asks: which were taken, and data that leads a run out another way. */
import type { Case, Trial } from "./case.ts";
import { acceptedIn, awaitedIn } from "./exits/attempts.ts";
import { choicesIn, conditionsIn } from "./exits/choices.ts";
import type { ExitsIn } from "./exits/exit.ts";
import { eventLoopsIn, loopsIn } from "./exits/loops.ts";
import { quorumsIn, racesIn } from "./exits/races.ts";
import type { Stage } from "./stage.ts";

/** In so many runs a way out that nobody has taken is looked for. */
const looksMax = 4;

const kinds: readonly ExitsIn[] = [
  choicesIn,
  loopsIn,
  eventLoopsIn,
  awaitedIn,
  conditionsIn,
  acceptedIn,
  racesIn,
  quorumsIn,
];

export class Exits {
  readonly #taken = new Set<string>();
  readonly #looks = new Map<string, number>();

  take(stage: Stage, trial: Trial): void {
    for (const exitsIn of kinds)
      for (const { name, lead } of exitsIn(stage, trial)) if (lead === undefined) this.#taken.add(name);
  }

  /** Data that may lead a run out of what it came to by ways that no run has taken: each is asked for as it is wanted. */
  *leadingOn(stage: Stage, trial: Trial): Generator<Case> {
    for (const exitsIn of kinds)
      for (const { name, lead } of exitsIn(stage, trial))
        if (lead !== undefined && !stage.isOver() && this.#isWanted(name)) yield* lead();
  }

  #isWanted(exit: string): boolean {
    const looks = this.#looks.get(exit) ?? 0;
    if (this.#taken.has(exit) || looks >= looksMax) return false;
    this.#looks.set(exit, looks + 1);
    return true;
  }
}
