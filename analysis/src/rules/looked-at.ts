import { type CheckedRule, callersFirst } from "@orchlang/checker";
import type { Guardrail, Policy } from "@orchlang/plan/rules";

import type { AnalysedRoutine } from "../analysis.ts";
import { calledAlive } from "../graph/reachability.ts";
import { isPart } from "./part.ts";
import { appliesTo, type Run } from "./run.ts";

/**
 * The plans in whose text the places of a rule are looked for: all that the root comes to. Where only mistakes are
 * looked for, a called plan that the rule covers too is looked at when it is a root itself, unless it is a part: so of a
 * long chain each plan is looked at once.
 */
export function lookedAt(
  run: Run,
  root: AnalysedRoutine,
  rule: CheckedRule<Guardrail | Policy>,
): readonly AnalysedRoutine[] {
  return callersFirst([root], (routine) => leadsTo(run, routine, rule));
}

/** From one plan to the next of {@link lookedAt}. */
export function leadsTo(
  { analysis, mistakesOnly }: Run,
  routine: AnalysedRoutine,
  rule: CheckedRule<Guardrail | Policy>,
): readonly AnalysedRoutine[] {
  const called = calledAlive(analysis, routine);
  if (mistakesOnly !== true) return called;
  return called.filter((each) => isPart(analysis.program, each.checked) || !appliesTo(analysis, rule, each));
}
