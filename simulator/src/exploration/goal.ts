import type { Expression } from "@orchlang/plan/expressions";
import type { Solver, Ways } from "./backwards/solver.ts";
import { unmet } from "./distance.ts";
import type { Given } from "./given.ts";
import type { Place } from "./origin.ts";

/** A wanted course of the plan. */
export interface Goal {
  /** How much of it stands in the way; 0: nothing. */
  distance(): number;
  /** Changes that may bring it nearer. */
  ways(solver: Solver): Ways;
}

/** A condition is met, or is not. */
export function wants(given: Given, condition: Expression, wanted: boolean, place: Place): Goal {
  return {
    distance: () => unmet(given, condition, wanted, place),
    ways: (solver) => solver.satisfy(condition, wanted, place),
  };
}

export function allOf(goals: readonly Goal[]): Goal {
  return {
    distance: () => goals.reduce((sum, goal) => sum + goal.distance(), 0),
    *ways(solver) {
      for (const goal of goals) if (goal.distance() > 0) yield* goal.ways(solver);
    },
  };
}
