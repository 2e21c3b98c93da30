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
  help: "Add a limit: `within 2h`, after which the step has no value. A `timeout` of the plan ends the wait too. Write `forever` if it may take any time.",
});

/** Waits for an event that neither a limit of their own nor one around them ends, and that are not meant to be endless. */
export function endlessWaitDiagnostics(
  { program }: Analysis,
  { checked, tree }: AnalysedRoutine,
): readonly Diagnostic[] {
  if (checked.head.timeout !== undefined) return [];
  const goal = checked.head.achieves === undefined ? undefined : program.goals.get(checked.head.achieves);
  if (goal?.goal.budget.some(({ of }) => of === "latency")) return [];
  return tree.all.flatMap((located) => {
    const { node, nameSpan, endless } = located.statement;
    if (endless === undefined || node.kind !== "wait" || node.for.kind !== "occurrence") return [];
    if (isContender(located)) return [];
    const { file } = checked.origin;
    const end = { start: endless.end, end: endless.end };
    const edits = [{ file, span: end, newText: " forever" }];
    const fixes = [{ title: "Write `forever`", safe: true, edits }];
    return [waitsForEver.at({ file, span: nameSpan }, { event: shortName(node.for.event) }, { fixes })];
  });
}

/** In a race another branch may end the wait. */
function isContender({ block: { role, owner } }: Located): boolean {
  return role?.kind === "contender" || (owner !== undefined && isContender(owner));
}
