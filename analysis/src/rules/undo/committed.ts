import { type Diagnostic, defineDiagnostic, type Label } from "@orchlang/language";
import type { AnalysedRoutine, Analysis } from "../../analysis.ts";
import { callSites } from "../../graph/call-graph.ts";
import { commits, commitsOf } from "../../graph/commits.ts";
import { type LinkedStatement, surroundings, workUnderWhile } from "../../tree.ts";
import { shortName } from "../../words.ts";

/* Plans that commit, where something would undo them or have them again (semantics, rule 28a). */

export const committedTakenBack = defineDiagnostic<{ plan: string; because: string }>({
  code: "ORCH4204",
  severity: "error",
  title: "A plan that commits where it may be undone",
  message: ({ plan, because }) => `\`${plan}\` commits, but ${because}.`,
  notes: ["What stands before a `commit` is not undone, so it would stand beside what comes instead."],
  help: "Call it where it happens once, or move the `commit` into the plan that calls it.",
});

export function committedDiagnostics(analysis: Analysis, routine: AnalysedRoutine): readonly Diagnostic[] {
  return [...calls(analysis, routine), ...givesWay(analysis, routine)];
}

function calls(analysis: Analysis, routine: AnalysedRoutine): readonly Diagnostic[] {
  const { file } = routine.checked.origin;
  return callSites(analysis, routine).flatMap(({ linked, attempt, called }) => {
    const plan = called.find((each) => commits(analysis, each));
    const { retry, accept, attempts } = attempt.options;
    const because =
      accept !== undefined || attempts !== undefined
        ? "its result may not be accepted"
        : retry !== undefined
          ? "a failure has it called again"
          : contention(linked);
    if (plan === undefined || because === undefined) return [];
    const place = { file, span: linked.statement.nameSpan };
    const details = { plan: shortName(plan.checked.name), because };
    return [committedTakenBack.at(place, details, { labels: labelsOf(plan) })];
  });
}

/** The goal's next plan would do the same by other means. */
function givesWay(analysis: Analysis, routine: AnalysedRoutine): readonly Diagnostic[] {
  const { achieves } = routine.checked.head;
  const { alternatives } = analysis.goals.get(achieves ?? "") ?? { alternatives: [] };
  const at = alternatives.findIndex(({ checked }) => checked.name === routine.checked.name);
  const next = at === -1 ? undefined : alternatives[at + 1];
  if (achieves === undefined || next === undefined || !commits(analysis, routine)) return [];
  const { file, nameSpan } = routine.checked.origin;
  const because = `\`${shortName(next.checked.name)}\` takes its place if it fails`;
  const details = { plan: shortName(routine.checked.name), because };
  return [committedTakenBack.at({ file, span: nameSpan }, details, { labels: labelsOf(routine) })];
}

function contention(linked: LinkedStatement): string | undefined {
  const block = [...surroundings(linked)].find(({ role }) => role?.kind === "contender");
  const race = block?.owner?.statement.node;
  if (block?.owner === undefined || race === undefined) return undefined;
  if (workUnderWhile(block.owner) !== undefined) return "its `while` may cease to hold";
  return race.kind === "race" && race.settles === true
    ? "an event may interrupt it"
    : "another branch may win";
}

function labelsOf(plan: AnalysedRoutine): readonly Label[] {
  const [commit] = commitsOf(plan);
  if (commit === undefined) return [];
  return [{ file: plan.checked.origin.file, span: commit.statement.span, message: "it commits here" }];
}
