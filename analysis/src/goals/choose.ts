import type { CheckedGoal } from "@orchlang/checker";
import type { Weighed } from "@orchlang/plan";
import { compareMoney, formatDuration, formatEnergy, formatMoney } from "@orchlang/plan/quantities";
import type { Resource } from "@orchlang/plan/rules";
import type { AnalysedRoutine } from "../analysis.ts";
import type { Measures } from "../bounds/figures.ts";
import { decidedMoney, decidedNumber } from "../bounds/quantity.ts";
import type { Knowledge } from "../interval/knowledge.ts";
import { neededByOneCall } from "./completing.ts";
import { byStrategy, type Candidate } from "./strategy.ts";

/** How many of a goal's plans are tried, the best first. */
const alternativesMax = 3;

export interface Choice {
  /** Best first. */
  readonly alternatives: readonly AnalysedRoutine[];
  /** Those, then the plans that are not tried. */
  readonly weighed: readonly Weighed[];
}

/** The known values of a goal's parameters, for computing its limits. */
export interface Reckoning {
  readonly knowledge: Knowledge;
  readonly measures: Measures;
}

/**
 * The plans of a goal that are tried, in order. One that can't keep the budget however well it goes is left out where
 * another is there; so is what comes after the third.
 */
export function choose(
  goal: CheckedGoal["goal"],
  candidates: readonly (Candidate & { readonly routine: AnalysedRoutine })[],
  reckoning: Reckoning,
): Choice {
  const judged = candidates.map((candidate) => ({
    candidate,
    tooMuch: exceeded(goal, candidate.routine, reckoning),
  }));
  const fitting = judged.filter(({ tooMuch }) => tooMuch === undefined);
  const inOrder = byStrategy(
    goal.optimize,
    (fitting.length > 0 ? fitting : judged).map(({ candidate }) => candidate),
  );
  const name = (routine: AnalysedRoutine): string => routine.checked.name;
  const tried = inOrder.slice(0, alternativesMax);
  const rest = inOrder.slice(alternativesMax);
  const infeasible = fitting.length > 0 ? judged.filter(({ tooMuch }) => tooMuch !== undefined) : [];
  return {
    alternatives: tried.map(({ candidate }) => candidate.routine),
    weighed: [
      ...tried.map(({ candidate, because }) => ({ plan: name(candidate.routine), tried: true, because })),
      ...rest.map(({ candidate, because }) => ({
        plan: name(candidate.routine),
        tried: false,
        because: `${because}: no more than ${alternativesMax} are tried`,
      })),
      ...infeasible.map(({ candidate, tooMuch = "" }) => ({
        plan: name(candidate.routine),
        tried: false,
        because: tooMuch,
      })),
    ],
  };
}

/** The resource of which a plan needs more than its goal allows, even in the best case. */
function exceeded(
  goal: CheckedGoal["goal"],
  routine: AnalysedRoutine,
  { knowledge, measures }: Reckoning,
): string | undefined {
  for (const { of, limit } of goal.budget) {
    if (of === "cost") {
      const allowed = decidedMoney(limit, knowledge, measures.cost.zero.currency)?.most;
      const needed = neededByOneCall(routine, of, measures.cost);
      if (allowed === undefined || needed === undefined || compareMoney(needed, allowed) <= 0) continue;
      return needs(of, formatMoney(needed), formatMoney(allowed));
    }
    const allowed = decidedNumber(limit, knowledge)?.most;
    const needed =
      of === "latency" ? routine.bounds.bounds.latency.best : neededByOneCall(routine, of, measures[of]);
    if (allowed === undefined || needed === undefined || needed <= allowed) continue;
    return needs(of, texts[of](needed), texts[of](allowed));
  }
  return undefined;
}

function needs(of: Resource, needed: string, allowed: string): string {
  return of === "latency"
    ? `takes ${needed} at best, and may take ${allowed}`
    : `needs a call that may use ${needed} of ${of}, and may use ${allowed} in all`;
}

const texts: Readonly<Record<Exclude<Resource, "cost">, (value: number) => string>> = {
  latency: formatDuration,
  energy: formatEnergy,
  tokens: (count) => `${count} tokens`,
};
