import { type Diagnostic, defineDiagnostic } from "@orchlang/language";
import type { CheckedProgram } from "../../3-check/checked.ts";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { endlessBecause, worstDuration } from "../bounds/duration.ts";
import { bounded, isBounded } from "../bounds/limit.ts";
import { endless } from "../bounds/timeline.ts";
import { sentenceStart } from "../words.ts";

export const noTimeLimit = defineDiagnostic<{ because: string }>({
  code: "ORCH4501",
  severity: "warning",
  title: "Nothing says how long it may take",
  message: ({ because }) => `${sentenceStart(because)}.`,
  notes: ["Everything ends: without a limit the plan has no worst case."],
  help: "Give the step a `timeout`, or the capability a `latency`.",
});

/** Work or people without a time limit; where a budget or a rule asks for one, that one says it. */
export function unboundedDiagnostics({ program }: Analysis, routine: AnalysedRoutine): readonly Diagnostic[] {
  if (routine.checked.head.timeout !== undefined) return [];
  // No part of the time is longer than the whole.
  if (routine.bounds.timeline.length < endless) return [];
  const { work, people } = routine.bounds.bounds.latency.parts;
  if (isBounded(work) && isBounded(people)) return [];
  if (isAsked(program, routine)) return [];
  for (const located of routine.tree.all) {
    const part = isBounded(people) ? "work" : "people";
    if (isBounded(worstDuration(routine.context, located, part, () => bounded(0)))) continue;
    const because = endlessBecause(routine.context, located);
    if (because === undefined) continue;
    const place = { file: routine.checked.origin.file, span: located.statement.nameSpan };
    return [noTimeLimit.at(place, { because })];
  }
  return [];
}

function isAsked(program: CheckedProgram, { checked }: AnalysedRoutine): boolean {
  const goal = checked.head.achieves === undefined ? undefined : program.goals.get(checked.head.achieves);
  if (goal?.goal.budget.some(({ of }) => of === "latency")) return true;
  return program.guardrails.some(
    ({ rule, origin }) =>
      (origin.module === checked.origin.module || checked.under.includes(rule.name)) &&
      rule.rules.some((each) => each.kind === "bound" && each.of === "latency"),
  );
}
