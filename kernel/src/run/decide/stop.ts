import { frameAt, laidAt } from "../draft.ts";
import type { IntentState } from "../state.ts";
import { failSlot } from "./error-handlers.ts";
import { said } from "./said.ts";
import { emit, type Turn } from "./turn.ts";

/** An intent in a region that stops (semantics, rule 23); what has to be awaited does not come here. */
export function stop(turn: Turn, intent: IntentState): void {
  const { key, status, attempt, dispatch, seq } = intent;
  if (status === "running") {
    emit(turn, { t: "Aborted", key, attempt, dispatch, why: "cancelled" });
    return;
  }
  if (status === "asking") {
    const run = turn.draft.start?.run ?? "";
    emit(turn, { t: "Asked", ...said(turn), ask: { ask: "cancel", ref: { stream: `run/${run}`, seq } } });
  }
  const frame = frameAt(turn.draft, intent.frame);
  const laid = laidAt(frame, intent.node);
  if (status === "judged") {
    emit(turn, {
      t: "Settled",
      call: intent.intent.call,
      key,
      status: "completed",
      standing: intent.standing,
    });
    return;
  }
  failSlot(turn, {
    frame,
    laid,
    slot: intent.intent.call.slot,
    known: { ...intent, stopping: true },
    why: { failure: { class: "cancelled", name: "cancelled", message: "it was stopped" } },
  });
}
