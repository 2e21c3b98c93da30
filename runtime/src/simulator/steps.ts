import type { StepName } from "@orchlang/plan";
import type { Call, Key } from "../kernel/identity.ts";
import type { IntentState, RunState } from "../kernel/run/state.ts";

/** Whether a call is of the step that is meant; what takes a step back or asks about it is not the step. */
export function isStep(step: StepName, call: Call, capability: string): boolean {
  if ("capability" in step) return step.capability === capability;
  return call.node === step.node && call.slot !== "undo" && call.slot !== "confirm";
}

/** The intent that an operator's word about a step speaks of: one in doubt first, else the newest. */
export function resolutionKey(state: RunState, step: StepName): Key | undefined {
  let best: IntentState | undefined;
  for (const intent of state.intents.values()) {
    if (!isStep(step, intent.intent.call, intent.capability)) continue;
    const inDoubt = intent.status === "doubt";
    if (best === undefined || inDoubt || best.status !== "doubt") best = intent;
  }
  return best?.key;
}
