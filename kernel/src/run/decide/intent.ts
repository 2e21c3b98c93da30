import type { Failure } from "../../failure.ts";
import type { Key } from "../../identity.ts";
import { present } from "../../invariant.ts";
import { effectNow, plannedAttempt } from "../call.ts";
import { frameAt, type IntentState, type IntentTodo, intentAt, laidAt, type View } from "../state.ts";
import { undoableUntil, undoOf } from "../undo-of.ts";
import { worstCase } from "../worst.ts";
import { accept, anew } from "./accept.ts";
import { denied, type Wanted } from "./action.ts";
import { beginAgain, dueOf, earlier } from "./begin.ts";
import { refusedByBudget } from "./budget.ts";
import { confirmOrDoubt } from "./doubt.ts";
import { failSlot } from "./error-handlers.ts";
import { stop } from "./frame.ts";
import { resourceLost, timeIsUp } from "./hold.ts";
import { isTooLate, memberLost } from "./rebind.ts";
import { aboutFailed, confirmed, continueIntent, tryAgainOrFail, tryFailed } from "./retry.ts";
import { emit, type Turn, tellCancel } from "./turn.ts";
import { undo, undone } from "./undo.ts";

/**
 * The outcome of a dispatch is unknown. A harmless call is dispatched again as the same attempt under the same key, a
 * limited number of times (semantics, rule 19); for any other call the confirm or the operator is asked.
 */
function lostTry(turn: Turn, intent: IntentState): void {
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
    fail(turn, intent, timeIsUp);
    return;
  }
  const until =
    intent.role === "undo" ? undoableUntil(turn.plan, turn.draft, undoneBy(turn, intent)) : undefined;
  if (until !== undefined && until <= turn.draft.at) {
    aboutFailed(turn, intent, timeIsUp);
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
  const limit = dueOf(turn, {
    capability: intent.capability,
    frame,
    laid,
    planned: plannedAttempt(turn.draft, intent),
    args: intent.args,
  });
  const due = earlier(limit, until);
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
  else aboutFailed(turn, intent, failure);
}

function undoneBy({ draft }: Turn, { of }: IntentState): IntentState {
  return intentAt(draft, present(of, "the key that an undo speaks of"));
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

/** The decision for each entry that an intent can have on the agenda. */
const decisions: { readonly [Todo in IntentTodo]: (turn: Turn, intent: IntentState) => void } = {
  tried: tryFailed,
  lost: lostTry,
  accept,
  granted: (turn, intent) => beginAgain(turn, intent, plannedAttempt(turn.draft, intent), intent.reads),
  refused: refusedByControl,
  confirmed,
  again,
  stop,
  undo,
  undone,
  contradiction,
  rebound: (turn, intent) => beginAgain(turn, intent, plannedAttempt(turn.draft, intent)),
  memberLost,
  looked: (turn, intent) => beginAgain(turn, intent, plannedAttempt(turn.draft, intent)),
  revoked,
};

export function decideIntent(turn: Turn, key: Key): void {
  const intent = intentAt(turn.draft, key);
  decisions[present(intent.todo, "something to decide")](turn, intent);
}

function refusal({ refusal: found }: IntentState): Failure {
  const why = found?.why ?? "it was refused";
  return found?.none === true ? resourceLost(why) : denied(why);
}

function refusedByControl(turn: Turn, intent: IntentState): void {
  const frame = frameAt(turn.draft, intent.frame);
  failSlot(turn, {
    frame,
    laid: laidAt(frame, intent.node),
    slot: intent.intent.call.slot,
    known: intent,
    why: { failure: refusal(intent), reads: intent.reads },
  });
}

/**
 * The operator said that it had not happened, and it had: it is undone if it can be, else the operator is asked
 * once more (semantics, rule 18).
 */
function contradiction(turn: Turn, intent: IntentState): void {
  if (undoOf(turn.plan, turn.draft, intent) !== undefined) undo(turn, intent);
  else emit(turn, { t: "Doubted", key: intent.key });
}

/**
 * The operator wants another try: of what is in doubt or of a failed undo under the same key; of what was undone under
 * another, since under the old one the other side would answer with what was undone (semantics, rule 20).
 */
function again(turn: Turn, intent: IntentState): void {
  if (intent.role === "do" && intent.standing === "undone") {
    anew(turn, intent, 1, intent.intent.generation + 1, intent);
  } else continueIntent(turn, intent);
}

/**
 * The user has withdrawn a consent that a step needs (semantics, rules 12 and 23): running attempts are aborted, and
 * nothing of the step begins any more. Attempts of `once` calls do not come here, because they are awaited.
 */
function revoked(turn: Turn, intent: IntentState): void {
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

/** A dispatch that is out. */
export interface Out {
  readonly attempt: number;
  readonly dispatch: number;
}

/** The dispatch of an intent that is running before a result of it is applied. */
export function dispatchOut(state: View, key: Key): Out | undefined {
  const intent = state.intents.get(key);
  if (intent?.status !== "running") return undefined;
  return { attempt: intent.attempt, dispatch: intent.dispatch };
}

/** A late result was taken while another dispatch of the same intent was out: that one need not go on. */
export function abortSuperseded(
  turn: Turn,
  { attempt, dispatch }: Out,
  result: Out & { readonly key: Key },
): void {
  if (result.attempt === attempt && result.dispatch === dispatch) return;
  const { key } = result;
  const is = turn.draft.intents.get(key);
  if (is === undefined || is.status === "running") return;
  if (is.heard.includes(`Ended ${attempt}.${dispatch}`)) return;
  emit(turn, { t: "Aborted", key, attempt, dispatch, why: "superseded" });
}
