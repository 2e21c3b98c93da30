/**
 * Compensation moves through a region from its ends to its beginnings (semantics, rule 27). A node takes its turn
 * when it has been released (what is around it has been reached) and every node after it has passed. On its turn it
 * first releases what is inside it: blocks, rounds, the plan it called; then its own intents are undone, the last first;
 * then it passes. So what was ordered is undone in reverse order, and what was not goes side by side. Nothing is
 * compared with everything: the whole compensation costs as much as the region has nodes and orders between them.
 */

import type { Key } from "../../identity.ts";
import { changeFrame, changeIntent, changeNode, decideLater, ownIntent } from "../draft.ts";
import type { Frame } from "../frame-state.ts";
import type { LaidBlock, LaidNode, Template } from "../layout.ts";
import type { NodeCompensation, NodeState } from "../node-state.ts";
import { type Draft, frameAt, intentAt, laidAt, nodeAt } from "../state.ts";
import { undoOf } from "../undo-of.ts";
import { endHold } from "./holds.ts";
import { bookUndo } from "./ledger.ts";

interface Place {
  readonly frame: number;
  readonly node: number;
}

/** The undoing of a plan or a round begins. */
export function compensateFrame(draft: Draft, id: number): void {
  const work: Place[] = [];
  startFrame(draft, id, work);
  run(draft, work);
}

/** The undoing of one node and all in it begins. */
export function compensateNode(draft: Draft, id: number, at: number): void {
  const frame = frameAt(draft, id);
  changeNode(draft, id, at, { compensation: { ...compensationOf(frame, at), released: at, opened: false } });
  run(draft, [{ frame: id, node: at }]);
}

/** Something in a node that its compensation may wait for is over. */
export function continueCompensation(draft: Draft, id: number, at: number): void {
  if (nodeAt(frameAt(draft, id), at).compensation?.released !== undefined)
    run(draft, [{ frame: id, node: at }]);
}

/** A plan or round is over: the compensation of the node around it need not wait for it any longer. */
export function frameGone(draft: Draft, id: number): void {
  const work: Place[] = [];
  leaveFrame(draft, id, work);
  run(draft, work);
}

/** Continues once a node's region has been undone. */
function run(draft: Draft, work: Place[]): void {
  for (let place = work.pop(); place !== undefined; place = work.pop()) turn(draft, place, work);
}

function compensationOf(frame: Frame, at: number): NodeCompensation {
  return (
    nodeAt(frame, at).compensation ?? {
      left: laidAt(frame, at).undoneBefore.length,
      released: undefined,
      opened: false,
      inside: 0,
      passed: false,
    }
  );
}

function turn(draft: Draft, { frame: id, node: at }: Place, work: Place[]): void {
  const frame = frameAt(draft, id);
  const compensation = compensationOf(frame, at);
  const { released } = compensation;
  if (released === undefined || compensation.passed) return;
  const laid = laidAt(frame, at);
  if (compensation.left > outside(frame.template, laid, released)) return;
  if (!compensation.opened) {
    open(draft, id, laid, compensation, work);
    return;
  }
  const node = nodeAt(frame, at);
  if (compensation.inside > 0 || isAlive(draft, node)) return;
  if (undoNext(draft, node)) return;
  if (released === at) endRegion(draft, id, at, compensation);
  else pass(draft, id, laid, work);
}

/** How many of those after it lie outside the region, and are not waited for. */
function outside(template: Template, laid: LaidNode, region: number): number {
  if (region === -1) return 0;
  return laid.undoneBefore.filter((after) => !isWithin(template, after, region)).length;
}

function isWithin(template: Template, at: number, region: number): boolean {
  for (let node = template.nodes[at]; node !== undefined; node = template.nodes[node.block.owner]) {
    if (node.block.owner === region) return true;
  }
  return false;
}

/**
 * Releases the contents of a node: all blocks, chosen or not, since orders pass through those not taken. An error
 * handler that has not begun is no part of the block it replaces.
 */
function open(draft: Draft, id: number, laid: LaidNode, compensation: NodeCompensation, work: Place[]): void {
  const frame = frameAt(draft, id);
  const node = nodeAt(frame, laid.at);
  const isToCome = (block: LaidBlock): boolean =>
    compensation.released === laid.at && block.handler && block.id !== node.block;
  const members = laid.blocks
    .flatMap((block) => (isToCome(block) ? [] : block.nodes))
    .filter((at) => !compensationOf(frame, at).passed);
  const frames = node.frames.concat([...(node.loop?.frames ?? [])]).filter((inner) => !isGone(draft, inner));
  changeNode(draft, id, laid.at, {
    compensation: { ...compensation, opened: true, inside: members.length + frames.length },
  });
  for (const at of members) {
    changeNode(draft, id, at, {
      compensation: {
        ...compensationOf(frameAt(draft, id), at),
        released: compensation.released,
        opened: false,
      },
    });
    work.push({ frame: id, node: at });
  }
  // Rounds with memory came one after another, and are undone the other way round.
  const first = node.loop?.kind === "fold" ? frames.slice(-1) : withoutNext(node, frames);
  for (const inner of first) startFrame(draft, inner, work);
  work.push({ frame: id, node: laid.at });
}

/** Leaves out the goal's next plan: the calls it took over precede those that the failed plan is still undoing. */
function withoutNext({ callee }: NodeState, frames: readonly number[]): readonly number[] {
  return frames.length < 2 ? frames : frames.filter((frame) => frame !== callee?.next?.frame);
}

function isGone(draft: Draft, id: number): boolean {
  const { status, compensation } = frameAt(draft, id);
  return status === "over" && compensation?.inside === 0;
}

