import type { Case, Trial } from "../case.ts";
import type { Stage } from "../stage.ts";

/** A way out of something that a run came to. */
export interface Exit {
  /** The same wherever the plan that it stands in is called from. */
  readonly name: string;
  /** Data with which it may be taken; left out: this run has taken it. */
  readonly lead?: () => readonly Case[];
}

export type ExitsIn = (stage: Stage, trial: Trial) => readonly Exit[];

export function orNone(one: Case | undefined): readonly Case[] {
  return one === undefined ? [] : [one];
}
