import { type Diagnostic, defineDiagnostic, type Label } from "@orchlang/language";
import type { CheckedCapability, CheckedProgram } from "../../../3-check/checked.ts";
import type { AnalysedRoutine, Analysis } from "../../analysis.ts";
import type { SlottedAttempt } from "../../attempts.ts";
import { undoReference } from "../../bounds/undoing.ts";
import type { Located } from "../../tree.ts";
import { shortName } from "../../words.ts";
import { holdOfReads, inputsOf, readsOfUndo } from "./hold-of-undo.ts";

/* What is said to be irreversible and has an undo: a failure takes it back all the same. */

export const irreversibleUndone = defineDiagnostic<{ what: string; undo: string }>({
  code: "ORCH4203",
  severity: "error",
  title: "Irreversible, and with an undo",
  message: ({ what, undo }) => `\`${what}\` is said to be irreversible, but \`${undo}\` takes it back.`,
  notes: ["Where a later step fails, the undo is called, whatever is said of it."],
  help: "Leave out `irreversible`; or the undo, if what is done has to stand.",
});

export function irreversibleDeclarations(program: CheckedProgram): readonly Diagnostic[] {
  return [...program.capabilities.values()].flatMap(irreversibleOf);
}

/** The same of one capability. */
export function irreversibleOf({ capability, origin, clauses }: CheckedCapability): readonly Diagnostic[] {
  const { undo, irreversible } = capability;
  if (undo === undefined || irreversible === undefined) return [];
  const { file, nameSpan } = origin;
  const labels = clauses.undo === undefined ? [] : [{ file, span: clauses.undo, message: "takes it back" }];
  const place = { file, span: clauses.irreversible ?? nameSpan };
  const told = { what: shortName(capability.name), undo: shortName(undo.capability) };
  return [irreversibleUndone.at(place, told, { labels })];
}

/** Steps that say so of what they call; where the undo needs a member that is given back, it is what stands after that. */
export function irreversibleSteps(analysis: Analysis, routine: AnalysedRoutine): readonly Diagnostic[] {
  return routine.tree.all.flatMap((located) =>
    located.attempts.flatMap(({ attempt }) => {
      const undo = undoReference(analysis, attempt);
      if (undo === undefined || attempt.options.irreversible === undefined) return [];
      if (needsMember(analysis, routine, located, attempt)) return [];
      const place = { file: routine.checked.origin.file, span: located.statement.nameSpan };
      const told = { what: located.id, undo: shortName(undo.capability) };
      return [irreversibleUndone.at(place, told, { labels: placeOfUndo(analysis.program, attempt) })];
    }),
  );
}

/** Whether the undo can be called only while a member is held: in the plan, or by those who hand it to the plan. */
function needsMember(
  { program }: Analysis,
  { checked }: AnalysedRoutine,
  located: Located,
  attempt: SlottedAttempt["attempt"],
): boolean {
  const reads = readsOfUndo(program, attempt);
  if (holdOfReads(reads, located) !== undefined) return true;
  return inputsOf(reads, located).some((name) => checked.types.params[name]?.kind === "record");
}

function placeOfUndo(
  program: CheckedProgram,
  { options, target }: SlottedAttempt["attempt"],
): readonly Label[] {
  const declared = "capability" in target ? program.capabilities.get(target.capability) : undefined;
  const span = declared?.clauses.undo;
  if (options.undo !== undefined || declared === undefined || span === undefined) return [];
  return [{ file: declared.origin.file, span, message: "takes it back" }];
}