function startFrame(draft: Draft, id: number, work: Place[]): void {
  const frame = frameAt(draft, id);
  // A frame in its `finally` has done its work; it is undone after that.
  if (frame.compensation !== undefined || frame.status === "finally") return;
  const { nodes } = frame.template.root;
  changeFrame(draft, id, { compensation: { inside: nodes.length } });
  for (const at of nodes) {
    changeNode(draft, id, at, {
      compensation: { ...compensationOf(frameAt(draft, id), at), released: -1, opened: false },
    });
    work.push({ frame: id, node: at });
  }
  if (nodes.length === 0) leaveFrame(draft, id, work);
}

function endRegion(draft: Draft, id: number, at: number, compensation: NodeCompensation): void {
  endHold(draft, id, at);
  changeNode(draft, id, at, {
    todo: "unwound",
    compensation: { ...compensation, released: undefined, opened: false },
  });
  decideLater(draft, { frame: id, node: at });
}

function pass(draft: Draft, id: number, laid: LaidNode, work: Place[]): void {
  endHold(draft, id, laid.at);
  changeNode(draft, id, laid.at, {
    compensation: { ...compensationOf(frameAt(draft, id), laid.at), passed: true },
  });
  for (const before of laid.after) {
    const compensation = compensationOf(frameAt(draft, id), before);
    changeNode(draft, id, before, { compensation: { ...compensation, left: compensation.left - 1 } });
    work.push({ frame: id, node: before });
  }
  const { owner } = laid.block;
  if (owner !== -1) {
    const compensation = compensationOf(frameAt(draft, id), owner);
    changeNode(draft, id, owner, { compensation: { ...compensation, inside: compensation.inside - 1 } });
    work.push({ frame: id, node: owner });
    return;
  }
  const { compensation } = frameAt(draft, id);
  if (compensation === undefined) return;
  const inside = compensation.inside - 1;
  changeFrame(draft, id, { compensation: { inside } });
  if (inside === 0) leaveFrame(draft, id, work);
}

/** All of a frame is undone. If it was stopped its `finally` is still to come; else compensation continues around it. */
function leaveFrame(draft: Draft, id: number, work: Place[]): void {
  const frame = frameAt(draft, id);
  if (frame.status === "unwinding" && frame.todo === undefined && frame.compensation?.inside === 0) {
    changeFrame(draft, id, { todo: "unwound" });
    decideLater(draft, { frame: id });
    return;
  }
  if (frame.status !== "over" || frame.parent === undefined) return;
  const { frame: outer, node: at } = frame.parent;
  const node = nodeAt(frameAt(draft, outer), at);
  if (node.compensation?.opened !== true) return;
  if (frame.compensation === undefined) {
    startFrame(draft, id, work);
    return;
  }
  if (frame.compensation.inside > 0) return;
  changeNode(draft, outer, at, {
    compensation: { ...node.compensation, inside: node.compensation.inside - 1 },
  });
  if (node.loop?.kind === "fold") {
    const before = roundBefore(draft, node, frame);
    if (before !== undefined) startFrame(draft, before, work);
  }
  const next = node.callee?.next?.frame;
  if (next !== undefined && next !== id) startFrame(draft, next, work);
  work.push({ frame: outer, node: at });
}

/** The round before this one that is still to be undone. */
function roundBefore(draft: Draft, { loop }: NodeState, frame: Frame): number | undefined {
  for (let index = (frame.site.loops.at(-1)?.[1] ?? 1) - 2; index >= 0; index--) {
    const inner = loop?.frames.get(index);
    if (inner !== undefined && !isGone(draft, inner)) return inner;
  }
  return undefined;
}

/** True if an intent of a node, or a plan that it called, is not at its end. */
function isAlive(draft: Draft, { keys, callee }: NodeState): boolean {
  if (keys.some((key) => intentAt(draft, key).status !== "ended")) return true;
  return (
    callee !== undefined && (callee.frame === undefined || frameAt(draft, callee.frame).status !== "over")
  );
}

/** The last of a node's intents that stands is undone next. False where nothing is left to be undone. */
function undoNext(draft: Draft, node: NodeState): boolean {
  for (let index = node.keys.length - 1; index >= 0; index--) {
    const key = node.keys[index];
    if (key !== undefined && waitsForUndo(draft, key)) return true;
  }
  return false;
}

/** True if an intent has to be undone; if so that is put on the agenda, once what was given up is surely dead. */
function waitsForUndo(draft: Draft, key: Key): boolean {
  const intent = intentAt(draft, key);
  if (intent.kept || (intent.standing !== "applied" && intent.standing !== "maybe")) return false;
  if (undoOf(draft.plan, draft, intent) === undefined) {
    bookUndo(draft, ownIntent(draft, key), false);
    return false;
  }
  const free = intent.quiet === undefined && intent.undo === undefined && intent.todo === undefined;
  if (free && intent.status === "ended") {
    changeIntent(draft, key, { todo: "undo" });
    decideLater(draft, { key });
  }
  return true;
}

/**
 * A handler begins once nothing of what it stands in for is alive, and what of that stands and can be undone is undone
 * (semantics, rule 22). An idempotent effect without undo stays.
 */
export function handleWhenClear(draft: Draft, id: number, at: number): void {
  const node = nodeAt(frameAt(draft, id), at);
  if (node.status !== "active" || !node.slot.startsWith("else") || node.todo !== undefined) return;
  if (node.block !== undefined || node.compensation?.released !== undefined || isAlive(draft, node)) return;
  if (undoNext(draft, node)) return;
  changeNode(draft, id, at, { todo: "rescue" });
  decideLater(draft, { frame: id, node: at });
}
