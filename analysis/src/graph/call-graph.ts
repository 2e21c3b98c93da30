import { calleesFirst, callersFirst } from "@orchlang/checker";
import type { Attempt, Target } from "@orchlang/plan/nodes";
import type { AnalysedRoutine, Analysis, Summaries } from "../analysis.ts";
import type { LinkedStatement, Slot } from "../tree.ts";

/*
 * The call graph, and the two ways in which facts go through it: summaries from callees to callers, contexts from
 * callers to callees. A plan never calls itself (ORCH4003), so one pass in topological order is the fixpoint.
 */

/** An attempt that calls a plan, or a goal's plans: an edge of the call graph. */
export interface CallSite {
  readonly caller: AnalysedRoutine;
  readonly linked: LinkedStatement;
  readonly slot: Slot;
  readonly attempt: Attempt;
  /** One, or those of a goal. */
  readonly called: readonly AnalysedRoutine[];
}

/** The plans that a target may run: one, or a goal's; none of a capability's. */
export function routinesOf(
  analysis: Pick<Analysis, "routines" | "goals">,
  target: Target,
): readonly AnalysedRoutine[] {
  if ("routine" in target) {
    const routine = analysis.routines.get(target.routine);
    return routine === undefined ? [] : [routine];
  }
  return "goal" in target ? (analysis.goals.get(target.goal)?.alternatives ?? []) : [];
}

/** The edges of the call graph that leave a plan, in the order of the text. */
export function callSites(analysis: Analysis, caller: AnalysedRoutine): readonly CallSite[] {
  return perRoutine(analysis, "call sites", caller, () =>
    caller.tree.all.flatMap((linked) =>
      linked.attempts.flatMap(({ slot, attempt }): readonly CallSite[] => {
        const called = routinesOf(analysis, attempt.target);
        return called.length === 0 ? [] : [{ caller, linked, slot, attempt, called }];
      }),
    ),
  );
}

/** The plans that a plan calls, each once. */
export function calledFrom(analysis: Analysis, routine: AnalysedRoutine): readonly AnalysedRoutine[] {
  return perRoutine(analysis, "called", routine, () => [
    ...new Set(callSites(analysis, routine).flatMap(({ called }) => called)),
  ]);
}

/** Plans and all that they call, each once, in the order of the first call. */
export function reachedFrom(
  analysis: Analysis,
  ...roots: readonly AnalysedRoutine[]
): readonly AnalysedRoutine[] {
  return callersFirst(roots, (routine) => calledFrom(analysis, routine));
}

/** Memoises a result for a plan by itself. */
export function perRoutine<T>(
  { summaries }: Pick<Analysis, "summaries">,
  question: string,
  routine: AnalysedRoutine,
  find: () => T,
): T {
  const known = answersTo<T>(summaries, question);
  const result = known.get(routine);
  if (result !== undefined || known.has(routine)) return result as T;
  const made = find();
  known.set(routine, made);
  return made;
}

function answersTo<T>(summaries: Summaries, question: string): Map<AnalysedRoutine, T> {
  const known = summaries.get(question);
  if (known !== undefined) return known as Map<AnalysedRoutine, T>;
  const answers = new Map<AnalysedRoutine, unknown>();
  summaries.set(question, answers);
  return answers as Map<AnalysedRoutine, T>;
}

/** The transfer function of a summary: what is found of one plan, out of the summaries of those that it calls. */
export type Find<T> = (routine: AnalysedRoutine, of: (called: AnalysedRoutine) => T) => T;

/**
 * The summary of a plan, bottom-up over the call graph: each plan is looked at once, after those that it calls.
 *
 * @param question says all that the answer depends on, beside the program and the plan.
 */
export function summaryOf<T>(
  analysis: Analysis,
  question: string,
  routine: AnalysedRoutine,
  find: Find<T>,
): T {
  const known = answersTo<T>(analysis.summaries, question);
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

/** True if something is true of a plan or of any that it leads to. */
export function anywhere(
  analysis: Analysis,
  question: string,
  root: AnalysedRoutine,
  is: (routine: AnalysedRoutine) => boolean,
): boolean {
  return summaryOf<boolean>(
    analysis,
    question,
    root,
    (routine, of) => is(routine) || calledFrom(analysis, routine).some(of),
  );
}

/** How contexts go from callers to callees. */
interface Contexts<T> {
  /** From one plan to those that are to be given a context. */
  below(routine: AnalysedRoutine): readonly AnalysedRoutine[];
  /** True if some run comes to a call. */
  isReached(site: CallSite): boolean;
  /** The context that a plan passes to one that it calls; `around` is its own. */
  from(routine: AnalysedRoutine, around: T | undefined): (site: CallSite, called: AnalysedRoutine) => T;
  /** The join over several calls of one plan. */
  join(one: T, other: T): T;
}

/**
 * The contexts in which a root calls the plans that it leads to, top-down over the call graph: each call is looked at once,
 * after all that lead to it. The root itself has none.
 */
export function contextsFrom<T>(
  analysis: Analysis,
  root: AnalysedRoutine,
  { below, isReached, from, join }: Contexts<T>,
): ReadonlyMap<AnalysedRoutine, T> {
  const contexts = new Map<AnalysedRoutine, T>();
  for (const routine of [...calleesFirst([root], below)].reverse()) {
    const wanted = new Set(below(routine));
    if (wanted.size === 0) continue;
    const hand = from(routine, contexts.get(routine));
    for (const site of callSites(analysis, routine)) {
      const called = site.called.filter((each) => wanted.has(each));
      if (called.length === 0 || !isReached(site)) continue;
      for (const each of called) {
        const [before, handed] = [contexts.get(each), hand(site, each)];
        contexts.set(each, before === undefined ? handed : join(before, handed));
      }
    }
  }
  return contexts;
}
