/** Effects that a run left in the world, as the world knows them. */

import type { IntentState } from "@orchlang/kernel/run";
import type { Attempt } from "@orchlang/plan/nodes";
import type { Trial } from "./case.ts";
import { leavesSomething, plannedAttempt } from "./plan-facts.ts";

export interface Effect {
  readonly intent: IntentState;
  readonly planned: Attempt | undefined;
  /** It was done and was not undone. */
  readonly stands: boolean;
  readonly undone: boolean;
  /** Why it is accepted that it stays. */
  readonly irreversible: boolean;
  readonly hasUndo: boolean;
}

const known = new WeakMap<Trial, readonly Effect[]>();

/** For every call that may have left an effect: its state. */
export function effectsOf(trial: Trial): readonly Effect[] {
  let effects = known.get(trial);
  if (effects === undefined) {
    effects = gather(trial);
    known.set(trial, effects);
  }
  return effects;
}

function gather({ run }: Trial): readonly Effect[] {
  const { plan } = run.file;
  const effects: Effect[] = [];
  for (const intent of run.state.intents.values()) {
    if (intent.role !== "do" || !leavesSomething(plan, intent.capability)) continue;
    const planned = plannedAttempt(plan, intent);
    const declared = plan.capabilities[intent.capability];
    const undone = intent.undo !== undefined && run.done.has(intent.undo);
    effects.push({
      intent,
      planned,
      undone,
      // Effects that the operator is asked about are reported.
      stands: run.done.has(intent.key) && !undone && !isReported(run.state, intent),
      irreversible: planned?.options.irreversible !== undefined || declared?.irreversible !== undefined,
      hasUndo: planned?.options.undo !== undefined || declared?.undo !== undefined,
    });
  }
  return effects;
}

function isReported({ intents }: Trial["run"]["state"], { status, undo }: IntentState): boolean {
  return status === "doubt" || (undo !== undefined && intents.get(undo)?.status === "stuck");
}
