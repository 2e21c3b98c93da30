import type { Failure } from "../../failure.ts";
import type { Key } from "../../identity.ts";
import { present } from "../../invariant.ts";
import { plannedAttempt } from "../call.ts";
import { frameAt, intentAt, laidAt } from "../draft.ts";
import type { IntentState, IntentTodo } from "../state.ts";
import { undoOf } from "../undo-of.ts";
import { accept, anew } from "./accept.ts";
import { beginAgain, tellCancel } from "./begin.ts";
import { confirmed } from "./doubt.ts";
import { failSlot } from "./error-handlers.ts";
import { denied } from "./gate.ts";
import { resourceLost } from "./hold.ts";
import { lostTry } from "./lost.ts";
import { memberLost } from "./rebind.ts";
import { continueIntent, tryFailed } from "./retry.ts";
import { stop } from "./stop.ts";
import { emit, type Turn } from "./turn.ts";
import { undo, undone } from "./undo.ts";

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
 * The operator said that it had not happened, and it had: it is taken back if it can be, else the operator is asked
 * once more (semantics, rule 18).
 */
function contradiction(turn: Turn, intent: IntentState): void {
  if (undoOf(turn.plan, turn.draft, intent) !== undefined) undo(turn, intent);
  else emit(turn, { t: "Doubted", key: intent.key });
}

/**
 * The operator wants another try: of what is in doubt or of a failed undo under the same key; of what was undone under
 * another, since under the old one the other side would answer with what was taken back (semantics, rule 20).
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
