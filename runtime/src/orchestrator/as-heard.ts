import type { ControlState } from "../kernel/control/state.ts";
import type { ToControl } from "../kernel/messages.ts";

/** What came of a run goes with its last word only where a trigger listens. */
export function asHeard(ask: ToControl, { laid }: ControlState, entry: string): ToControl {
  if (ask.ask !== "closed" || laid.onOutcome.has(`${ask.status} ${entry}`)) return ask;
  return { ask: "closed", status: ask.status };
}
