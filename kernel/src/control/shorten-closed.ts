import type { ToControl } from "../messages.ts";
import type { ControlState } from "./state.ts";

/**
 * Shortens a run's `closed` message: without a trigger on the outcome, the result is dropped and the failure keeps only
 * its class, name and message.
 */
export function shortenClosed(ask: ToControl, { laid }: ControlState, entry: string): ToControl {
  if (ask.ask !== "closed" || laid.onOutcome.has(`${ask.status} ${entry}`)) return ask;
  const { status, failure } = ask;
  if (failure === undefined) return { ask: "closed", status };
  const { class: kind, name, message } = failure;
  return { ask: "closed", status, failure: { class: kind, name, message } };
}
