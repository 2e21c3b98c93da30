import { calleesFirst } from "../../callees-first.ts";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { summariesOf } from "../summaries.ts";
import { calledFrom } from "./run.ts";

/** What is found of one plan, out of what has been found of those that it calls. */
export type Find<T> = (routine: AnalysedRoutine, of: (called: AnalysedRoutine) => T) => T;

/**
 * What is found of a plan, each plan looked at once for all that call it, and after those that it calls.
 *
 * @param question says all that the answer depends on, beside the program and the plan.
 */
export function summaryOf<T>(
  analysis: Analysis,
  question: string,
  routine: AnalysedRoutine,
  find: Find<T>,
): T {
  const known = summariesOf<T>(analysis, question);
  const of = (called: AnalysedRoutine): T => known.get(called) as T;
  if (!known.has(routine)) {
    const leadsTo = (one: AnalysedRoutine) => calledFrom(analysis, one);
    if (leadsTo(routine).length === 0) known.set(routine, find(routine, of));
    for (const each of calleesFirst([routine], leadsTo, { isDone: (one) => known.has(one) })) {
      known.set(each, find(each, of));
    }
  }
  return of(routine);
}
