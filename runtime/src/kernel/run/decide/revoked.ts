import { frameAt, laidAt } from "../draft.ts";
import type { IntentState } from "../state.ts";
import { tellCancel } from "./begin.ts";
import { denied } from "./gate.ts";
import { failSlot } from "./rescue.ts";
import { emit, type Turn } from "./turn.ts";

/**
 * The user has taken back what a step needs (semantics, rules 12 and 23): what is out is broken off, and nothing of it
 * begins any more. What can happen once only does not come here: it is awaited.
 */
export function revoked(turn: Turn, intent: IntentState): void {
  const { key, status, attempt, dispatch, seq } = intent;
  if (status === "running" || status === "called") {
    emit(turn, { t: "Aborted", key, attempt, dispatch, why: "revoked" });
    return;
  }
  if (status === "asking") tellCancel(turn, seq);
  const frame = frameAt(turn.draft, intent.frame);
  const why = { failure: denied("the consent that it needs was taken back") };
  failSlot(turn, {
    frame,
    laid: laidAt(frame, intent.node),
    slot: intent.intent.call.slot,
    known: intent,
    why,
  });
}
