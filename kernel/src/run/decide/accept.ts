import type { Failure } from "../../failure.ts";
import type { Key } from "../../identity.ts";
import { keyOf } from "../../keys.ts";
import { plannedAttempt } from "../call.ts";
import { argsNow } from "../member-readers.ts";
import { holdsAt, numberAt, within } from "../scope.ts";
import { frameAt, type IntentState, intentAt, laidAt } from "../state.ts";
import { undoOf } from "../undo-of.ts";
import { begin } from "./begin.ts";
import { remember } from "./cache.ts";
import { failSlot } from "./error-handlers.ts";
import { emit, type Turn } from "./turn.ts";
import { undo } from "./undo.ts";

/**
 * Applies `accept` to a step's result. A rejected result leads to a new request, as another intent under another key.
 */
export function accept(turn: Turn, intent: IntentState): void {
  const way = plannedAttempt(turn.draft, intent);
  const frame = frameAt(turn.draft, intent.frame);
  const laid = laidAt(frame, intent.node);
  const { call, request = 1 } = intent.intent;
  const condition = way?.options.accept;
  const position = within(frame, laid.block.id, { it: intent.result ?? null });
  if (condition === undefined || holdsAt(turn.draft, position, condition)) {
    emit(turn, { t: "Settled", call, key: intent.key, status: "completed", standing: intent.standing });
    remember(turn, intent);
    return;
  }
  const attempts = way?.options.attempts;
  if (attempts === undefined || request >= attempts.times) {
    const failure: Failure = {
      class: "exhausted",
      name: "exhausted",
      message: request === 1 ? "its result was not accepted" : `none of ${request} results was accepted`,
      attempts: request,
      last: intent.result ?? null,
    };
    failSlot(turn, { frame, laid, slot: call.slot, known: intent, why: { failure } });
    return;
  }
  const every = attempts.every === undefined ? 0 : (numberAt(turn.draft, position, attempts.every) ?? 0);
  if (every > 0) {
    emit(turn, { t: "TimerSet", id: `again ${intent.key}`, due: turn.draft.at + every, key: intent.key });
  } else nextRequest(turn, intent);
}

/** This one is at its end, and another takes its place. */
export function nextRequest(turn: Turn, intent: IntentState): void {
  const { call, generation, request = 1 } = intent.intent;
  const failure: Failure = { class: "exhausted", name: "exhausted", message: "its result was not accepted" };
  emit(turn, {
    t: "Settled",
    call,
    key: intent.key,
    next: call.slot,
    status: "failed",
    standing: intent.standing,
    failure,
  });
  anew(turn, intent, request + 1, generation);
  withdraw(turn, intent.key);
}

/**
 * Compensates a rejected result while the next request is made. If the whole plan is being undone, that compensates it.
 */
function withdraw(turn: Turn, key: Key): void {
  const intent = intentAt(turn.draft, key);
  const { status } = frameAt(turn.draft, intent.frame);
  const isFree = intent.undo === undefined && intent.todo === undefined && !intent.kept;
  if (intent.standing !== "applied" || !isFree || status !== "forward") return;
  if (undoOf(turn.plan, turn.draft, intent) !== undefined) undo(turn, intent);
}

/** The next request of a step, with the arguments of the one before. */
export function anew(
  turn: Turn,
  intent: IntentState,
  request: number,
  generation: number,
  known?: IntentState,
): void {
  const frame = frameAt(turn.draft, intent.frame);
  const { call } = intent.intent;
  begin(turn, {
    intent: {
      call,
      key: keyOf(turn.draft.start?.run ?? "", call, generation, request),
      generation,
      ...(request > 1 ? { request } : {}),
    },
    capability: intent.capability,
    args: argsNow(turn.draft, intent, plannedAttempt(turn.draft, intent)),
    attempt: 1,
    planned: plannedAttempt(turn.draft, intent),
    frame,
    laid: laidAt(frame, intent.node),
    known,
  });
}
