import type { CheckedProgram, CheckedRoutine, Origin } from "@orchlang/checker";
import { type Diagnostic, defineDiagnostic } from "@orchlang/language";
import { freeReads } from "@orchlang/plan/expressions";
import type { Attempt } from "@orchlang/plan/nodes";
import type { AnalysedRoutine, Analysis } from "../analysis.ts";
import { reachedFrom } from "../graph/call-graph.ts";
import { achievers } from "../order/calling.ts";
import { capabilityOf, isOnce, undoReference } from "../rules/effects.ts";
import { type LinkedStatement, routineTree } from "../tree.ts";
import { shortName } from "../words.ts";
import { eachWritten, placeOf, type SoundTrigger, soundTriggers, writtenName } from "./declared.ts";

/* Runs that may come to wait for an operator, unseen (semantics, rules 18, 23a and 27). */

export const stranded = defineDiagnostic<{
  plan: string;
  trigger?: string;
  step: string;
  capability: string;
  once: boolean;
  readsResult: boolean;
}>({
  code: "ORCH4608",
  severity: "warning",
  title: "A run can come to wait for an operator",
  message: ({ plan, trigger, step }) =>
    trigger === undefined
      ? `If the answer of \`${step}\` is lost, a run of \`${plan}\` waits for an operator.`
      : `A run of \`${plan}\` can wait for an operator at \`${step}\`, and \`${trigger}\` starts no other meanwhile.`,
  notes: [
    ({ readsResult }) =>
      readsResult
        ? "The undo reads `result`: where the call fails and nobody knows whether it took effect, nobody knows what to undo."
        : "If the answer of the `once` call is lost, nobody knows whether it took effect, and orch doesn't repeat it.",
  ],
  help: ({ capability, plan, once }) =>
    once
      ? `Let a \`confirm\` of \`${capability}\` say what became of it. If it may be repeated, declare it \`idempotent\`. Or start something \`on attention ${plan}\`.`
      : `Let the undo of \`${capability}\` read the call's arguments instead of \`result\`, or start something \`on attention ${plan}\`.`,
});

/** A call that may leave its run waiting for an operator. */
interface Strand {
  readonly capability: string;
  readonly once: boolean;
  /** Its undo needs to know what came out, though that may never be known. */
  readonly readsResult: boolean;
}

interface StrandedStep extends Strand {
  readonly step: string;
}

/** Triggers that start nothing while a run waits so. */
export function strandedDiagnostics(
  program: CheckedProgram,
  isBroken: (origin: Origin) => boolean,
  isSound: (target: string) => boolean,
): readonly Diagnostic[] {
  const triggers = soundTriggers(program, isBroken);
  const waiting = triggers.filter((trigger) => waitsItsTurn(trigger, program));
  if (waiting.length === 0) return [];
  const heeded = heededIn(triggers);
  return eachWritten(waiting).flatMap((trigger) => {
    const { target } = trigger.starts;
    const strand =
      heeded.has(target) || !isSound(target) ? undefined : strandIn(program, target, isTimed(trigger));
    if (strand === undefined) return [];
    const details = { trigger: writtenName(trigger), plan: shortName(target), ...strand };
    return [stranded.at(placeOf(trigger), details)];
  });
}

/**
 * Steps that strand a run by one lost answer, whatever started it. An idempotent call is sent again under its key,
 * which brings the result once the other side has recovered: it counts only where a run must not wait.
 */
export function strandedSteps(analysis: Analysis, routine: AnalysedRoutine): readonly Diagnostic[] {
  const { program } = analysis;
  const { checked, tree } = routine;
  const strands = tree.all.flatMap((linked) => {
    const strand = strandsAt(program, linked).find(isToldAtStep);
    return strand === undefined ? [] : [{ strand, span: linked.statement.nameSpan }];
  });
  if (strands.length === 0 || isHeeded(analysis, checked.name)) return [];
  const { file } = checked.origin;
  return strands.map(({ strand, span }) =>
    stranded.at({ file, span }, { plan: shortName(checked.name), ...strand }),
  );
}

