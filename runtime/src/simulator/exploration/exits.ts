import type { BranchNode, LoopNode } from "@orchlang/plan";
import type { RunEvent } from "../../kernel/run/events.ts";
import type { Case, Trial } from "./case.ts";
import type { Place } from "./given.ts";
import { leadThroughRounds, leadToArm } from "./leading.ts";
import { nodeOf, routineAt } from "./plan-facts.ts";
import type { Stage } from "./stage.ts";

/** In so many runs a way out that nobody has taken is looked for. */
const looksMax = 4;
/** A loop that goes round until something is met is led through so many rounds. */
const roundsMax = 6;

/**
 * The ways out of choices, as `routine/node=arm` with -1 where no arm is taken, and of loops that are asked after each
 * round whether they are done, as `routine/node@rounds=met`: which were taken, and looked for how often.
 */
export class Exits {
  readonly #taken = new Set<string>();
  readonly #looks = new Map<string, number>();

  take(trial: Trial): void {
    for (const event of trial.run.events)
      if (event.t === "Branched") this.#taken.add(exitOf(event.routine, event.node, event.took));
    for (const { place, node, rounds, met } of loopsIn(trial)) {
      for (let round = 0; round < rounds; round++) this.#taken.add(endOf(place, node, round, false));
      this.#taken.add(endOf(place, node, rounds, met));
    }
  }

  /** For each choice that a run came to, data that may lead it out another way, which no run has taken. */
  leadingOn(stage: Stage, trial: Trial): readonly Case[] {
    return [...this.#choices(stage, trial), ...this.#loops(stage, trial)];
  }

  #choices(stage: Stage, trial: Trial): readonly Case[] {
    return trial.run.events.flatMap((event) => {
      if (event.t !== "Branched") return [];
      const node = nodeOf(stage.plan, event.routine, event.node)?.node;
      if (node?.kind !== "branch") return [];
      return waysOut(node).flatMap((arm) =>
        this.#isWanted(exitOf(event.routine, node.id, arm))
          ? (leadToArm(stage, trial, event, { node, arm }) ?? [])
          : [],
      );
    });
  }

  /** Done after fewer rounds; or not done, where it was. */
  #loops(stage: Stage, trial: Trial): readonly Case[] {
    return loopsIn(trial).flatMap(({ place, node, rounds }) =>
      Array.from({ length: Math.min(rounds, roundsMax) + 1 }, (_, round) => round).flatMap((round) =>
        [true, false].flatMap((met) =>
          this.#isWanted(endOf(place, node, round, met))
            ? (leadThroughRounds(stage, trial, place, { node, rounds: round, met }) ?? [])
            : [],
        ),
      ),
    );
  }

  #isWanted(exit: string): boolean {
    const looks = this.#looks.get(exit) ?? 0;
    if (this.#taken.has(exit) || looks >= looksMax) return false;
    this.#looks.set(exit, looks + 1);
    return true;
  }
}

interface EndedLoop {
  readonly place: Place;
  readonly node: LoopNode;
  readonly rounds: number;
  /** Whether its `until` was met after them; else it had no more rounds left. */
  readonly met: boolean;
}

/** The loops with an `until` that came to their end in a run, and not by a round that failed. */
function loopsIn({ run }: Trial): readonly EndedLoop[] {
  const { plan } = run.file;
  const rounds = new Map<string, number>();
  return run.events.flatMap((event: RunEvent): readonly EndedLoop[] => {
    if (event.t === "Branched") {
      rounds.set(spotOf(event, event.node), event.took);
      return [];
    }
    if (event.t !== "Settled") return [];
    const { call, status, failure } = event;
    const node = nodeOf(plan, call.routine, call.node)?.node;
    if (node?.kind !== "loop" || node.over.kind !== "fold" || node.over.until === undefined) return [];
    const met = status === "completed";
    if (!met && failure?.class !== "exhausted") return [];
    return [{ place: call, node, rounds: rounds.get(spotOf(call, node.id)) ?? 0, met }];
  });
}

function spotOf({ routine, site }: Place, node: string): string {
  return `${routine}/${node} ${JSON.stringify(site)}`;
}

function exitOf(path: string, node: string, arm: number): string {
  return `${routineAt(path)}/${node}=${arm}`;
}

function endOf({ routine }: Place, { id }: LoopNode, rounds: number, met: boolean): string {
  return `${routineAt(routine)}/${id}@${rounds}=${met}`;
}

/** A `match` covers its subject, and an arm that asks nothing takes all that is left. */
function waysOut({ subject, arms }: BranchNode): readonly number[] {
  const covers = subject !== undefined || arms.at(-1)?.condition === undefined;
  return covers ? [...arms.keys()] : [...arms.keys(), -1];
}
