import type { CheckedProgram, CheckedRoutine, Origin } from "@orchlang/checker";
import { type Diagnostic, defineDiagnostic } from "@orchlang/language";
import { freeReads } from "@orchlang/plan/expressions";
import type { Attempt } from "@orchlang/plan/nodes";
import { achievers } from "../order/calling.ts";
import { isOnce, undoReference } from "../rules/effects.ts";
import { routineTree } from "../tree.ts";
import { shortName } from "../words.ts";
import { eachWritten, placeOf, type SoundTrigger, soundTriggers, writtenName } from "./declared.ts";

/* Triggers behind a run that may wait for an operator, unseen (semantics, rules 18, 23a and 27). */

export const stranded = defineDiagnostic<{
  trigger: string;
  plan: string;
  step: string;
  capability: string;
  once: boolean;
}>({
  code: "ORCH4608",
  severity: "warning",
  title: "A run that waits for an operator holds its trigger up",
  message: ({ plan, trigger, step }) =>
    `A run of \`${plan}\` can wait for an operator at \`${step}\`, and \`${trigger}\` starts no other meanwhile.`,
  notes: [
    "The undo reads `result`: where the call fails and nobody knows whether it took effect, nobody knows what to take back.",
  ],
  help: ({ capability, plan, once }) =>
    once
      ? `Let a \`confirm\` of \`${capability}\` say what became of it, or start something \`on attention ${plan}\`.`
      : `Let the undo of \`${capability}\` read the call's arguments instead of \`result\`, or start something \`on attention ${plan}\`.`,
});

/** A step whose undo needs to know what came out, though that may never be known. */
interface Strand {
  readonly step: string;
  readonly capability: string;
  readonly once: boolean;
}

export function strandedDiagnostics(
  program: CheckedProgram,
  isBroken: (origin: Origin) => boolean,
  isSound: (target: string) => boolean,
): readonly Diagnostic[] {
  const triggers = soundTriggers(program, isBroken);
  const waiting = triggers.filter((trigger) => waitsItsTurn(trigger, program));
  if (waiting.length === 0) return [];
  const heeded = new Set(
    triggers.flatMap(({ on }) =>
      on.flatMap((source) =>
        source.kind === "outcome" && source.outcome === "attention" ? [source.target] : [],
      ),
    ),
  );
  return eachWritten(waiting).flatMap((trigger) => {
    const { target } = trigger.starts;
    const strand = heeded.has(target) || !isSound(target) ? undefined : strandIn(program, target);
    if (strand === undefined) return [];
    const told = { trigger: writtenName(trigger), plan: shortName(target), ...strand };
    return [stranded.at(placeOf(trigger), told)];
  });
}

/** True if one run that is not over keeps all others from starting, whatever they are about. */
function waitsItsTurn({ overlap, starts }: SoundTrigger, { routines }: CheckedProgram): boolean {
  const said = [overlap, starts.overlap, routines.get(starts.target)?.head.overlap];
  return said.some(
    (one) => one !== undefined && one.mode !== "allow" && one.by === undefined && (one.upTo ?? 1) === 1,
  );
}

/** The first such step that a run of a plan or goal can come to. */
function strandIn(program: CheckedProgram, target: string): Strand | undefined {
  const achieving = achievers(program);
  const routinesOf = (name: string): readonly CheckedRoutine[] => {
    const routine = program.routines.get(name);
    return routine === undefined ? (achieving.get(name) ?? []) : [routine];
  };
  const reached = new Set(routinesOf(target));
  // A set goes on to what is added to it on the way.
  for (const routine of reached) {
    for (const { statement, attempts } of routineTree(routine).all) {
      for (const { attempt } of attempts) {
        const found = strandOf(program, attempt);
        if (found !== undefined) return { step: statement.node.id, ...found };
        const called = "routine" in attempt.target ? attempt.target.routine : undefined;
        const goal = "goal" in attempt.target ? attempt.target.goal : undefined;
        for (const each of routinesOf(called ?? goal ?? "")) reached.add(each);
      }
    }
  }
  return undefined;
}

/** The step of an attempt whose failure may leave nobody knowing what to take back. */
export function strandOf(program: CheckedProgram, attempt: Attempt): Omit<Strand, "step"> | undefined {
  if (!("capability" in attempt.target)) return undefined;
  const capability = program.capabilities.get(attempt.target.capability)?.capability;
  const undo = undoReference({ program }, attempt);
  if (capability === undefined || undo === undefined || capability.effect.kind === "pure") return undefined;
  const once = isOnce(capability);
  const callsBack = capability.run?.kind === "http" && capability.run.callback === true;
  // The call's token, or its `confirm`, brings the result.
  if (callsBack || (once && capability.confirm !== undefined)) return undefined;
  const readsResult = Object.values(undo.args).some((arg) =>
    freeReads(arg).some(({ from, name }) => from === "local" && name === "result"),
  );
  return readsResult ? { capability: shortName(capability.name), once } : undefined;
}
