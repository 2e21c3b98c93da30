/** The operator's word, and what follows from it at once (semantics, rules 18, 23 and 24). */
import type { Json } from "@orchlang/plan";
import type { Order, RunInput } from "../events.ts";
import type { Frame } from "../frame-state.ts";
import { frameAt, type IntentState, laidAt, type View } from "../state.ts";
import { failSlot } from "./error-handlers.ts";
import { emit, previousMessage, type Turn } from "./turn.ts";

export function obey(turn: Turn, { order }: Extract<RunInput, { t: "Ordered" }>): void {
  switch (order.order) {
    case "cancel":
      cancel(turn, order);
      return;
    case "resolve":
      if (typeof order.as === "object") resolve(turn, turn.draft.intents.get(order.key), order.as);
      return;
    case "skip":
      skip(turn, turn.draft.intents.get(order.key), order.key);
      return;
    default:
      return;
  }
}

/** Stops the run's own plan, and what it called with it; one that is stopping already only stops at once by force. */
function cancel(turn: Turn, order: Extract<Order, { order: "cancel" }>): void {
  const stoppable = toBeStopped(turn.draft);
  if (stoppable === "nothing yet") {
    emit(turn, { t: "Closed", status: "cancelled" });
    return;
  }
  if (stoppable !== undefined) {
    const { path: routine, site } = stoppable;
    emit(turn, { t: "Unwinding", region: { routine, site }, why: order });
    return;
  }
  if (order.force !== true) return;
  const open = [...turn.draft.intents.values()].filter(({ status }) => status !== "ended");
  const abandoned = [
    ...open.map(({ key }) => key),
    ...turn.draft.obligations.valueSeq().map(({ key }) => key),
  ];
  emit(turn, {
    t: "Closed",
    status: "cancelled",
    ...(abandoned.length === 0 ? {} : { abandoned: [...new Set(abandoned)].sort() }),
  });
}

/** The plan that a cancel would stop; none is chosen yet; undefined: it is over, or is stopped already. */
function toBeStopped(state: View): Frame | "nothing yet" | undefined {
  const { callee, outcome } = state.root;
  if (callee === undefined) return undefined;
  if (callee.frame === undefined) return "nothing yet";
  const frame = frameAt(state, callee.frame);
  const mayGoOn = frame.status === "forward" || (callee.next !== undefined && !frame.cancelled);
  return mayGoOn && outcome === undefined ? frame : undefined;
}

/** True if a cancel has an effect: it stops a plan, or ends a pause. */
export function mayCancel(state: View): boolean {
  return state.paused || toBeStopped(state) !== undefined;
}

/** Applies an operator's resolution of a call in doubt. */
function resolve(
  turn: Turn,
  intent: IntentState | undefined,
  as: { readonly completed: Json } | { readonly failed: string },
): void {
  if (intent?.status !== "doubt") return;
  const { call } = intent.intent;
  if ("completed" in as) {
    emit(turn, {
      t: "Settled",
      call,
      key: intent.key,
      status: "completed",
      standing: "applied",
      value: as.completed,
    });
    return;
  }
  const frame = frameAt(turn.draft, intent.frame);
  failSlot(turn, {
    frame,
    laid: laidAt(frame, intent.node),
    slot: call.slot,
    known: intent,
    why: { failure: { class: "permanent", name: "permanent", message: as.failed } },
    standing: "none",
  });
}

/** Goes on without an answer or without waiting for the next try; waives a pending obligation. */
function skip(turn: Turn, intent: IntentState | undefined, key: string): void {
  for (const obligation of turn.draft.obligations.valueSeq().toArray()) {
    if (obligation.key !== key || intent === undefined) continue;
    emit(turn, { t: "Waived", rule: obligation.rule, call: intent.intent.call, key });
  }
  const waits = intent?.status === "asking" || intent?.status === "resting" || intent?.status === "called";
  if (intent?.role !== "do" || !waits) return;
  if (intent.status === "asking") {
    const ref = { stream: `run/${turn.draft.start?.run ?? ""}` as const, seq: intent.seq };
    emit(turn, { t: "Asked", ...previousMessage(turn), ask: { ask: "cancel", ref } });
  }
  emit(turn, {
    t: "Settled",
    call: intent.intent.call,
    key,
    status: "skipped",
    standing: intent.standing,
  });
}
