import type { Expression } from "@orchlang/plan";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { knowledgeAt } from "../bounds/context.ts";
import { activation, excludeEachOther, factsAt } from "../facts/activation.ts";
import { some } from "../facts/choice.ts";
import { implies } from "../facts/implication.ts";
import { evaluateAbstractly } from "../interval/evaluate.ts";
import type { Located } from "../tree.ts";
import { endersWithoutFault } from "./ending.ts";
import { takesBack } from "./passing.ts";

/* What is taken back although nothing is at fault. */

/** Whether, by data alone, every run in which the statement has completed fails and takes it back. */
export function isAlwaysTakenBack(analysis: Analysis, routine: AnalysedRoutine, located: Located): boolean {
  const knowledge = knowledgeAt(routine.context, located);
  const ends = failuresTakingBack(analysis, routine, located);
  const known = (path: Expression) => evaluateAbstractly(path, knowledge);
  return ends.length > 0 && implies(factsAt(located), some(ends.map(activation)), known) === true;
}

export function failuresTakingBack(
  analysis: Analysis,
  routine: AnalysedRoutine,
  located: Located,
): readonly Located[] {
  return endersWithoutFault(analysis, routine).filter(
    (other) => other.statement.node.kind === "fail" && takesBack(routine, other, located) === "here",
  );
}

/** Whether a failure that is no fault may have it taken back. */
export function mayBeTakenBack(analysis: Analysis, routine: AnalysedRoutine, located: Located): boolean {
  return endersWithoutFault(analysis, routine).some((other) => {
    const where = other === located ? undefined : takesBack(routine, other, located);
    return where === "elsewhere" || (where === "here" && !excludeEachOther(located, other));
  });
}
