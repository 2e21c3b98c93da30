import type { Failure } from "../../failure.ts";
import { effectNow, plannedAttempt } from "../call.ts";
import { frameAt, laidAt } from "../draft.ts";
import type { IntentState } from "../state.ts";
import { worstCase } from "../worst.ts";
import { dueOf } from "./begin.ts";
import { refusedByBudget } from "./budget.ts";
import { confirmOrDoubt } from "./doubt.ts";
import { failSlot } from "./error-handlers.ts";
import { isTooLate } from "./fences.ts";
import type { Wanted } from "./gate.ts";
import { resourceLost } from "./hold.ts";
import { tryAgainOrFail } from "./retry.ts";
import { emit, type Turn } from "./turn.ts";

/**
 * The outcome of a dispatch is unknown. A harmless call is dispatched again as the same attempt under the same key, a
 * limited number of times (semantics, rule 19); for any other call the confirm or the operator is asked.
 */
export function lostTry(turn: Turn, intent: IntentState): void {
  if (effectNow(turn.plan, turn.draft, intent) === "once") {
    confirmOrDoubt(turn, intent);
    return;
  }
  if (intent.stopping && intent.role === "do") {
    const failure: Failure = { class: "cancelled", name: "cancelled", message: "it was stopped" };
    fail(turn, intent, failure);
    return;
  }
  const frame = frameAt(turn.draft, intent.frame);
  const laid = laidAt(frame, intent.node);
  if (intent.role === "do" && isTooLate(turn.draft, frame, laid)) {
    fail(turn, intent, resourceLost("the time for which it was held is up"));
    return;
  }
  if (intent.dispatch > turn.plan.settings.limits.redispatch) {
    crashed(turn, intent);
    return;
  }
  const refusal =
    intent.role === "do" && !intent.repeatedForResult
      ? refusedByBudget(turn, wanted(turn, intent))
      : undefined;
  if (refusal !== undefined) {
    fail(turn, intent, refusal);
    return;
  }
  const due = dueOf(turn, {
    capability: intent.capability,
    frame,
    laid,
    planned: plannedAttempt(turn.draft, intent),
    args: intent.args,
  });
  emit(turn, {
    t: "Dispatched",
    key: intent.key,
    attempt: intent.attempt,
    dispatch: intent.dispatch + 1,
    ...(due === undefined ? {} : { due }),
  });
}

function crashed(turn: Turn, intent: IntentState): void {
  const times = intent.dispatch === 1 ? "once" : `${intent.dispatch} times`;
  const failure: Failure = {
    class: "crashed",
    name: "crashed",
    message: `whoever was to do it died ${times}`,
    attempts: intent.attempt - intent.base,
  };
  if (intent.role === "do" && !intent.repeatedForResult) tryAgainOrFail(turn, intent, failure);
  else if (intent.repeatedForResult) emit(turn, { t: "Doubted", key: intent.key });
  else {
    emit(turn, {
      t: "Settled",
      call: intent.intent.call,
      key: intent.key,
      status: "failed",
      standing: "none",
      failure,
    });
  }
}

function fail(turn: Turn, intent: IntentState, failure: Failure): void {
  const frame = frameAt(turn.draft, intent.frame);
  const laid = laidAt(frame, intent.node);
  failSlot(turn, { frame, laid, slot: intent.intent.call.slot, known: intent, why: { failure } });
}

/** The parameters of the repeated dispatch, checked against the remaining budget. */
function wanted(turn: Turn, intent: IntentState): Wanted {
  const frame = frameAt(turn.draft, intent.frame);
  return {
    intent: intent.intent,
    capability: intent.capability,
    args: intent.args,
    attempt: intent.attempt,
    planned: undefined,
    frame,
    laid: laidAt(frame, intent.node),
    reads: [],
    worst: worstCase(turn.plan, turn.draft, intent.capability, intent.args),
    undoWorst: intent.undoWorst,
    undoHeld: intent.undoHeld,
  };
}
