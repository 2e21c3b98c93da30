import type { Json } from "@orchlang/plan";
import type { Failure } from "../../failure.ts";
import { present } from "../../invariant.ts";
import type { Seq } from "../../machine.ts";
import { changeFrame, changeNode, counted, decideLater, ownIntent, putIntent } from "../draft.ts";
import type { RunEvent } from "../events.ts";
import type { Frame } from "../frame-state.ts";
import { branchAround, isRaceBranch, isTransparent, type LaidNode } from "../layout.ts";
import type { LoopState } from "../node-state.ts";
import { type Draft, frameAt, type IntentState, intentAt, laidAt, nodeAt } from "../state.ts";
import { attach, newIntent } from "./attempts.ts";
import { continueCompensation, frameGone, handleWhenClear } from "./compensation.ts";
import { endHold } from "./holds.ts";
import { bookTries, withStanding } from "./ledger.ts";
import { frameNamed } from "./open-frame.ts";
import { takeOccurrence } from "./received.ts";
import { complete } from "./results.ts";
import { type End, isSettled, leaveQuorum, leaveRace, roundFailed, settle } from "./settle.ts";
import { markEnd, markReturned } from "./trace.ts";

type Settled = Extract<RunEvent, { t: "Settled" }>;

/** Something came to its end by a decision: an intent, a call, a statement, or a round of a loop. */
export function settled(draft: Draft, event: Settled, seq: Seq): void {
  const { call, key, about } = event;
  if (about !== undefined) notBegun(draft, about, seq);
  const id = present(frameNamed(draft, call.routine, call.site), call.routine);
  const frame = frameAt(draft, id);
  if (key !== undefined) intentSettled(draft, event, key);
  else if (frame.template.loop === call.node) roundSettled(draft, frame);
  else nodeSettled(draft, frame, present(frame.template.number.get(call.node), call.node), event);
}

/** A call about another intent that no attempt was made of: it stands beside that intent all the same. */
function notBegun(draft: Draft, about: NonNullable<Settled["about"]>, seq: Seq): void {
  const intent = newIntent(draft, about, seq);
  draft.intents = draft.intents.set(intent.key, intent, draft.owner);
  counted(draft, undefined, intent);
  attach(draft, intent);
}

