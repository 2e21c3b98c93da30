/** Goals of random plans, and the failure by which the second alternative gets its turn. */
import type { Goal } from "@orchlang/plan";
import type { Node } from "@orchlang/plan/nodes";
import { constant, failNode, waitFor } from "../building.ts";

export function goalOf(name: string, alternatives: readonly string[]): Goal {
  return {
    name,
    params: [],
    result: null,
    intents: [],
    success: [],
    budget: [],
    optimize: "balanced",
    keep: [],
    fails: [],
    alternatives,
  };
}

/** The first plan of a goal comes to nothing, some time after it has begun. */
export function failing(id: string, block: string): readonly Node[] {
  return [
    waitFor(`w_${id}`, constant(900), { block }),
    failNode(`f_${id}`, constant("no"), { block, needs: [`w_${id}`] }),
  ];
}
