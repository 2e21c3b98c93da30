import { type CheckedCapability, type CheckedProgram, calleesFirst, type Origin } from "@orchlang/checker";
import type { Diagnostic } from "@orchlang/language";
import type { Span } from "@orchlang/language/ast";
import type { AnalysedRoutine, Analysis } from "./analysis.ts";
import { calledFrom } from "./graph/call-graph.ts";
import { orderAndBounds } from "./order-and-bounds.ts";
import { keepsProofs } from "./reordered.ts";
import { deadlocks } from "./resources/deadlock.ts";
import { rulesInReach } from "./rules/in-reach.ts";
import { declarationRules, routineRules } from "./rules/rules.ts";
import { conflictDiagnostics } from "./rules/steps/conflicts.ts";
import { exchangedInStarts } from "./rules/steps/exchanged.ts";
import { notWaitingHints } from "./rules/steps/not-waiting.ts";
import { targetName } from "./tree.ts";
import { circleHints } from "./triggers/circle.ts";
import { soundTriggers } from "./triggers/declared.ts";
import { circlesForEver, forEverDiagnostics } from "./triggers/for-ever.ts";
import { neverFiresHints, neverHoldsDiagnostics } from "./triggers/never-fires.ts";
import { oneMemberStarted } from "./triggers/one-member.ts";
import { overlapOfCalledDiagnostics, overtakenDiagnostics } from "./triggers/overtaken.ts";
import { strandedDiagnostics, strandedSteps } from "./triggers/stranded.ts";
import { takenForSameDiagnostics } from "./triggers/taken-for-same.ts";
import { mistakesOf, type Verdicts, verdictsOf } from "./verdicts.ts";

/** The result of phase 4 for a program. */
export interface Analysed {
  readonly analysis: Analysis;
  /** Findings about order, rules and effects. Cascading errors are suppressed. */
  readonly diagnostics: readonly Diagnostic[];
  /** Hints: information that needs no action; computed on demand. */
  hints(): readonly Diagnostic[];
  /** How the rules of a plan or goal ended, looked at once and when asked; `undefined` where it has a mistake. */
  verdicts(entry: string): Verdicts | undefined;
}

/** @param earlier what the phases before have reported: a declaration with an error in it is not looked into. */
export function analyse(
  program: CheckedProgram,
  earlier: readonly Diagnostic[] = program.diagnostics,
): Analysed {
  const analysis = orderAndBounds(program);
  const errors = earlier.filter((diagnostic) => diagnostic.severity === "error");
  const broken = (origin: Origin): boolean =>
    errors.some(({ file, span }) => file === origin.file && begins(span, origin));
  const sound = soundRoutines(analysis, broken);
  const known = new Map<string, Verdicts | undefined>();
  const verdicts = (entry: string): Verdicts | undefined => {
    if (!known.has(entry))
      known.set(entry, isSound(analysis, sound, entry) ? verdictsOf(analysis, entry) : undefined);
    return known.get(entry);
  };
  const inReach = rulesInReach(analysis);
  const ordered = analysis.diagnostics.filter((diagnostic) => !liesInBroken(program, broken, diagnostic));
  const diagnostics = [
    ...ordered,
    ...declarationRules.flatMap((rule) => rule(program)),
    ...[...sound].flatMap((routine) => {
      return routineMistakes(inReach(routine), routine);
    }),
    // In the order of the text, whoever calls whom.
    ...deadlocks(
      analysis,
      [...program.routines.keys()].flatMap((name) => {
        const routine = analysis.routines.get(name);
        return routine !== undefined && sound.has(routine) ? [routine] : [];
      }),
    ),
    ...forEverDiagnostics(program, broken),
    ...neverHoldsDiagnostics(program, broken),
    ...overtakenDiagnostics(analysis, broken, (target) => isSound(analysis, sound, target)),
    ...overlapOfCalledDiagnostics(program, broken),
    ...takenForSameDiagnostics(program, broken),
    ...exchangedInStarts(program, broken),
    ...oneMemberStarted(program, broken),
    ...strandedDiagnostics(program, broken, (target) => isSound(analysis, sound, target)),
  ];
  const hints = (): readonly Diagnostic[] => [
    ...[...sound].flatMap((routine) => notWaitingHints(analysis, routine)),
    ...triggerHints(program, broken),
  ];
  return { analysis, diagnostics, hints, verdicts };
}

