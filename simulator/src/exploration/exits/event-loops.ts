import type { Expression } from "@orchlang/plan/expressions";
import type { LoopNode } from "@orchlang/plan/nodes";
import { unmet } from "../distance.ts";
import { Given } from "../given.ts";
import { wants } from "../goal.ts";
import { lead } from "../leading.ts";
import { type Place, within } from "../origin.ts";
import { nodeOf, routineAt } from "../plan-facts.ts";
import { type Exit, type ExitsIn, orNone } from "./exit.ts";

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
