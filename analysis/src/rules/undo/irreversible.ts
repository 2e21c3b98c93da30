import type { CheckedCapability, CheckedProgram } from "@orchlang/checker";
import { type Diagnostic, defineDiagnostic, type Label } from "@orchlang/language";
import type { Attempt } from "@orchlang/plan/nodes";
import type { AnalysedRoutine, Analysis } from "../../analysis.ts";
import { routinesOf, summaryOf } from "../../graph/call-graph.ts";
import { commitsOf } from "../../graph/commits.ts";
import type { LinkedStatement } from "../../tree.ts";
import { shortName } from "../../words.ts";
import { capabilityOf, undoReference } from "../effects.ts";
import { holdOfReads, inputsOf, readsOfUndo } from "./hold-of-undo.ts";

/* A capability declared irreversible with an undo: a failure undoes it all the same. */

export const irreversibleUndone = defineDiagnostic<{ what: string; undo: string }>({
  code: "ORCH4203",
  severity: "error",
  title: "Irreversible, and with an undo",
  message: ({ what, undo }) => `\`${what}\` is declared irreversible, but \`${undo}\` undoes it.`,
  notes: ["Where a later step fails, the undo is called, whatever is said of it."],
  help: "Remove `irreversible`; or the undo, if the effect has to stay.",
});

export function irreversibleDeclarations(program: CheckedProgram): readonly Diagnostic[] {
  return [...program.capabilities.values()].flatMap(irreversibleOf);
}

/** The same of one capability. */
export function irreversibleOf({ capability, origin, clauses }: CheckedCapability): readonly Diagnostic[] {
  const { undo, irreversible } = capability;
  if (undo === undefined || irreversible === undefined) return [];
  const { file, nameSpan } = origin;
  const labels = clauses.undo === undefined ? [] : [{ file, span: clauses.undo, message: "undoes it" }];
  const place = { file, span: clauses.irreversible ?? nameSpan };
  const details = { what: shortName(capability.name), undo: shortName(undo.capability) };
  return [irreversibleUndone.at(place, details, { labels })];
}

/** Steps that say so of what they call, where all that it does is undone. */
export function irreversibleSteps(analysis: Analysis, routine: AnalysedRoutine): readonly Diagnostic[] {
  return routine.tree.all.flatMap((linked) =>
    linked.attempts.flatMap(({ attempt }) => {
      if (attempt.options.irreversible === undefined) return [];
      const { by, rest } = takenBackOf(analysis, routine, linked, attempt);
      if (by === undefined || rest) return [];
      const place = { file: routine.checked.origin.file, span: linked.statement.nameSpan };
      const details = { what: linked.id, undo: shortName(by) };
      return [irreversibleUndone.at(place, details, { labels: placeOfUndo(analysis.program, attempt) })];
    }),
  );
}

/** The undo that a failure runs for an attempt, or for a plan. */
interface Compensated {
  /** A capability that is called to undo some of it. */
  readonly by: string | undefined;
  /** True if some of it may stay: it has no undo, it is done in `finally` or committed to, or its undo needs a member that is given back. */
  readonly rest: boolean;
}

/** For one attempt of a step: the undo of its capability, or of everything that the called plans do. */
export function takenBackOf(
  analysis: Analysis,
  routine: AnalysedRoutine,
  linked: LinkedStatement,
  attempt: Attempt,
  ofCalled = (called: AnalysedRoutine): Compensated => takenBackIn(analysis, called),
): Compensated {
  const undo = undoReference(analysis, attempt);
  if (undo !== undefined)
    return { by: undo.capability, rest: needsMember(analysis, routine, linked, attempt) };
  const capability = capabilityOf(analysis.program, attempt);
  if (capability === undefined) return together(routinesOf(analysis, attempt.target).map(ofCalled));
  return { by: undefined, rest: capability.kind !== "human" && capability.effect.kind !== "pure" };
}

function takenBackIn(analysis: Analysis, called: AnalysedRoutine): Compensated {
  return summaryOf<Compensated>(analysis, "undone", called, (routine, of) => {
    const compensated = together(
      routine.tree.all.flatMap((linked) =>
        linked.attempts.map(({ attempt }) => {
          const takenBack = takenBackOf(analysis, routine, linked, attempt, of);
          // Effects of `finally` are kept (rule 25).
          return linked.block.inFinally
            ? { by: undefined, rest: takenBack.rest || takenBack.by !== undefined }
            : takenBack;
        }),
      ),
    );
    return commitsOf(routine).length === 0 ? compensated : { ...compensated, rest: true };
  });
}

function together(all: readonly Compensated[]): Compensated {
  return { by: all.find(({ by }) => by !== undefined)?.by, rest: all.some(({ rest }) => rest) };
}

/** True if the undo can be called only while a member is held: in the plan, or by those who hand it to the plan. */
function needsMember(
  { program }: Analysis,
  { checked }: AnalysedRoutine,
  linked: LinkedStatement,
  attempt: Attempt,
): boolean {
  const reads = readsOfUndo(program, attempt);
  if (holdOfReads(reads, linked) !== undefined) return true;
  return inputsOf(reads, linked).some((name) => checked.types.params[name]?.kind === "record");
}

function placeOfUndo(program: CheckedProgram, { options, target }: Attempt): readonly Label[] {
  const declared = "capability" in target ? program.capabilities.get(target.capability) : undefined;
  const span = declared?.clauses.undo;
  if (options.undo !== undefined || declared === undefined || span === undefined) return [];
  return [{ file: declared.origin.file, span, message: "undoes it" }];
}
