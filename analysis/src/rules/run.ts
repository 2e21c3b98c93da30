import type { CheckedRule } from "@orchlang/checker";
import type { Guardrail, Policy } from "@orchlang/plan/rules";
import type { AnalysedGoal, AnalysedRoutine, Analysis } from "../analysis.ts";
import { covers } from "../approvals/in-force.ts";
import { reachedFrom } from "../graph/call-graph.ts";
import { withParts } from "./part.ts";

/** The subject of a run: a plan, or a goal with the plans that achieve it. */
type Entry = AnalysedRoutine | AnalysedGoal;

/** Everything that the rules of one entry are looked at over. */
export interface Run {
  readonly analysis: Analysis;
  readonly entry: Entry;
  /** The plan itself, or those of the goal; each may be what runs. */
  readonly roots: readonly AnalysedRoutine[];
  /** These and all that they call, each once, in the order of the first call. */
  readonly reached: readonly AnalysedRoutine[];
  /** Looks only for mistakes, and leaves those of called plans to their own runs. */
  readonly mistakesOnly?: true;
}

/** `undefined` where a part of it has a mistake that keeps it from being looked at. */
export function runOf(analysis: Analysis, name: string): Run | undefined {
  const entry = analysis.routines.get(name) ?? analysis.goals.get(name);
  if (entry === undefined) return undefined;
  const roots = "alternatives" in entry ? entry.alternatives : [entry];
  return { analysis, entry, roots, reached: reachedFrom(analysis, ...roots) };
}

/** A run of one plan, for the mistakes that are its own and those of its parts: nobody asks it for what else it reaches. */
export function ownRunOf(analysis: Analysis, routine: AnalysedRoutine): Run {
  const reached = withParts(analysis, routine);
  return { analysis, entry: routine, roots: [routine], reached, mistakesOnly: true };
}

/**
 * The plans for which a rule has to hold as a whole: those of its module, those that name it, all where the project
 * binds its module. A plan that is called from one of them is looked at with it.
 */
export function rootsOf(run: Run, rule: CheckedRule<Guardrail | Policy>): readonly AnalysedRoutine[] {
  const covered = new Set<AnalysedRoutine>();
  const roots: AnalysedRoutine[] = [];
  for (const routine of run.reached) {
    if (!appliesTo(run.analysis, rule, routine) || covered.has(routine)) continue;
    roots.push(routine);
    for (const each of reachedFrom(run.analysis, routine)) covered.add(each);
  }
  return roots;
}

export function appliesTo(
  { program }: Analysis,
  { rule, origin }: CheckedRule<Guardrail | Policy>,
  { checked }: AnalysedRoutine,
): boolean {
  return covers(program, { name: rule.name, module: origin.module }, checked);
}

/**
 * By module, so that what else was given to the compiler makes no difference. Those of one module come in the order of
 * its text, and stay so.
 */
export function inModuleOrder<R extends { readonly origin: { readonly module: string } }>(
  rules: readonly R[],
): readonly R[] {
  return rules.toSorted(({ origin: a }, { origin: b }) =>
    a.module === b.module ? 0 : a.module < b.module ? -1 : 1,
  );
}
