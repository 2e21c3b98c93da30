import { type Diagnostic, defineDiagnostic } from "@orchlang/language";
import type { CheckedCapability, CheckedProgram } from "../../3-check/checked.ts";
import type { AnalysedRoutine } from "../analysis.ts";
import { attemptsOf, type SlottedAttempt } from "../attempts.ts";
import { canFailThePlan } from "../bounds/failing.ts";
import { roundsOf } from "../bounds/rounds.ts";
import { undoReference } from "../bounds/undoing.ts";
import { holdsAround } from "../expression/qualify.ts";
import { factsAt } from "../facts/activation.ts";
import { never } from "../facts/choice.ts";
import { implies } from "../facts/implication.ts";
import { type Located, loopsAround, standsIn } from "../tree.ts";
import { shortName } from "../words.ts";
import { capabilityOf, irreversibleBecause, isOnce, readsLocal } from "./effects.ts";
import { type Finding, nodeName } from "./finding.ts";
import type { Run } from "./run.ts";

/* What a later failure can leave standing (semantics, rules 27, 28 and 46a). */

export const leftStanding = defineDiagnostic<{ step: string; capability: string }>({
  code: "ORCH4201",
  severity: "error",
  title: "A failure can leave an effect standing",
  message: ({ step, capability }) =>
    `\`${step}\` stands if a later step fails: \`${capability}\` has no undo, and is not said to be irreversible.`,
  help: 'Declare `undo …` at the capability, or accept it: `{ irreversible because "…" }`.',
});

export const undoOnce = defineDiagnostic<{ undo: string; human: boolean }>({
  code: "ORCH4202",
  severity: "error",
  title: "An undo that happens at most once",
  message: ({ undo, human }) =>
    human
      ? `\`${undo}\` can't be an undo: it is a task for a person, and an undo has to go by itself.`
      : `\`${undo}\` can't be an undo: its effect is \`once\`, and an undo may have to be repeated.`,
  notes: ["When a crash leaves it unknown whether the undo happened, it is asked for again."],
  help: ({ human }) =>
    human
      ? "Name a capability that is pure or idempotent; what only a person can do belongs to the plan."
      : "Make it `effect idempotent`, if the other side knows a repeated request by its key.",
});

/** The declarations that name an undo which can't be repeated, and the steps that do. */
export function undoOnceDiagnostics(program: CheckedProgram): readonly Diagnostic[] {
  return [...program.capabilities.values()].flatMap((declared) => undoOnceOf(declared, program));
}

/** The same of one capability. */
export function undoOnceOf(
  { capability, origin, clauses }: CheckedCapability,
  program: Pick<CheckedProgram, "capabilities">,
): readonly Diagnostic[] {
  const undo = capability.undo && program.capabilities.get(capability.undo.capability);
  if (undo === undefined || !isNoUndo(undo)) return [];
  const place = { file: origin.file, span: clauses.undo ?? origin.nameSpan };
  const effect = undo.clauses.effect ?? undo.origin.nameSpan;
  const human = undo.capability.kind === "human";
  const labels = [
    { file: undo.origin.file, span: effect, message: human ? "it asks a person" : "it is `once`" },
  ];
  return [undoOnce.at(place, { undo: shortName(undo.capability.name), human }, { labels })];
}

function isNoUndo({ capability }: CheckedCapability): boolean {
  return isOnce(capability) || capability.kind === "human";
}

export function stepUndoDiagnostics(
  program: CheckedProgram,
  routine: AnalysedRoutine,
): readonly Diagnostic[] {
  return routine.tree.all.flatMap(({ statement }) =>
    attemptsOf(statement).flatMap(({ attempt }) => {
      const named = attempt.options.undo;
      const undo = named && program.capabilities.get(named.capability);
      if (undo === undefined || !isNoUndo(undo)) return [];
      const place = { file: routine.checked.origin.file, span: statement.nameSpan };
      const human = undo.capability.kind === "human";
      return [undoOnce.at(place, { undo: shortName(undo.capability.name), human })];
    }),
  );
}

/** An attempt whose effect can outlive a failure, and the step whose failure that is. */
interface Residue {
  readonly located: Located;
  readonly attempt: SlottedAttempt["attempt"];
  readonly later: Located | "success";
  /** It has an undo, which needs a member that is given back before. */
  readonly hold?: Located;
}

function residues(program: CheckedProgram, routine: AnalysedRoutine): readonly Residue[] {
  const found: Residue[] = [];
  for (const located of routine.tree.all) {
    if (located.block.inFinally) continue;
    for (const { attempt } of attemptsOf(located.statement)) {
      const capability = capabilityOf(program, attempt);
      if (capability === undefined || capability.effect.kind === "pure" || capability.kind === "human")
        continue;
      if (irreversibleBecause(program, attempt) !== undefined) continue;
      const hold = holdOfUndo(program, attempt, located);
      if (undoReference({ program }, attempt) !== undefined && hold === undefined) continue;
      const later = laterFailure(program, routine, located, hold);
      if (later !== undefined)
        found.push({ located, attempt, later, ...(hold === undefined ? {} : { hold }) });
    }
  }
  return found;
}

