import type { CheckedCapability, CheckedProgram } from "@orchlang/checker";
import { type Diagnostic, defineDiagnostic, type Label } from "@orchlang/language";
import type { Attempt } from "@orchlang/plan/nodes";
import type { AnalysedRoutine, Analysis } from "../../analysis.ts";
import { commitsOf } from "../../graph/commits.ts";
import { type LinkedStatement, statementsIn, targetName } from "../../tree.ts";
import { called, listed, shortName } from "../../words.ts";
import { underItsRules } from "../denied-ways.ts";
import { capabilityOf, irreversibleBecause, isOnce, undoReference } from "../effects.ts";
import { type Finding, nodeName } from "../finding.ts";
import type { Run } from "../run.ts";
import { takenBackOf } from "./irreversible.ts";
import { onceDiagnostics } from "./once.ts";
import { isOnlyReported, type Later, type Residue, residues, residuesOfOnce } from "./outliving.ts";

/* Effects that a later failure can leave standing (semantics, rules 27, 28 and 46a). */

export const leftStanding = defineDiagnostic<{ step: string; capability: string; held: boolean }>({
  code: "ORCH4201",
  severity: "error",
  title: "A failure can leave an effect standing",
  message: ({ step, capability, held }) =>
    held
      ? `\`${step}\` stands if a later step fails: the undo of \`${capability}\` needs what is given back before, and it is not said to be irreversible.`
      : `\`${step}\` stands if a later step fails: \`${capability}\` has no undo, and is not declared irreversible.`,
  help: ({ held }) =>
    held
      ? 'Let what may fail come inside of the `with`, name an undo that can do without what is held, or accept it: `{ irreversible because "…" }`.'
      : 'Declare `undo …` at the capability, or accept it: `{ irreversible because "…" }`.',
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
      : "Make it `effect idempotent`, if the other side recognises a repeated request by its key.",
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

export function stepUndoDiagnostics({ program }: Analysis, routine: AnalysedRoutine): readonly Diagnostic[] {
  return routine.tree.all.flatMap(({ statement, attempts }) =>
    attempts.flatMap(({ attempt }) => {
      const named = attempt.options.undo;
      const undo = named && program.capabilities.get(named.capability);
      if (undo === undefined || !isNoUndo(undo)) return [];
      const place = { file: routine.checked.origin.file, span: statement.nameSpan };
      const human = undo.capability.kind === "human";
      return [undoOnce.at(place, { undo: shortName(undo.capability.name), human })];
    }),
  );
}

export function leftStandingDiagnostics(analysis: Analysis, routine: AnalysedRoutine): readonly Diagnostic[] {
  const once = residuesOfOnce(analysis, routine);
  if (once.length === 0) return [];
  const results = toldAsOnce(analysis, routine);
  return once
    .filter(({ linked, effect }) => !results.has(linked) && !results.has(effect.linked))
    .filter(({ effect }) => !isToldAsUndo(effect.capability, analysis, routine))
    .map((residue) => describe(analysis, routine, residue));
}

/** Steps already reported because their effect may happen although it should not: the same mistake. */
function toldAsOnce(analysis: Analysis, routine: AnalysedRoutine): ReadonlySet<LinkedStatement> {
  const spans = onceDiagnostics(analysis, routine).flatMap(({ span, labels = [] }) => [
    span.start,
    ...labels.map((label) => label.span.start),
  ]);
  const places = new Set(spans);
  return new Set(
    routine.tree.all.filter(
      ({ statement }) => places.has(statement.nameSpan.start) || places.has(statement.span.start),
    ),
  );
}

/** True if the capability is already reported as an unfit undo: it was meant to be repeatable. */
function isToldAsUndo(capability: string, { program }: Analysis, { tree }: AnalysedRoutine): boolean {
  return tree.all.some(({ attempts }) =>
    attempts.some(({ attempt }) => undoReference({ program }, attempt)?.capability === capability),
  );
}

function describe(analysis: Analysis, routine: AnalysedRoutine, residue: Residue): Diagnostic {
  const { linked, effect, later, otherRound } = residue;
  const { file } = routine.checked.origin;
  const declared = analysis.program.capabilities.get(effect.capability)?.origin;
  const labels: Label[] = [];
  if (typeof later !== "string") {
    const message = otherRound ? "when this fails in another round …" : "when this fails …";
    labels.push({ file, span: later.statement.nameSpan, message });
  }
  if (effect.linked !== linked) {
    const inner = effect.routine.checked.origin.file;
    labels.push({ file: inner, span: effect.linked.statement.nameSpan, message: "… this has been done" });
  }
  if (declared !== undefined) {
    const message =
      effect.hold === undefined ? "no `undo` here" : "its `undo` needs what is given back before";
    labels.push({ file: declared.file, span: declared.nameSpan, message });
  }
  return leftStanding.at(
    { file, span: linked.statement.nameSpan },
    { step: linked.id, capability: shortName(effect.capability), held: effect.hold !== undefined },
    {
      label: effect.hold === undefined ? "it can't be undone" : "then it can't be undone any more",
      labels,
      notes: [witness(residue)],
    },
  );
}

/** A run that leaves the effect behind. */
function witness({ linked, effect, later, otherRound }: Residue): string {
  const done = `For example: \`${linked.id}\` completes`;
  const stays = `what \`${shortName(effect.capability)}\` did stays`;
  if (later === "success")
    return `${done}, the goal's \`success\` is not met when all is done, and ${stays}.`;
  if (later === "time") return `${done} as the time is over, and ${stays}.`;
  if (later === "value") return `${done}, an expression has no value for the data, and ${stays}.`;
  if (later === "rule") return `${done}, a rule denies a later step, and ${stays}.`;
  if (later === "own result") return `${done}, its result is not accepted, and ${stays}.`;
  if (typeof later === "string") return `${done}, and ${stays}.`;
  if (later === linked) return `${done} in one round and fails in another, and ${stays}.`;
  const round = otherRound ? " in another round" : "";
  return `${done}, ${called(later)} fails${round}, and ${stays}.`;
}

/** Idempotent effects that may be left standing, and those of which that is accepted: said, not refused. */
export function standingFindings(run: Run): readonly Finding[] {
  const { analysis } = underItsRules(run);
  return run.reached.flatMap((routine) => {
    const seen = new Set<LinkedStatement>();
    const left = residues(analysis, routine).flatMap((residue) => {
      const { linked, effect } = residue;
      // A `once` effect that a later failure leaves standing is refused.
      if ((effect.once && !isOnlyReported(residue.later)) || seen.has(linked)) return [];
      seen.add(linked);
      return [standing(routine, linked, stayWords(residue), "checked")];
    });
    const accepted = routine.tree.all.flatMap((linked) => {
      const slottedAttempt = linked.attempts.find(
        ({ attempt }) => irreversibleBecause(analysis.program, attempt) !== undefined,
      );
      return slottedAttempt === undefined || seen.has(linked)
        ? []
        : [acceptedFinding(analysis, routine, linked, slottedAttempt.attempt)];
    });
    return [...left, ...accepted, ...committedFindings(analysis, routine)];
  });
}

/** Whatever else is declared, an undo runs wherever there is one that can be called. */
function acceptedFinding(
  analysis: Analysis,
  routine: AnalysedRoutine,
  linked: LinkedStatement,
  said: Attempt,
): Finding {
  const because = irreversibleBecause(analysis.program, said);
  const isUndone = (attempt: Attempt): boolean =>
    takenBackOf(analysis, routine, linked, attempt).by !== undefined;
  const inside = linked.blocks.flatMap(statementsIn);
  const isUndoneInside = inside.some((inner) =>
    inner.attempts.some(({ attempt }) => takenBackOf(analysis, routine, inner, attempt).by !== undefined),
  );
  if (!isUndoneInside && !linked.attempts.some(({ attempt }) => isUndone(attempt)))
    return standing(routine, linked, `is not undone: ${because}`, "proved");
  const stays = !isUndone(said)
    ? `what ${shortName(targetName(said.target))} does stays`
    : "capability" in said.target
      ? "stays where its undo can't be called"
      : "what has no undo in it stays";
  return standing(routine, linked, `${stays}: ${because}`, "checked");
}

/** Everything that a commit keeps: a finding each, about the statements since the one before. */
function committedFindings(analysis: Analysis, routine: AnalysedRoutine): readonly Finding[] {
  const { statements } = routine.tree.root;
  let since = 0;
  return commitsOf(routine).flatMap((commit) => {
    const above = statements.slice(since, commit.position).filter((each) => mayLeave(analysis, each));
    since = commit.position;
    if (above.length === 0) return [];
    const finding = standing(
      routine,
      commit,
      "a failure after `commit` undoes nothing that stands before it",
      "checked",
    );
    const steps = listed(above.map(({ id }) => id));
    const rule = `${steps} ${above.length === 1 ? "stays" : "stay"} after ${commit.id}`;
    const nodes = above.map((each) => nodeName(routine, each));
    return [{ ...finding, obligation: { ...finding.obligation, rule, nodes } }];
  });
}

/** True if something in it may leave an effect. */
function mayLeave({ program }: Analysis, linked: LinkedStatement): boolean {
  return [linked, ...linked.blocks.flatMap(statementsIn)].some(({ attempts }) =>
    attempts.some(({ attempt }) => {
      const capability = capabilityOf(program, attempt);
      return capability === undefined || (capability.kind !== "human" && capability.effect.kind !== "pure");
    }),
  );
}

function stayWords({ linked, effect, later }: Residue): string {
  const why =
    effect.hold === undefined
      ? `${shortName(effect.capability)} has no undo`
      : "its undo needs what is given back before";
  return `the effect of ${linked.id} stays ${whenWords(later)}: ${why}`;
}

function whenWords(later: Later): string {
  switch (later) {
    case "success":
      return "if the goal's success is not met";
    case "own result":
      return "if its result is not accepted";
    case "race":
      return "if another branch wins";
    case "event":
      return "if an event interrupts it";
    case "handler":
      return "if its handler takes over";
    case "time":
      return "if the time runs out";
    case "value":
      return "if an expression has no value";
    case "rule":
      return "if a rule denies a later step";
    default:
      return "if a later step fails";
  }
}

function standing(
  routine: AnalysedRoutine,
  linked: LinkedStatement,
  evidence: string,
  verdict: "proved" | "checked",
): Finding {
  return {
    obligation: {
      id: `standing ${nodeName(routine, linked)}`,
      source: { step: nodeName(routine, linked), clause: "irreversible" },
      rule: `${linked.id} stays`,
      severity: "informational",
      verdict,
      assumes: [],
      nodes: [nodeName(routine, linked)],
    },
    evidence,
    gates: [],
    diagnostics: [],
  };
}
