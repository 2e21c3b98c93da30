import type { ToControl } from "../messages.ts";
import type { ControlState } from "./state.ts";

/** What came of a run goes with its last word only where a trigger listens; why it failed, in a line, for who follows. */
export function asHeard(ask: ToControl, { laid }: ControlState, entry: string): ToControl {
  if (ask.ask !== "closed" || laid.onOutcome.has(`${ask.status} ${entry}`)) return ask;
  const { status, failure } = ask;
  if (failure === undefined) return { ask: "closed", status };
  const { class: kind, name, message } = failure;
  return { ask: "closed", status, failure: { class: kind, name, message } };
}
