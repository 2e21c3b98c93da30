/** A try of an intent has failed, and what follows (semantics, rules 16, 17, 27 and 43). */
import { furtherTries, usualBackoff } from "@orchlang/plan";
import type { Retry } from "@orchlang/plan/nodes";
import { chance } from "../../chance.ts";
import type { Failure, FailureClass } from "../../failure.ts";
import type { Key } from "../../identity.ts";
import { present } from "../../invariant.ts";
import { answerOf } from "../answer.ts";
import { callsBack, effectNow, plannedAttempt } from "../call.ts";
import { errorValue, holdsAt, numberAt, type Position, within } from "../scope.ts";
import { frameAt, type IntentState, intentAt, laidAt } from "../state.ts";
import { nextRequest } from "./accept.ts";
import { beginAbout, beginAgain } from "./begin.ts";
import { confirmOrDoubt } from "./doubt.ts";
import { failSlot } from "./error-handlers.ts";
import { emit, type Turn } from "./turn.ts";

export function tryFailed(turn: Turn, intent: IntentState): void {
  const failure: Failure = intent.failure ?? { class: "permanent", name: "permanent", message: "it failed" };
  if (intent.role !== "do") {
    undoOrConfirmFailed(turn, intent, failure);
    return;
  }
  if (intent.repeatedForResult) {
    emit(turn, { t: "Doubted", key: intent.key });
    return;
  }
  const once =
    effectNow(turn.plan, turn.draft, intent) === "once" && !callsBack(turn.plan, intent.capability);
  if (once && intent.reach === "unknown") {
    confirmOrDoubt(turn, intent);
    return;
  }
  tryAgainOrFail(turn, intent, failure);
}

/** Where the world was not reached, or reaching it again does no harm. */
export function tryAgainOrFail(turn: Turn, intent: IntentState, failure: Failure): void {
  const frame = frameAt(turn.draft, intent.frame);
  const laid = laidAt(frame, intent.node);
  const way = plannedAttempt(turn.draft, intent);
  const retry = way?.options.retry;
  const position = within(frame, laid.block.id, { error: errorValue(failure) });
  const mayRepeat = !intent.stopping && retry !== undefined && !wasMadeOnce(turn, intent);
  if (mayRepeat && isWorthRetrying(turn, intent, retry, failure, position)) {
    const delay = Math.max(delayOf(turn, intent, retry, position), failure.after ?? 0);
    if (delay <= 0) beginAgain(turn, intent, way);
    else setRetryTimer(turn, intent, delay);
    return;
  }
  failSlot(turn, { frame, laid, slot: intent.intent.call.slot, known: intent, why: { failure } });
}

/** An effect that can be made once only and was made is not made again, whatever came back of it. */
function wasMadeOnce(turn: Turn, intent: IntentState): boolean {
  return intent.standing === "applied" && effectNow(turn.plan, turn.draft, intent) === "once";
}

function setRetryTimer(turn: Turn, { key }: IntentState, delay: number): void {
  emit(turn, { t: "TimerSet", id: `retry ${key}`, due: turn.draft.at + delay, key });
}

/**
 * An undo or a confirm has failed: again, and in the end a person has to be asked. The language has no clause for its
 * tries; both may be repeated at will, and a run that gives up on one has to wait.
 */
function undoOrConfirmFailed(turn: Turn, intent: IntentState, failure: Failure): void {
  const again = intent.attempt - intent.base <= furtherTries && !never.has(failure.class) && !intent.stopping;
  if (again) {
    setRetryTimer(turn, intent, jittered(turn, intent, usualBackoff));
    return;
  }
  aboutFailed(turn, intent, failure);
}

/** An undo or a confirm is given up: a person has to be asked. */
export function aboutFailed(turn: Turn, { intent: { call }, key }: IntentState, failure: Failure): void {
  emit(turn, { t: "Settled", call, key, status: "failed", standing: "none", failure });
}

/** The delay before the next try is over. */
export function continueIntent(turn: Turn, intent: IntentState): void {
  if (intent.role === "do") {
    // An intent with a result rests before its next request.
    if (intent.hasResult) nextRequest(turn, intent);
    else beginAgain(turn, intent, plannedAttempt(turn.draft, intent));
    return;
  }
  if (intent.of === undefined) return;
  beginAbout(turn, intent, {
    intent: intent.intent,
    capability: intent.capability,
    args: intent.args,
    attempt: intent.attempt + 1,
    of: intent.of,
  });
}

// Decides whether a failure is retried, and after which delay (semantics, rule 43).

const never: ReadonlySet<FailureClass> = new Set(["denied", "budget", "permanent", "invalid_input"]);

/** Tries of one thing: `attempt` counts all of them, those up to `base` count no longer. */
interface Tried {
  readonly key: Key;
  readonly attempt: number;
  readonly base: number;
}

export function isWorthRetrying(
  { draft }: Turn,
  { attempt, base }: Tried,
  retry: Retry,
  failure: Failure,
  position: Position,
): boolean {
  if (attempt - base > retry.times) return false;
  if (retry.when !== undefined && !holdsAt(draft, position, retry.when)) return false;
  // A failure that the capability declares counts as permanent, unless the author asks for it by name.
  const named = failure.name !== failure.class && retry.when !== undefined;
  return named || !never.has(failure.class);
}

export function delayOf(turn: Turn, tried: Tried, retry: Retry, position: Position): number {
  if (retry.every !== undefined) return numberAt(turn.draft, position, retry.every) ?? 0;
  const bound = (expression: Parameters<typeof numberAt>[2] | undefined, otherwise: number): number =>
    expression === undefined ? otherwise : (numberAt(turn.draft, position, expression) ?? otherwise);
  return jittered(turn, tried, {
    from: bound(retry.backoff?.from, usualBackoff.from),
    to: bound(retry.backoff?.to, usualBackoff.to),
  });
}

/** d = min(to, from · 2^(k−1)) after the kth try, and of that between a half and the whole. */
function jittered(
  { draft }: Turn,
  { key, attempt, base }: Tried,
  { from, to }: { readonly from: number; readonly to: number },
): number {
  const delay = Math.min(to, from * 2 ** (attempt - base - 1));
  return Math.round(
    delay / 2 + (delay / 2) * chance(draft.start?.seed ?? "", { key, attempt, purpose: "backoff" }),
  );
}

/** The confirm has answered, or given up. */
export function confirmed(turn: Turn, intent: IntentState): void {
  const confirm = intentAt(turn.draft, present(intent.confirm, "the confirm that answered"));
  const answer = confirm.hasResult ? answerOf(confirm.result ?? null) : "unknown";
  if (answer === "unknown") {
    emit(turn, { t: "Doubted", key: intent.key });
    return;
  }
  if (answer !== "not_done") {
    emit(turn, {
      t: "Settled",
      call: intent.intent.call,
      key: intent.key,
      status: "completed",
      standing: "applied",
      value: answer.done,
    });
    return;
  }
  const failure: Failure = intent.failure ?? {
    class: "transient",
    name: "transient",
    message: "it was lost, and has not happened",
    attempts: intent.attempt - intent.base,
  };
  tryAgainOrFail(turn, intent, failure);
}
