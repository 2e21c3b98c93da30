import type { BranchNode } from "@orchlang/plan/nodes";
import { leadToArm } from "../goals.ts";
import { nodeOf, routineAt } from "../plan-facts.ts";
import { type Exit, type ExitsIn, orNone } from "./exit.ts";

/** The arms of a choice, and -1 where it may be that none is taken. */
export const choicesIn: ExitsIn = (stage, trial) =>
  trial.run.events.flatMap((event): readonly Exit[] => {
    if (event.t !== "Branched" && event.t !== "Settled") return [];
    // One that asks for something that is not known takes no arm, and has failed.
    const place = event.t === "Branched" ? event : event.call;
    const node = nodeOf(stage.plan, place.routine, place.node)?.node;
    if (node?.kind !== "branch" || (event.t === "Settled" && event.status !== "failed")) return [];
    return waysOut(node).map((arm) => {
      const name = `${routineAt(place.routine)}/${node.id}=${arm}`;
      if (event.t === "Branched" && arm === event.took) return { name };
      return { name, lead: () => orNone(leadToArm(stage, trial, place, { node, arm })) };
    });
  });

/** A `match` covers its subject, and an arm that asks nothing takes all that is left. */
function waysOut({ subject, arms }: BranchNode): readonly number[] {
  const covers = subject !== undefined || arms.at(-1)?.condition === undefined;
  return covers ? [...arms.keys()] : [...arms.keys(), -1];
}
