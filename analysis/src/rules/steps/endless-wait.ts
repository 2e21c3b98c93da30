import { type Diagnostic, defineDiagnostic } from "@orchlang/language";
import type { AnalysedRoutine, Analysis } from "../../analysis.ts";
import type { Located } from "../../tree.ts";
import { shortName } from "../../words.ts";

export const waitsForEver = defineDiagnostic<{ event: string }>({
  code: "ORCH4504",
  severity: "warning",
  title: "A wait that may never end",
  message: ({ event }) => `Where \`${event}\` never comes, this waits for ever.`,
  notes: ["A waiting run is not reported: it looks as if it were still at work."],
  help: "Add a limit: `within 2h`, after which the step has no value. A `timeout` of the plan ends the wait too.",
});

/** Waits for an event that neither a limit of their own nor one around them ends. */
export function endlessWaitDiagnostics(
  { program }: Analysis,
  { checked, tree }: AnalysedRoutine,
): readonly Diagnostic[] {
  if (checked.head.timeout !== undefined) return [];
  const goal = checked.head.achieves === undefined ? undefined : program.goals.get(checked.head.achieves);
  if (goal?.goal.budget.some(({ of }) => of === "latency")) return [];
  return tree.all.flatMap((located) => {
    const { node, nameSpan } = located.statement;
    if (node.kind !== "wait" || node.for.kind !== "occurrence" || node.for.within !== undefined) return [];
    if (isContender(located)) return [];
    const place = { file: checked.origin.file, span: nameSpan };
    return [waitsForEver.at(place, { event: shortName(node.for.event) })];
  });
}

/** In a race another branch may end the wait. */
function isContender({ block: { role, owner } }: Located): boolean {
  return role?.kind === "contender" || (owner !== undefined && isContender(owner));
}