function intentSettled(draft: Draft, event: Settled, key: string): void {
  const intent = intentAt(draft, key);
  const { status, standing, failure } = event;
  if (standing === "undone") {
    putIntent(draft, { ...withStanding(draft, intent, "undone"), status: "ended", todo: undefined });
    handleWhenClear(draft, intent.frame, intent.node);
    continueCompensation(draft, intent.frame, intent.node);
    return;
  }
  if (intent.role !== "do") {
    aboutSettled(draft, intent, event);
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
  if (before.status === "active" && !over.stopping && intent.outcome === undefined) {
    if (event.call.slot.startsWith("ask") && event.next === undefined)
      leaveQuorum(draft, over.frame, over.node);
    else nodeEnd(draft, over.frame, over.node, event);
  }
  handleWhenClear(draft, over.frame, over.node);
  continueCompensation(draft, over.frame, over.node);
}

/** An undo that failed waits for the operator; a confirm that gave up leaves what it was asked about in doubt. */
function aboutSettled(draft: Draft, intent: IntentState, { status, failure }: Settled): void {
  const of = intentAt(draft, present(intent.of, "the key an undo or confirm speaks of"));
  const own = ownIntent(draft, intent.key);
  bookTries(draft, own, false);
  const over = { ...own, todo: undefined, due: undefined, failure: failure ?? intent.failure };
  if (intent.role === "undo" && status === "failed") {
    putIntent(draft, { ...over, status: "stuck" });
    return;
  }
  putIntent(draft, { ...over, status: "ended", outcome: status, ended: draft.at });
  const todo = intent.role === "undo" ? "undone" : "confirmed";
  if (todo === "confirmed" && of.status !== "confirming") return;
  putIntent(draft, { ...of, todo });
  decideLater(draft, { key: of.key });
}

function wasDoubt(status: string): boolean {
  return status === "doubt";
}

/** A round that may fail has failed and is undone, or was stopped with its loop. */
function roundSettled(draft: Draft, frame: Frame): void {
  changeFrame(draft, frame.id, { status: "over", todo: undefined });
  roundFailed(draft, frameAt(draft, frame.id));
  frameGone(draft, frame.id);
}

function nodeSettled(draft: Draft, frame: Frame, at: number, event: Settled): void {
  const { node } = laidAt(frame, at);
  if (event.occurrence !== undefined && node.kind === "wait" && node.for.kind === "occurrence") {
    takeOccurrence(draft, node.for.event, event.occurrence);
  }
  const before = nodeAt(frame, at);
  if (event.call.slot.startsWith("ask")) {
    leaveQuorum(draft, frame.id, at);
    return;
  }
  const inner = before.callee?.frame;
  // A goal that no plan was found for.
  if (before.callee !== undefined && inner === undefined)
    changeNode(draft, frame.id, at, { callee: undefined });
  if (before.callee !== undefined && inner !== undefined && frameAt(draft, inner).status !== "over") {
    markReturned(draft, before.callee.target, frame, frameAt(draft, inner));
    calleeOver(draft, frame.id, at, inner);
    if (before.status === "cancelled") return;
  } else if (before.status === "cancelled") {
    // Its region is undone: a branch that lost its race, or something that failed and still has a handler.
    changeNode(draft, frame.id, at, { todo: undefined });
    const { owner } = laidAt(frame, at).block;
    if (event.status === "cancelled") {
      if (isRaceBranch(frame.template, laidAt(frame, at))) leaveRace(draft, frame.id, owner, at, false);
      return;
    }
    changeNode(draft, frame.id, at, { status: "active", ended: undefined });
  }
  if (!isSettled(nodeAt(frameAt(draft, frame.id), at))) nodeEnd(draft, frame.id, at, event);
}

function calleeOver(draft: Draft, id: number, at: number, inner: number): void {
  changeFrame(draft, inner, { status: "over", todo: undefined });
  frameGone(draft, inner);
  continueCompensation(draft, id, at);
}

/** A way of doing a node, or the node itself, is at its end. */
function nodeEnd(draft: Draft, id: number, at: number, event: Settled): void {
  const { status, next, failure } = event;
  // The same way once more: another request follows in this turn.
  if (next === event.call.slot) return;
  if (next !== undefined) {
    changeNode(draft, id, at, {
      status: "active",
      began: nodeAt(frameAt(draft, id), at).began ?? draft.at,
      slot: next,
      failure,
      todo: undefined,
      due: undefined,
      holdsUntil: undefined,
    });
    endHold(draft, id, at);
    handleWhenClear(draft, id, at);
    return;
  }
  if (status === "failed") {
    nodeFailed(draft, id, at, present(failure, "a failure"));
    return;
  }
  const end = ending(draft, id, at, event);
  if (status === "completed")
    bind(draft, frameAt(draft, id), laidAt(frameAt(draft, id), at), end.value ?? null);
  settle(draft, id, at, end);
}

/** The list of a loop is not written again: each of its values is there already. */
function ending(draft: Draft, id: number, at: number, { status, value }: Settled): End {
  const frame = frameAt(draft, id);
  const { loop } = nodeAt(frame, at);
  if (status !== "completed" || value !== undefined || loop === undefined) {
    if (status === "completed" && value === undefined && laidAt(frame, at).node.kind === "loop")
      return { status, value: [] };
    return value === undefined ? { status } : { status, value };
  }
  if (loop.race !== undefined) return { status, value: winnersValue(loop, loop.race) };
  return { status, value: loop.kind === "fold" ? loop.value : valuesOf(loop) };
}

/** In the order of the rounds; of those that failed, and may, there is none. */
function valuesOf({ values }: LoopState): readonly Json[] {
  return [...values].filter((value) => value !== undefined);
}

/** That of the round that came first, or those of the first few in the order in which they came. */
function winnersValue({ values }: LoopState, { winners, won }: NonNullable<LoopState["race"]>): Json {
  const results = won.slice(0, winners).map((round) => values.get(round - 1) ?? null);
  return winners === 1 ? (results[0] ?? null) : results;
}

/** `return` gives its value to the plan, `yield` to the round, handler or branch of a race around it. */
function bind(draft: Draft, frame: Frame, { node, block }: LaidNode, value: Json): void {
  if (node.kind === "return") {
    let outer = frame;
    while (outer.template.loop !== undefined && outer.parent !== undefined)
      outer = frameAt(draft, outer.parent.frame);
    changeFrame(draft, outer.id, { value, returned: true });
    return;
  }
  if (node.kind !== "yield") return;
  let around = block;
  for (;;) {
    const owner = frame.template.nodes[around.owner];
    if (owner === undefined) {
      changeFrame(draft, frame.id, { value });
      return;
    }
    if (!isTransparent(owner.node) || isRaceBranch(frame.template, owner)) {
      changeNode(draft, frame.id, owner.at, { yielded: value });
      return;
    }
    around = owner.block;
  }
}

/**
 * A node has failed for good. Where it is optional the rest goes on without its value; in `finally` what needs it is
 * skipped; a race counts it as lost; else what is around it fails: the branch of a race, the round of a loop, or the plan.
 */
function nodeFailed(draft: Draft, id: number, at: number, failure: Failure): void {
  const frame = frameAt(draft, id);
  const laid = laidAt(frame, at);
  const optional = "optional" in laid.node && laid.node.optional === true;
  if (optional || laid.inFinally || isRaceBranch(frame.template, laid)) {
    settle(draft, id, at, { status: "failed", failure });
    return;
  }
  changeNode(draft, id, at, { status: "failed", failure, ended: draft.at, todo: undefined, due: undefined });
  // `fail` ends the plan wherever it stands.
  const branch = laid.node.kind === "fail" ? undefined : branchAround(frame.template, laid);
  if (branch === undefined) frameFailed(draft, id, failure);
  else regionFailing(draft, { frame: id, node: branch.at }, failure);
}

/** Something in a frame failed that nobody handles. The first failure counts; what it stops may fail in turn. */
function frameFailed(draft: Draft, id: number, failure: Failure): void {
  const frame = frameAt(draft, id);
  const mayStillFail = frame.status === "forward" || frame.status === "pending";
  if (!mayStillFail || frame.failure !== undefined) return;
  if (frame.template.loop !== undefined && frame.parent !== undefined && !mayFail(draft, frame.parent)) {
    changeFrame(draft, id, { failure });
    regionFailing(draft, frame.parent, failure);
    return;
  }
  changeFrame(draft, id, { failure, todo: "fail" });
  decideLater(draft, { frame: id });
}

/** True if one more round may fail without the loop failing; it is counted if so. */
function mayFail(draft: Draft, { frame, node }: { readonly frame: number; readonly node: number }): boolean {
  const { loop, status } = nodeAt(frameAt(draft, frame), node);
  // In a race that is decided nobody asks what became of the others.
  if (loop?.race !== undefined && status === "completed") return true;
  if (loop === undefined || loop.failed >= loop.tolerated) return false;
  changeNode(draft, frame, node, { loop: { ...loop, failed: loop.failed + 1 } });
  return true;
}

/** All in a loop, or in a branch of a race, is to be stopped and undone. The first failure counts. */
function regionFailing(
  draft: Draft,
  { frame, node }: { readonly frame: number; readonly node: number },
  failure: Failure,
): void {
  const { status, todo } = nodeAt(frameAt(draft, frame), node);
  if (status !== "active" || todo === "failing") return;
  changeNode(draft, frame, node, { failure, todo: "failing" });
  decideLater(draft, { frame, node });
}
