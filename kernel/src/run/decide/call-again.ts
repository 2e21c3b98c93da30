/**
 * A plan or goal that a step calls has come to nothing, and is undone: it is called again, as the step's `retry` and
 * `attempts` say. Each time is a new entering, whose steps have keys of their own (semantics, rules 20, 25 and 43).
 */
import type { Json } from "@orchlang/plan";
import type { Attempt } from "@orchlang/plan/nodes";
import type { Failure } from "../../failure.ts";
import type { Slot } from "../../identity.ts";
import { present } from "../../invariant.ts";
import { keyUnder } from "../../keys.ts";
import { attemptOf, callOf } from "../call.ts";
import { siteKeyOf } from "../evolve/open-frame.ts";
import type { Frame } from "../frame-state.ts";
import { type LaidNode, nodeLanes } from "../layout.ts";
import type { Callee } from "../node-state.ts";
import { errorValue, holdsAt, numberAt, within } from "../scope.ts";
import { frameAt, laidAt, nodeAt } from "../state.ts";
import { enter } from "./enter.ts";
import { failSlot } from "./error-handlers.ts";
import { delayOf, isWorthRetrying } from "./retry.ts";
import { emit, type Turn } from "./turn.ts";

interface Calling {
  readonly frame: Frame;
  readonly laid: LaidNode;
  readonly slot: Slot;
  readonly callee: Callee;
  readonly way: Attempt | undefined;
}

/** Why what a plan came to is not accepted by the step that called it; undefined where it is, or nobody asks. */
export function unaccepted(turn: Turn, inner: Frame): Failure | undefined {
  const calling = callingOf(turn, inner);
  const accept = calling?.way?.options.accept;
  if (calling === undefined || accept === undefined) return undefined;
  const it = inner.value ?? null;
  if (holdsAt(turn.draft, within(calling.frame, calling.laid.block.id, { it }), accept)) return undefined;
  const { request } = calling.callee.tries;
  const message = request === 1 ? "its result was not accepted" : `none of ${request} results was accepted`;
  return { class: "exhausted", name: "exhausted", message, attempts: request, last: it };
}

/** All that it did is undone, and its `finally` is over. */
export function callFailed(turn: Turn, inner: Frame): void {
  const calling = present(callingOf(turn, inner), "who called it");
  const { frame, laid, slot, callee, way } = calling;
  const why = present(inner.failure, "why it failed");
  const { attempt, base } = callee.tries;
  const counts = !inner.rejected && way?.options.retry !== undefined;
  const failure: Failure = counts ? { ...why, attempts: attempt - base } : why;
  const delay = inner.rejected
    ? untilNextRequest(turn, calling, failure)
    : untilNextTry(turn, calling, failure);
  if (delay === undefined) {
    failSlot(turn, { frame, laid, slot, known: undefined, why: { failure } });
    return;
  }
  const call = callOf(frame, laid, slot);
  emit(turn, { t: "Settled", call, next: slot, status: "failed", standing: "none", failure });
  if (delay > 0) {
    const id = `retry ${frame.path}#${siteKeyOf(frame.site)}/${laid.node.id}`;
    emit(turn, { t: "TimerSet", id, due: turn.draft.at + delay, call });
  } else callAgain(turn, frameAt(turn.draft, frame.id), laid);
}

/** The delay before it is over. */
export function callAgain(turn: Turn, frame: Frame, laid: LaidNode): void {
  const { callee, slot } = nodeAt(frame, laid.at);
  const { target, input, tries, frame: inner } = present(callee, "what was called");
  const { rejected } = frameAt(turn.draft, present(inner, "what came to nothing"));
  enter(turn, {
    frame,
    laid,
    slot,
    attempt: present(attemptOf(laid, slot), "a way of doing it"),
    target,
    given: input as Readonly<Record<string, Json>>,
    nth: tries.attempt + 1,
    request: rejected ? tries.request + 1 : tries.request,
  });
}

function callingOf({ draft }: Turn, { parent, template }: Frame): Calling | undefined {
  if (parent === undefined || template.loop !== undefined) return undefined;
  const frame = frameAt(draft, parent.frame);
  const laid = laidAt(frame, parent.node);
  const callee = present(nodeAt(frame, parent.node).callee, "what was called");
  return { frame, laid, slot: parent.slot, callee, way: attemptOf(laid, parent.slot) };
}

/** In ms; undefined: never. */
function untilNextTry(turn: Turn, calling: Calling, failure: Failure): number | undefined {
  const { frame, laid, slot, callee, way } = calling;
  const retry = way?.options.retry;
  if (retry === undefined) return undefined;
  const { attempt, base, request } = callee.tries;
  const details = {
    key: keyUnder(frame.lanes, nodeLanes(frame.template, laid), slot, 1, request),
    attempt,
    base,
  };
  const position = within(frame, laid.block.id, { error: errorValue(failure) });
  if (!isWorthRetrying(turn, details, retry, failure, position)) return undefined;
  return delayOf(turn, details, retry, position);
}

function untilNextRequest(
  turn: Turn,
  { frame, laid, callee, way }: Calling,
  failure: Failure,
): number | undefined {
  const attempts = way?.options.attempts;
  if (attempts === undefined || callee.tries.request >= attempts.times) return undefined;
  if (attempts.every === undefined) return 0;
  const it = failure.last ?? null;
  return numberAt(turn.draft, within(frame, laid.block.id, { it }), attempts.every) ?? 0;
}
