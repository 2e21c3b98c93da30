import type { CheckedProgram } from "../3-check/checked.ts";
import type { AnalysedGoal, AnalysedRoutine } from "./analysis.ts";
import type { AtBest, BoundsContext, Given, Least } from "./bounds/context.ts";
import type { Measures, Spending } from "./bounds/figures.ts";
import { least, numbers } from "./bounds/limit.ts";
import { routineBounds } from "./bounds/routine.ts";
import { routineKnowledge } from "./interval/routine.ts";
import { inOrder } from "./order/precedence.ts";
import { mayBeUnmet } from "./outcomes/goal-limits.ts";

/*
 * What a call uses at best, for the arguments that it gives. The worst case follows arguments by formulas, since it has
 * to be known of plans of any size, called in any number of ways; the best case is found by looking into the plan once
 * more, where it is small.
 */

/** Statements of a plan that is looked into, and how many calls deep. */
const statementsMax = 60;
const depthMax = 3;

export interface Callables {
  routine(name: string): AnalysedRoutine | undefined;
  goal(name: string): AnalysedGoal | undefined;
}

export function bestOfCalls(
  program: CheckedProgram,
  measures: Measures,
  callables: Callables,
  depth = 0,
): BoundsContext["atBest"] {
  return (name, given) => {
    if (depth === depthMax) return undefined;
    const inner = bestOfCalls(program, measures, callables, depth + 1);
    const ways = waysOf(callables, name);
    if (ways.length === 0 || ways.some(({ tree }) => tree.all.length > statementsMax)) return undefined;
    return leastOf(
      measures,
      ways.map((way) => bestOf(program, way, given, inner)),
    );
  };
}

function waysOf({ routine, goal }: Callables, name: string): readonly AnalysedRoutine[] {
  const found = routine(name);
  return found === undefined ? (goal(name)?.alternatives ?? []) : [found];
}

function bestOf(
  program: CheckedProgram,
  { checked, tree, precedence, context }: AnalysedRoutine,
  given: Given,
  atBest: BoundsContext["atBest"],
): AtBest {
  const values = routineKnowledge(program, tree, inOrder(precedence), given);
  const narrowed: BoundsContext = { ...context, values, atBest, attempts: new Map() };
  const late = mayBeUnmet(program, checked.head);
  const { spending, completed, duration } = routineBounds(narrowed, precedence, late).summary;
  return { spending: bestSpending(spending), completed: bestSpending(completed), time: duration.best };
}

function bestSpending({ cost, energy, tokens }: Spending): Least {
  return { cost: cost.best, energy: energy.best, tokens: tokens.best };
}

function leastOf(measures: Measures, all: readonly AtBest[]): AtBest {
  const each = (of: "spending" | "completed"): Least => ({
    cost: least(
      measures.cost,
      all.map((one) => one[of].cost),
    ),
    energy: Math.min(...all.map((one) => one[of].energy)),
    tokens: Math.min(...all.map((one) => one[of].tokens)),
  });
  return {
    spending: each("spending"),
    completed: each("completed"),
    time: least(
      numbers,
      all.map(({ time }) => time),
    ),
  };
}