/** Mistakes of a plan by itself, and rules that are refused in a run of it. */
export function routineMistakes(analysis: Analysis, routine: AnalysedRoutine): readonly Diagnostic[] {
  const diagnostics = routineRules.flatMap((rule) => rule(analysis, routine));
  const isMistaken = diagnostics.some(({ severity }) => severity === "error");
  return [
    ...diagnostics,
    // Calls without an answer, whose undo needs it: another mistake of a call comes first.
    ...(isMistaken ? [] : strandedSteps(analysis, routine)),
    // Steps that touch the same thing in no order.
    ...conflictDiagnostics(analysis, routine, (first, second) =>
      keepsProofs(analysis, routine, first, second),
    ),
    ...mistakesOf(analysis, routine.checked.name),
  ];
}

/** True if something begins inside a declaration. */
export function begins(span: Span, { span: declared }: Origin): boolean {
  return span.start >= declared.start && span.start <= declared.end;
}

/** Judgements on which that of a plan rests. */
interface KnownJudgements {
  readonly isBroken: (origin: Origin) => boolean;
  /** True if a plan that it calls is sound. */
  readonly isSound: (called: AnalysedRoutine) => boolean;
}

/** Plans without a mistake in themselves or in what they call. */
function soundRoutines(
  analysis: Analysis,
  broken: (origin: Origin) => boolean,
): ReadonlySet<AnalysedRoutine> {
  const collected = new Set<AnalysedRoutine>();
  const all = [...analysis.routines.values()];
  for (const routine of calleesFirst(all, (one) => calledFrom(analysis, one))) {
    if (judgeRoutine(routine, analysis, { isBroken: broken, isSound: (called) => collected.has(called) }))
      collected.add(routine);
  }
  return new Set(all.filter((routine) => collected.has(routine)));
}

/** True if a plan is without a mistake in itself and in what it calls. */
export function judgeRoutine(
  routine: AnalysedRoutine,
  analysis: Analysis,
  { isBroken, isSound }: KnownJudgements,
): boolean {
  const { program } = analysis;
  const goal = routine.checked.head.achieves;
  const goalOrigin = goal === undefined ? undefined : program.goals.get(goal)?.origin;
  return (
    !isBroken(routine.checked.origin) &&
    (goalOrigin === undefined || !isBroken(goalOrigin)) &&
    routine.tree.all.every(({ attempts }) =>
      attempts.every(({ attempt }) => {
        const name = targetName(attempt.target);
        const capability = program.capabilities.get(name);
        const origin = (capability ?? program.routines.get(name) ?? program.goals.get(name))?.origin;
        if (origin === undefined || isBroken(origin)) return false;
        if (capability !== undefined && !hasWaysBack(capability)) return false;
        return !("routine" in attempt.target) || analysis.routines.has(name);
      }),
    ) &&
    calledFrom(analysis, routine).every(isSound)
  );
}

/** True if the calls by which it is undone and asked about are known, where it says any. */
function hasWaysBack({ capability, clauses }: CheckedCapability): boolean {
  return (["undo", "confirm"] as const).every((word) => clauses[word] === undefined || word in capability);
}

function isSound(analysis: Analysis, sound: ReadonlySet<AnalysedRoutine>, entry: string): boolean {
  const routine = analysis.routines.get(entry);
  if (routine !== undefined) return sound.has(routine);
  const goal = analysis.goals.get(entry);
  return (
    goal !== undefined && goal.alternatives.length > 0 && goal.alternatives.every((each) => sound.has(each))
  );
}

/** Errors in the order of a plan that has another mistake may follow from that one. */
function liesInBroken(
  program: CheckedProgram,
  broken: (origin: Origin) => boolean,
  { file, span }: Diagnostic,
): boolean {
  for (const { origin } of program.routines.values()) {
    const inside = file === origin.file && span.start >= origin.span.start && span.end <= origin.span.end;
    if (inside) return broken(origin);
  }
  return false;
}

/** Hints about triggers, which need no action. */
function triggerHints(program: CheckedProgram, isBroken: (origin: Origin) => boolean): readonly Diagnostic[] {
  const triggers = soundTriggers(program, isBroken);
  if (triggers.length === 0) return [];
  return [
    ...circleHints(program, triggers, circlesForEver(program, triggers)),
    ...neverFiresHints(program, triggers),
  ];
}
