import { present } from "../../invariant.ts";
import { changeFrame, changeNode, type Draft, decideLater, frameAt, intentAt, laidAt, nodeAt, putIntent } from "../draft.ts";
import type { RunEvent } from "../events.ts";
import type { Frame } from "../state.ts";
import { nodeFailed } from "./failing.ts";
import { frameNamed } from "./frames.ts";
import { withStanding } from "./ledger.ts";
import { complete } from "./results.ts";
import { roundFailed } from "./rounds.ts";
import { type End, isSettled, leaveRace, settle } from "./settle.ts";
import { markEnd } from "./trace.ts";
import { frameGone, goOnUndoing } from "./wave.ts";

type Settled = Extract<RunEvent, { t: "Settled" }>;

/** Something came to its end by a decision: an intent, a call, a statement, or a round of a loop. */
export function settled(draft: Draft, event: Settled): void {
  const { call, key } = event;
  const id = present(frameNamed(draft, call.routine, call.site), call.routine);
  const frame = frameAt(draft, id);
  if (key !== undefined) intentSettled(draft, event, key);
  else if (frame.template.loop === call.node) roundSettled(draft, frame);
  else nodeSettled(draft, frame, present(frame.template.number.get(call.node), call.node), event);
}

function intentSettled(draft: Draft, event: Settled, key: string): void {
  const intent = intentAt(draft, key);
  const { status, standing, failure } = event;
  if (standing === "undone") {
    putIntent(draft, { ...withStanding(draft, intent, "undone"), status: "ended", todo: undefined });
    rescueAgain(draft, intent.frame, intent.node);
    goOnUndoing(draft, intent.frame, intent.node);
    return;
  }
  if (intent.role !== "do") {
    // Only a failed undo comes here: it waits for the operator.
    putIntent(draft, { ...intent, status: "stuck", todo: undefined, failure: failure ?? intent.failure });
    return;
  }
  if (status === "completed") {
    const value = event.value ?? intent.result ?? null;
    complete(draft, { ...intent, resolved: wasDoubt(intent.status) ? "completed" : intent.resolved }, value);
    return;
  }
  const over = putIntent(draft, {
    ...withStanding(draft, intent, standing),
    status: "ended",
    todo: undefined,
    outcome: status,
    ended: draft.at,
    due: undefined,
    failure: failure ?? intent.failure,
    resolved: wasDoubt(intent.status) ? "failed" : intent.resolved,
  });
  markEnd(draft, over);
  const before = nodeAt(frameAt(draft, over.frame), over.node);
  if (before.status === "active" && !over.stopping) {
    const node = laidAt(frameAt(draft, over.frame), over.node).node;
    if (node.kind === "quorum" && call(event).startsWith("ask")) {
      changeNode(draft, over.frame, over.node, { todo: "quorum" });
      decideLater(draft, { frame: over.frame, node: over.node });
    } else nodeEnd(draft, over.frame, over.node, event);
  }
  goOnUndoing(draft, over.frame, over.node);
}

function call(event: Settled): string {
  return event.call.slot;
}

function wasDoubt(status: string): boolean {
  return status === "doubt";
}

/** A handler waits until what it stands in for is undone. */
function rescueAgain(draft: Draft, id: number, at: number): void {
  const { status, slot, todo, wave } = nodeAt(frameAt(draft, id), at);
  if (status !== "active" || !slot.startsWith("else") || todo !== undefined || wave?.released !== undefined) return;
  changeNode(draft, id, at, { todo: "rescue" });
  decideLater(draft, { frame: id, node: at });
}

/** A round that may fail has failed and is undone, or was stopped with its loop. */
function roundSettled(draft: Draft, frame: Frame): void {
  changeFrame(draft, frame.id, { status: "over", todo: undefined });
  roundFailed(draft, frameAt(draft, frame.id));
  frameGone(draft, frame.id);
}

function nodeSettled(draft: Draft, frame: Frame, at: number, event: Settled): void {
  const before = nodeAt(frame, at);
  const inner = before.callee?.frame;
  if (inner !== undefined && frameAt(draft, inner).status !== "over") calleeOver(draft, frame.id, at, inner);
  const laid = laidAt(frame, at);
  if (before.status === "cancelled") {
    changeNode(draft, frame.id, at, { todo: undefined });
    if (frame.template.nodes[laid.block.owner]?.node.kind === "race") {
      leaveRace(draft, frame.id, laid.block.owner, at, false);
    }
  }
  if (inner !== undefined) frameGone(draft, inner);
  goOnUndoing(draft, frame.id, at);
  const now = nodeAt(frameAt(draft, frame.id), at);
  if (now.status === "cancelled" && before.todo !== "unwound") return;
  if (isSettled(now) && now.status !== "cancelled") return;
  reopen(draft, frame.id, at);
  nodeEnd(draft, frame.id, at, event);
}

/** A loop or race whose region was stopped and undone may still have a handler. */
function reopen(draft: Draft, id: number, at: number): void {
  const { status } = nodeAt(frameAt(draft, id), at);
  if (status === "cancelled") changeNode(draft, id, at, { status: "active", ended: undefined });
}

function calleeOver(draft: Draft, id: number, at: number, inner: number): void {
  changeFrame(draft, inner, { status: "over", todo: undefined });
  const { live } = nodeAt(frameAt(draft, id), at);
  changeNode(draft, id, at, { live: live - 1 });
}

/** A way of doing a node, or the node itself, is at its end. */
function nodeEnd(draft: Draft, id: number, at: number, event: Settled): void {
  const { status, next, failure } = event;
  if (next !== undefined) {
    changeNode(draft, id, at, {
      status: "active",
      began: nodeAt(frameAt(draft, id), at).began ?? draft.at,
      slot: next,
      failure,
      todo: "rescue",
    });
    decideLater(draft, { frame: id, node: at });
    return;
  }
  if (status === "failed") {
    nodeFailed(draft, id, at, present(failure, "a failure"));
    return;
  }
  settle(draft, id, at, ending(draft, id, at, event));
  bind(draft, id, at, event);
}

/** The list of a loop is not written again: each of its values is there already. */
function ending(draft: Draft, id: number, at: number, { status, value }: Settled): End {
  const { loop } = nodeAt(frameAt(draft, id), at);
  if (status !== "completed" || value !== undefined || loop === undefined) {
    return value === undefined ? { status } : { status, value };
  }
  return { status, value: loop.kind === "list" ? loop.values.toArray() : loop.value };
}

/** `return` and `yield` give their value to what is around them. */
function bind(draft: Draft, id: number, at: number, { status, value }: Settled): void {
  if (status !== "completed") return;
  const frame = frameAt(draft, id);
  const laid = laidAt(frame, at);
  if (laid.node.kind === "return") {
    changeFrame(draft, id, { value: value ?? null, returned: true });
  }
}
