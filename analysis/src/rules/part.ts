import { type CheckedProgram, type CheckedRoutine, callersFirst } from "@orchlang/checker";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { calledFrom } from "../graph/call-graph.ts";

/*
 * A private plan that achieves no goal, and that no trigger starts and no scenario plays, is a part of the plans that
 * call it: it can't start alone, so its rules are judged in the runs of its callers only.
 */

export function isPart(
  program: Pick<CheckedProgram, "triggers" | "scenarios">,
  { name, isPrivate, head }: CheckedRoutine,
): boolean {
  return (
    isPrivate === true &&
    head.achieves === undefined &&
    !(program.triggers ?? []).some(({ starts }) => starts?.target === name) &&
    !program.scenarios.some(({ target }) => target === name)
  );
}

/** The parameters of a part that have whatever label a call hands over (semantics, rule 49). */
export function followed(
  program: Pick<CheckedProgram, "triggers" | "scenarios">,
  routine: CheckedRoutine,
): ReadonlySet<string> {
  const { follows = [] } = routine;
  return new Set(follows.length > 0 && isPart(program, routine) ? follows : []);
}

/** A plan, and the parts that it calls, by themselves or by way of others. */
export function withParts(analysis: Analysis, routine: AnalysedRoutine): readonly AnalysedRoutine[] {
  return callersFirst([routine], (each) =>
    calledFrom(analysis, each).filter(({ checked }) => isPart(analysis.program, checked)),
  );
}
