import type { CheckedProgram } from "@orchlang/checker";
import { type Diagnostic, defineDiagnostic } from "@orchlang/language";
import type { Expression } from "@orchlang/plan/expressions";
import type { Attempt } from "@orchlang/plan/nodes";
import type { AnalysedRoutine, Analysis } from "../../analysis.ts";
import { endlessBecause, worstDuration } from "../../bounds/duration.ts";
import { bounded, isBounded } from "../../bounds/limit.ts";
import { endless } from "../../bounds/timeline.ts";
import { sentenceStart } from "../../words.ts";

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
  if (routine.checked.head.timeout !== undefined || isPlainlyBounded(program, routine)) return [];
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

/** Whether all that it does says in numbers how long it takes: so most plans do, and need not be reckoned for this. */
function isPlainlyBounded({ capabilities }: CheckedProgram, { tree, context }: AnalysedRoutine): boolean {
  const lasts = (name: string): boolean => isNumber(capabilities.get(name)?.capability.latency);
  const saysTime = ({ target, options }: Attempt): boolean => {
    if (!("capability" in target) || !lasts(target.capability)) return false;
    const confirm = capabilities.get(target.capability)?.capability.confirm;
    if (confirm !== undefined && !lasts(confirm.capability)) return false;
    return options.timeout === undefined || isNumber(options.timeout);
  };
  return (
    context.approving.length === 0 &&
    tree.all.every(
      ({ statement: { node }, attempts }) =>
        (node.kind !== "loop" || typeof node.upTo === "number") &&
        attempts.every(({ attempt }) => saysTime(attempt)),
    )
  );
}

function isNumber(expression: Expression | undefined): boolean {
  return expression?.op === "constant" && typeof expression.value === "number";
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