/** True if a trigger starts something when a run of what may call a plan needs an operator. */
function isHeeded(analysis: Analysis, plan: string): boolean {
  const heeded = heededIn(soundTriggers(analysis.program, () => false));
  const watched = [...heeded].flatMap(
    (target) => analysis.goals.get(target)?.alternatives ?? analysis.routines.get(target) ?? [],
  );
  return reachedFrom(analysis, ...watched).some(({ checked }) => checked.name === plan);
}

/** The plans and goals whose runs that need an operator start something. */
function heededIn(triggers: readonly SoundTrigger[]): ReadonlySet<string> {
  const sources = triggers.flatMap(({ on }) => on);
  return new Set(
    sources.flatMap((one) => (one.kind === "outcome" && one.outcome === "attention" ? [one.target] : [])),
  );
}

/** True if one run that is not over keeps all others from starting, whatever they are about. */
function waitsItsTurn({ overlap, starts }: SoundTrigger, { routines }: CheckedProgram): boolean {
  const results = [overlap, starts.overlap, routines.get(starts.target)?.head.overlap];
  return results.some(
    (one) => one !== undefined && one.mode !== "allow" && one.by === undefined && (one.upTo ?? 1) === 1,
  );
}

/** True if time alone starts it: nobody has seen anything that a run is missed for. */
const isTimed = ({ on }: SoundTrigger): boolean =>
  on.some(({ kind }) => kind === "schedule" || kind === "every");

/** The first such step that a run of a plan or goal can reach, and that has no report of its own. */
function strandIn(program: CheckedProgram, target: string, timed: boolean): StrandedStep | undefined {
  const achieving = achievers(program);
  const routinesOf = (name: string): readonly CheckedRoutine[] => {
    const routine = program.routines.get(name);
    return routine === undefined ? (achieving.get(name) ?? []) : [routine];
  };
  const reached = new Set(routinesOf(target));
  // A set goes on to what is added to it on the way.
  for (const routine of reached) {
    for (const linked of routineTree(routine).all) {
      const strandedStep = strandsAt(program, linked).find(({ once, readsResult }) =>
        readsResult ? !once : timed,
      );
      if (strandedStep !== undefined) return strandedStep;
      for (const { attempt } of linked.attempts) {
        const called = "routine" in attempt.target ? attempt.target.routine : undefined;
        const goal = "goal" in attempt.target ? attempt.target.goal : undefined;
        for (const each of routinesOf(called ?? goal ?? "")) reached.add(each);
      }
    }
  }
  return undefined;
}

/** True if the step has a warning, whatever starts its run. */
function isToldAtStep({ once, readsResult }: Strand): boolean {
  return once && readsResult;
}

function strandsAt(
  program: CheckedProgram,
  { attempts, block, id }: LinkedStatement,
): readonly StrandedStep[] {
  return attempts.flatMap(({ attempt }) => {
    const strand = strandOf(program, attempt);
    // In `finally` nothing is undone, but a call in doubt keeps its run open there too.
    if (strand === undefined || (block.inFinally && !strand.once)) return [];
    return [{ step: id, ...strand, readsResult: strand.readsResult && !block.inFinally }];
  });
}

/** The call of an attempt, if its lost answer may leave the run waiting for an operator. */
export function strandOf(program: CheckedProgram, attempt: Attempt): Strand | undefined {
  const capability = capabilityOf(program, attempt);
  if (capability === undefined || capability.effect.kind === "pure") return undefined;
  const once = isOnce(capability);
  const callsBack = capability.run?.kind === "http" && capability.run.callback === true;
  // The call's token, or its `confirm`, brings the result.
  if (callsBack || (once && capability.confirm !== undefined)) return undefined;
  const args = undoReference({ program }, attempt)?.args ?? {};
  const readsResult = Object.values(args).some((arg) =>
    freeReads(arg).some(({ from, name }) => from === "local" && name === "result"),
  );
  return once || readsResult ? { capability: shortName(capability.name), once, readsResult } : undefined;
}
