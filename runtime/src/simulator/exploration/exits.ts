import type { BranchNode } from "@orchlang/plan";
import type { Case, Trial } from "./case.ts";
import { Choice } from "./leading.ts";
import { nodeOf, routineAt } from "./plan-facts.ts";
import type { Stage } from "./stage.ts";

/** In so many runs a way out that nobody has taken is looked for. */
const looksMax = 4;

/** The ways out of choices, as `routine/node=arm` with -1 where no arm is taken: which were taken, and looked for how often. */
export class Exits {
  readonly #taken = new Set<string>();
  readonly #looks = new Map<string, number>();

  take({ run }: Trial): void {
    for (const event of run.events)
      if (event.t === "Branched") this.#taken.add(exitOf(event.routine, event.node, event.took));
  }

  /** For each choice that a run came to, data that may lead it out another way, which no run has taken. */
  leadingOn(stage: Stage, trial: Trial): readonly Case[] {
    const found: Case[] = [];
    for (const event of trial.run.events) {
      if (event.t !== "Branched") continue;
      const node = nodeOf(stage.plan, event.routine, event.node)?.node;
      if (node?.kind !== "branch") continue;
      for (const arm of waysOut(node)) {
        const exit = exitOf(event.routine, node.id, arm);
        const looks = this.#looks.get(exit) ?? 0;
        if (this.#taken.has(exit) || looks >= looksMax) continue;
        this.#looks.set(exit, looks + 1);
        const one = new Choice(stage, trial, event, node).leadTo(arm);
        if (one !== undefined) found.push(one);
      }
    }
    return found;
  }
}

function exitOf(path: string, node: string, arm: number): string {
  return `${routineAt(path)}/${node}=${arm}`;
}

/** A `match` covers its subject, and an arm that asks nothing takes all that is left. */
function waysOut({ subject, arms }: BranchNode): readonly number[] {
  const covers = subject !== undefined || arms.at(-1)?.condition === undefined;
  return covers ? [...arms.keys()] : [...arms.keys(), -1];
}
