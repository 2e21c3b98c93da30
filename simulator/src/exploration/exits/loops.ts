import type { RunEvent } from "@orchlang/kernel/run";
import type { Expression } from "@orchlang/plan/expressions";
import type { LoopNode } from "@orchlang/plan/nodes";
import type { Trial } from "../case.ts";
import { unmet } from "../distance.ts";
import { Given } from "../given.ts";
import { wants } from "../goal.ts";
import { leadThroughRounds } from "../goals.ts";
import { lead } from "../leading.ts";
import { type Place, within } from "../origin.ts";
import { nodeOf, routineAt } from "../plan-facts.ts";
import type { Stage } from "../stage.ts";
import { type Exit, type ExitsIn, orNone } from "./exit.ts";

/** A loop that goes round until something is met is led through so many rounds. */
const roundsMax = 6;

/** One that may go round more often is not led through all of its rounds. */
const exhaustedMax = 200;

/** Loops whose condition is evaluated before each round: met after some rounds, not met, never met. */
export const loopsIn: ExitsIn = (stage, trial) =>
  endedIn(trial).flatMap((ended) => [...afterRounds(stage, trial, ended), ...exhausted(stage, trial, ended)]);

function afterRounds(stage: Stage, trial: Trial, { place, node, rounds, met }: EndedLoop): readonly Exit[] {
  return Array.from({ length: Math.min(rounds, roundsMax) + 1 }, (_, round) => round).flatMap((round) =>
    [true, false].map((isDone): Exit => {
      const name = `${routineAt(place.routine)}/${node.id}@${round}=${isDone}`;
      if (isDone === (round === rounds && met)) return { name };
      const wanted = { node, rounds: round, met: isDone };
      return { name, lead: () => orNone(leadThroughRounds(stage, trial, place, wanted)) };
    }),
  );
}

function exhausted(stage: Stage, trial: Trial, { place, node, rounds, met }: EndedLoop): readonly Exit[] {
  const { upTo } = node;
  if (typeof upTo !== "number" || upTo > exhaustedMax) return [];
  const name = `${routineAt(place.routine)}/${node.id} exhausted`;
  if (rounds === upTo && !met) return [{ name }];
  const wanted = { node, rounds: upTo, met: false };
  return [{ name, lead: () => orNone(leadThroughRounds(stage, trial, place, wanted)) }];
}

interface EndedLoop {
  readonly place: Place;
  readonly node: Parameters<typeof leadThroughRounds>[3]["node"];
  readonly rounds: number;
  /** True if its `until` was met after them; else it had no more rounds left. */
  readonly met: boolean;
}

/** The loops with an `until` that came to their end in a run, and not by a round that failed. */
function endedIn({ run }: Trial): readonly EndedLoop[] {
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

/** Loops over events whose `until` reads the latest one: met in a round, or not met. */
export const eventLoopsIn: ExitsIn = (stage, trial) =>
  trial.run.events.flatMap((event): readonly Exit[] => {
    if (event.t !== "Branched" || event.occurrence === undefined) return [];
    const node = nodeOf(stage.plan, event.routine, event.node)?.node;
    const until = node?.kind === "loop" ? untilOf(node) : undefined;
    if (node?.kind !== "loop" || until === undefined) return [];
    const place: Place = within(event, node, event.took);
    const isMet = unmet(new Given(stage, trial), until, true, place) === 0;
    return [true, false].map((met) => {
      const name = `${routineAt(event.routine)}/${node.id}@${event.took}=${met}`;
      if (met === isMet) return { name };
      return {
        name,
        lead: () => {
          const given = new Given(stage, trial);
          return orNone(lead(given, wants(given, until, met, place)));
        },
      };
    });
  });

function untilOf({ over }: LoopNode): Expression | undefined {
  return over.kind === "occurrences" ? over.until : undefined;
}
