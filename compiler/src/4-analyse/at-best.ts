import type { CheckedProgram } from "../3-check/checked.ts";
import type { AnalysedGoal, AnalysedRoutine } from "./analysis.ts";
import type { BoundsContext, Given } from "./bounds/context.ts";
import { routineBounds } from "./bounds/routine.ts";
import { routineKnowledge } from "./interval/routine.ts";
import { inOrder } from "./order/precedence.ts";

/*
 * How long a call takes at best, for the arguments that it gives. The worst case follows arguments by formulas, since it has
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
  callables: Callables,
  depth = 0,
): BoundsContext["atBest"] {
  return (name, given) => {
    if (depth === depthMax) return undefined;
    const inner = bestOfCalls(program, callables, depth + 1);
    const ways = waysOf(callables, name);
    if (ways.length === 0 || ways.some(({ tree }) => tree.all.length > statementsMax)) return undefined;
    return Math.min(...ways.map((way) => bestOf(program, way, given, inner)));
  };
}

function waysOf({ routine, goal }: Callables, name: string): readonly AnalysedRoutine[] {
  const found = routine(name);
  return found === undefined ? (goal(name)?.alternatives ?? []) : [found];
}

function bestOf(
  program: CheckedProgram,
  { tree, precedence, context }: AnalysedRoutine,
  given: Given,
  atBest: BoundsContext["atBest"],
): number {
  const values = routineKnowledge(program, tree, inOrder(precedence), given);
  const narrowed: BoundsContext = { ...context, values, atBest, attempts: new Map() };
  return routineBounds(narrowed, precedence).summary.duration.best;
}