/** The hold without whose member the undo can't be called (semantics, rule 28). */
function holdOfUndo(
  program: CheckedProgram,
  attempt: SlottedAttempt["attempt"],
  located: Located,
): Located | undefined {
  const undo = undoReference({ program }, attempt);
  if (undo === undefined) return undefined;
  return holdsAround(located).find((hold) => {
    const { node } = hold.statement;
    return node.kind === "hold" && Object.values(undo.args).some((arg) => readsLocal(arg, node.variable));
  });
}

/** A failure after which the effect would still be there: a step's that it does not wait for, or an unmet `success`. */
function laterFailure(
  program: CheckedProgram,
  routine: AnalysedRoutine,
  located: Located,
  hold: Located | undefined,
): Residue["later"] | undefined {
  const { precedence, tree } = routine;
  // From the end: what comes last is before least.
  for (let at = tree.all.length - 1; at >= 0; at--) {
    const other = tree.all[at];
    if (other === undefined) break;
    if (sharesRounds(routine, located, other) && canFailAtAll(program, other)) return other;
    if (other === located || other.block.inFinally || !canFailAtAll(program, other)) continue;
    // While the hold lasts, its undo can still be called.
    if (hold !== undefined && (other === hold || standsIn(other, hold))) continue;
    if (precedence.before(other, located) || standsIn(other, located) || standsIn(located, other)) continue;
    if (implies([...factsAt(located), ...factsAt(other)], never) === true) continue;
    return other;
  }
  const goal = routine.checked.head.achieves;
  const asks = goal === undefined ? 0 : (program.goals.get(goal)?.goal.success.length ?? 0);
  return asks > 0 ? "success" : undefined;
}

/** Whether both stand in a loop that may go round again: what one round did stays when another fails. */
function sharesRounds(routine: AnalysedRoutine, located: Located, other: Located): boolean {
  return loopsAround(located).some((loop) => {
    const { node } = loop.statement;
    return standsIn(other, loop) && node.kind === "loop" && roundsOf(routine.context, loop, node).most > 1;
  });
}

function canFailAtAll(program: CheckedProgram, located: Located): boolean {
  if (!canFailThePlan(located)) return false;
  const { node } = located.statement;
  // What stands in a hold is looked at by itself.
  if (node.kind === "hold") return node.otherwise === undefined;
  if (node.kind !== "call" || node.rescues.length > 0) return true;
  const capability = capabilityOf(program, node.attempt);
  return capability?.kind !== "human" || node.attempt.options.timeout !== undefined;
}

export function leftStandingDiagnostics(
  program: CheckedProgram,
  routine: AnalysedRoutine,
): readonly Diagnostic[] {
  const { file } = routine.checked.origin;
  return residues(program, routine).flatMap(({ located, attempt, later }) => {
    const capability = capabilityOf(program, attempt);
    if (capability === undefined || !isOnce(capability)) return [];
    const declared = program.capabilities.get(capability.name)?.origin;
    return [
      leftStanding.at(
        { file, span: located.statement.nameSpan },
        { step: located.id, capability: shortName(capability.name) },
        {
          label: "it can't be taken back",
          labels: [
            ...(typeof later === "string"
              ? []
              : [
                  {
                    file,
                    span: later.statement.nameSpan,
                    message: later === located ? "when this fails in another round …" : "when this fails …",
                  },
                ]),
            ...(declared === undefined
              ? []
              : [{ file: declared.file, span: declared.nameSpan, message: "no `undo` here" }]),
          ],
          notes:
            later === "success"
              ? ["The goal's `success` may be unmet when all is done; then everything is taken back."]
              : [],
        },
      ),
    ];
  });
}

/** Idempotent effects that may be left standing, and those of which that is accepted: said, not refused. */
export function standingFindings(run: Run): readonly Finding[] {
  const { program } = run.analysis;
  return run.reached.flatMap((routine) => {
    const left = residues(program, routine).flatMap(({ located, attempt, hold }) => {
      const capability = capabilityOf(program, attempt);
      if (capability === undefined || isOnce(capability)) return [];
      return [
        standing(
          routine,
          located,
          `what ${located.id} has done stays if a later step fails: ${
            hold === undefined
              ? `${shortName(capability.name)} has no undo`
              : "its undo needs what is given back before"
          }`,
          "checked",
        ),
      ];
    });
    const accepted = routine.tree.all.flatMap((located) =>
      attemptsOf(located.statement).flatMap(({ attempt }) => {
        const because = irreversibleBecause(program, attempt);
        return because === undefined
          ? []
          : [standing(routine, located, `is not taken back: ${because}`, "proved")];
      }),
    );
    return [...left, ...accepted];
  });
}

function standing(
  routine: AnalysedRoutine,
  located: Located,
  evidence: string,
  verdict: "proved" | "checked",
): Finding {
  return {
    obligation: {
      id: `standing ${nodeName(routine, located)}`,
      source: { step: nodeName(routine, located), clause: "irreversible" },
      rule: `${located.id} stays`,
      severity: "informational",
      verdict,
      assumes: [],
      nodes: [nodeName(routine, located)],
    },
    evidence,
    gates: [],
    diagnostics: [],
  };
}
