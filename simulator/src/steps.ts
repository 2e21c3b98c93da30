import type { Call, Key } from "@orchlang/kernel";
import type { IntentState, RunState } from "@orchlang/kernel/run";
import type { StepName } from "@orchlang/plan/scenarios";
import type { RunInPlay } from "./run-in-play.ts";

/** Whether a call is of the step that is meant; what takes a step back or asks about it is not the step. */
export function isStep(step: StepName, call: Call, capability: string): boolean {
  if ("capability" in step) return step.capability === capability;
  return call.node === step.node && call.slot !== "undo" && call.slot !== "confirm";
}

/**
 * The intent that an operator's order about a step refers to: one in doubt before any other, then the first run that
 * has one.
 */
export function resolutionKey(
  runs: readonly RunInPlay[],
  step: StepName,
): { readonly run: RunInPlay; readonly key: Key } | undefined {
  const found = runs.flatMap((run) => {
    const intent = spokenOf(run.state, step);
    return intent === undefined ? [] : [{ run, key: intent.key, status: intent.status }];
  });
  return found.find(({ status }) => status === "doubt") ?? found[0];
}

/** Within one run: one in doubt first, else the newest. */
function spokenOf({ intents }: RunState, step: StepName): IntentState | undefined {
  let best: IntentState | undefined;
  for (const intent of intents.values()) {
    if (!isStep(step, intent.intent.call, intent.capability)) continue;
    const inDoubt = intent.status === "doubt";
    if (best === undefined || inDoubt || best.status !== "doubt") best = intent;
  }
  return best;
}
