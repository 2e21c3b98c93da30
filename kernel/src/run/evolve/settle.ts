import type { Json } from "@orchlang/plan";
import type { Failure } from "../../failure.ts";
import { present } from "../../invariant.ts";
import { lanesOfRound } from "../../keys.ts";
import { nothing } from "../amounts.ts";
import { quorumIsDecided, raceIsDecided } from "../contest.ts";
import { changeFrame, changeNode, decideLater, letGo, ownFrame, ownIntent, ownNode } from "../draft.ts";
import type { Frame, FrameOutcome } from "../frame-state.ts";
import {
  isRaceBranch,
  isTransparent,
  type LaidBlock,
  type LaidNode,
  nodeLanes,
  type Template,
} from "../layout.ts";
import type { LoopState, NodeState } from "../node-state.ts";
import {
  type Draft,
  frameAt,
  type IntentState,
  laidAt,
  type Mutable,
  nodeAt,
  type Place,
  wholeRun,
} from "../state.ts";
import { waitProgressOf } from "../wait-progress.ts";
import { bookUndo } from "./ledger.ts";
import { openFrame } from "./open-frame.ts";
import { resume } from "./rebinding.ts";

/** How a node came to its end. */
export interface End {
  readonly status: "completed" | "failed" | "skipped" | "cancelled";
  readonly value?: Json;
  readonly failure?: Failure;
}

interface Settling {
  readonly at: number;
  readonly end: End;
}

/**
 * A node of a frame is at its end: what waited for it goes on, what can't be reached any more is skipped, the block
 * around it may be complete, and so on outwards. Takes the nodes one after another, not one within another: plans may
 * be long.
 */
export function settle(draft: Draft, id: number, at: number, end: End): void {
  const work: Settling[] = [{ at, end }];
  for (let index = 0; index < work.length; index++) {
    const one = work[index];
    if (one !== undefined) settleOne(draft, id, one, work);
  }
}

export function isSettled({ status }: NodeState): boolean {
  return status === "completed" || status === "failed" || status === "skipped" || status === "cancelled";
}

function settleOne(draft: Draft, id: number, { at, end }: Settling, work: Settling[]): void {
  const frame = frameAt(draft, id);
  const laid = laidAt(frame, at);
  if (isSettled(nodeAt(frame, at))) return;
  const node = ownNode(draft, id, at);
  node.status = end.status;
  node.value = end.value;
  node.failure = end.failure ?? node.failure;
  node.ended = draft.at;
  node.due = undefined;
  node.seq = undefined;
  node.todo = undefined;
  if (node.hold !== undefined) {
    if (end.status !== "failed") resume(draft, id, at);
    letGo(draft, node.hold.asked);
    if (laid.node.kind === "hold") retireUndos(draft, id, at);
  }
  if (laid.node.kind === "commit" && end.status === "completed") commitUndos(draft, id);
  if (node.watch !== undefined) letGo(draft, node.watch);
  if (end.status === "skipped") for (const below of laid.skips) work.push({ at: below, end });
  for (const block of laid.blocks) {
    const goesOn = node.race !== undefined && !block.handler;
    if (block.id !== node.block && !goesOn) skipBlock(block, work);
  }
  if (laid.node.kind === "race" && end.status === "completed") {
    awaitLosers(draft, id, laid, node.race?.running ?? 0);
  }
  if (node.loop?.race !== undefined && end.status === "completed") {
    awaitLosers(draft, id, laid, node.loop.running);
  }
  feed(draft, id, laid, end, work);
  leaveBlock(draft, id, laid, end, work);
}

/**
 * The plan stays open until the branches that continue, or are being undone, have ended. So does the `with` around
 * them: they use its member, and so do their undos (semantics, rule 28). And so does the next `commit`.
 */
function awaitLosers(draft: Draft, id: number, laid: LaidNode, losers: number): void {
  if (losers === 0) return;
  changeFrame(draft, id, { open: frameAt(draft, id).open + losers });
  const hold = holdAround(frameAt(draft, id), laid);
  if (hold !== undefined)
    changeNode(draft, id, hold, { open: nodeAt(frameAt(draft, id), hold).open + losers });
  const commit = commitBehind(frameAt(draft, id), laid);
  if (commit !== undefined && nodeAt(frameAt(draft, id), commit).status === "waiting")
    ownNode(draft, id, commit).unmet += losers;
}

/** A loser of a race that is decided has ended. */
function loserGone(draft: Draft, id: number, race: number): void {
  const frame = frameAt(draft, id);
  const hold = holdAround(frame, laidAt(frame, race));
  if (hold !== undefined && !isSettled(nodeAt(frame, hold))) {
    const held = changeNode(draft, id, hold, { open: nodeAt(frame, hold).open - 1 });
    if (held.open === 0) settle(draft, id, hold, blockEnd(frame, laidAt(frame, hold), held));
  }
  const commit = commitBehind(frame, laidAt(frame, race));
  // A `commit` gives no value that a join would wait for.
  if (commit !== undefined) lessUnmet(draft, id, commit, []);
  oneLess(draft, id);
}

/**
 * Statements around a decided race are stopped: from now on its losers are waited for, and undone, with that. Nobody waits
 * for those that a decided quorum has asked.
 */
export function disownLosers(draft: Draft, id: number, at: number): void {
  const frame = frameAt(draft, id);
  const { race, status } = nodeAt(frame, at);
  if (laidAt(frame, at).node.kind !== "race" || race === undefined) return;
  if (status !== "completed" || race.running === 0) return;
  changeNode(draft, id, at, { race: { ...race, lost: race.lost + race.running, running: 0 } });
  for (let loser = 0; loser < race.running; loser++) loserGone(draft, id, at);
}

/** The first `commit` below a statement: it waits for all that stands above it. */
function commitBehind({ template: { nodes, root } }: Frame, laid: LaidNode): number | undefined {
  let outermost = laid;
  for (let at = laid.block.owner; at !== -1; at = outermost.block.owner)
    outermost = present(nodes[at], "an owner");
  const from = root.nodes.indexOf(outermost.at);
  return from === -1 ? undefined : root.nodes.slice(from).find((at) => nodes[at]?.node.kind === "commit");
}

/** The innermost `with` that a node stands in. */
function holdAround(frame: Frame, laid: LaidNode): number | undefined {
  let { owner } = laid.block;
  while (owner !== -1) {
    const around = laidAt(frame, owner);
    if (around.node.kind === "hold") return owner;
    owner = around.block.owner;
  }
  return undefined;
}

export function skipBlock(block: LaidBlock, work: { at: number; end: End }[]): void {
  for (const at of block.nodes) work.push({ at, end: { status: "skipped" } });
}

function feed(draft: Draft, id: number, laid: LaidNode, end: End, work: Settling[]): void {
  for (const { to, why } of laid.feeds) {
    if (why === "ends" && end.status === "completed") {
      work.push({ at: to, end: { status: "skipped" } });
      continue;
    }
    // Only in `finally` does anything go on after a failure that is not optional.
    if (why === "data" && end.status === "failed" && laid.inFinally && !isOptional(laid)) {
      work.push({ at: to, end: { status: "skipped" } });
      continue;
    }
    lessUnmet(draft, id, to, work);
  }
}

/** Stopped nodes can't end the plan any more: nodes that wait for that go on. */
export function noneEndsThePlan(draft: Draft, id: number, stopped: readonly number[]): void {
  const work: Settling[] = [];
  for (const at of stopped) {
    for (const { to, why } of laidAt(frameAt(draft, id), at).feeds)
      if (why === "ends") lessUnmet(draft, id, to, work);
  }
  for (const { at, end } of work) settle(draft, id, at, end);
}

function isOptional({ node }: LaidNode): boolean {
  return "optional" in node && node.optional === true;
}

function lessUnmet(draft: Draft, id: number, at: number, work: Settling[]): void {
  if (nodeAt(frameAt(draft, id), at).status !== "waiting") return;
  const node = ownNode(draft, id, at);
  node.unmet -= 1;
  if (node.unmet === 0) becomeReady(draft, id, at, work);
}

/** A join needs no decision: it is the value of whichever side was taken. */
function becomeReady(draft: Draft, id: number, at: number, work: Settling[]): void {
  const frame = frameAt(draft, id);
  const { node } = laidAt(frame, at);
  if (node.kind === "join") {
    work.push({ at, end: joined(frame, node.of) });
    return;
  }
  const ready = ownNode(draft, id, at);
  ready.status = "ready";
  ready.todo = "start";
  decideLater(draft, { frame: id, node: at });
}

function joined(frame: Frame, of: readonly string[]): End {
  for (const name of of) {
    const number = frame.template.number.get(name);
    if (number === undefined) continue;
    const { status, value } = nodeAt(frame, number);
    if (status === "completed" && !hasLost(frame, number))
      return { status: "completed", value: value ?? null };
  }
  return { status: "skipped" };
}

/** True if it stands in a branch of a race that others have won: what that has done is undone, or nobody's. */
function hasLost(frame: Frame, at: number): boolean {
  const { template } = frame;
  for (let node = laidAt(frame, at); node.block.owner !== -1; ) {
    const owner = laidAt(frame, node.block.owner);
    const { race } = nodeAt(frame, owner.at);
    if (race !== undefined && isRaceBranch(template, node) && !race.won.includes(node.at)) return true;
    node = owner;
  }
  return false;
}

/** A block begins: its nodes wait only for each other and for what is around it. */
export function chooseBlock(draft: Draft, id: number, block: LaidBlock): void {
  const work: Settling[] = [];
  for (const at of block.nodes) {
    if (block.owner === -1 && !laidAt(frameAt(draft, id), at).inFinally) {
      const { unmet, status } = nodeAt(frameAt(draft, id), at);
      if (unmet === 0 && status === "waiting") becomeReady(draft, id, at, work);
    } else lessUnmet(draft, id, at, work);
  }
  for (const { at, end } of work) settle(draft, id, at, end);
}

/** The block around a node has one less to wait for. */
function leaveBlock(draft: Draft, id: number, { block, at }: LaidNode, end: End, work: Settling[]): void {
  if (block.owner === -1) {
    leaveOutermost(draft, id, block);
    return;
  }
  const frame = frameAt(draft, id);
  const owner = laidAt(frame, block.owner);
  const before = nodeAt(frame, block.owner);
  if (owner.node.kind === "race" && before.race !== undefined && !block.handler) {
    leaveRace(draft, id, block.owner, at, end.status === "completed");
    return;
  }
  if (before.block !== block.id || isSettled(before)) return;
  const { open } = changeNode(draft, id, block.owner, { open: before.open - 1 });
  if (open > 0) return;
  work.push({ at: block.owner, end: blockEnd(frame, owner, before) });
}

function blockEnd({ template }: Frame, owner: LaidNode, { yielded }: NodeState): End {
  const gives = !isTransparent(owner.node) || isRaceBranch(template, owner);
  return gives ? { status: "completed", value: yielded ?? null } : { status: "completed" };
}

function leaveOutermost(draft: Draft, id: number, block: LaidBlock): void {
  const frame = frameAt(draft, id);
  const last = block.id === frame.template.finally?.id;
  if (last === (frame.status === "finally")) oneLess(draft, id);
}

/** One less that a frame waits for. */
function oneLess(draft: Draft, id: number): void {
  const frame = ownFrame(draft, id);
  frame.open -= 1;
  if (frame.open > 0) return;
  if (frame.status === "finally") frameFinished(draft, id);
  else outermostDone(draft, id);
}

/** `finally` is over. The run's own plan has its outcome with that, unless its goal can be reached another way. */
export function frameFinished(draft: Draft, id: number): void {
  const frame = frameAt(draft, id);
  if (frame.parent !== undefined) {
    changeFrame(draft, id, { todo: "finished" });
    decideLater(draft, { frame: id });
    return;
  }
  changeFrame(draft, id, { status: "over", todo: undefined });
  if (draft.root.callee?.next !== undefined) {
    draft.root = { ...draft.root, todo: "choose" };
    decideLater(draft, { root: true });
  } else draft.root = { ...draft.root, outcome: outcomeOf(frame) };
}

export function outcomeOf({ cancelled, failure, value }: Frame): FrameOutcome {
  if (cancelled) return { status: "cancelled" };
  return failure === undefined
    ? { status: "completed", value: value ?? null }
    : { status: "failed", failure };
}

/** Every statement of a frame is at its end. The run's own plan waits for what `optional` steps left open (rule 18). */
export function outermostDone(draft: Draft, id: number): void {
  const frame = frameAt(draft, id);
  if (frame.status !== "forward" || frame.todo !== undefined || frame.failure !== undefined) return;
  if (frame.template.loop !== undefined) {
    roundDone(draft, frame);
    return;
  }
  if (frame.parent === undefined && draft.live > 0) return;
  changeFrame(draft, id, { todo: "done" });
  decideLater(draft, { frame: id });
}

/** A branch of a race is at its end, before or after the race was decided. */
export function leaveRace(draft: Draft, id: number, owner: number, at: number, completed: boolean): void {
  const before = nodeAt(frameAt(draft, id), owner);
  if (before.race === undefined || before.race.running === 0) return;
  const { won, lost, running } = before.race;
  const race = completed
    ? { won: [...won, at], lost, running: running - 1 }
    : { won, lost: lost + 1, running: running - 1 };
  changeNode(draft, id, owner, { race });
  if (before.status === "completed") loserGone(draft, id, owner);
  const { node } = laidAt(frameAt(draft, id), owner);
  if (before.status !== "active" || before.todo !== undefined) return;
  if (node.kind !== "race" || !raceIsDecided(node, race)) return;
  changeNode(draft, id, owner, { todo: "race" });
  decideLater(draft, { frame: id, node: owner });
}

/** One of those that a quorum asked is at its end. */
export function leaveQuorum(draft: Draft, id: number, at: number): void {
  const before = nodeAt(frameAt(draft, id), at);
  if (before.race === undefined) return;
  changeNode(draft, id, at, { race: { ...before.race, running: before.race.running - 1 } });
  if (before.status !== "active" || before.todo !== undefined || !quorumIsDecided(draft, id, at)) return;
  changeNode(draft, id, at, { todo: "quorum" });
  decideLater(draft, { frame: id, node: at });
}

/**
 * Frees the amount reserved for an undo that has retired, because the hold it needs is over (semantics, rules 14 and
 * 28).
 */
function retireUndos(draft: Draft, id: number, at: number): void {
  const aside = draft.ledgers.get(wholeRun)?.undo ?? nothing;
  if (aside === nothing) return;
  eachIntent(draft, [{ frame: id, node: at }], (intent) => bookUndo(draft, intent, intent.undoHeld));
}

/** A plan has come to a `commit`: all that it has done, and does not undo already, stays. */
function commitUndos(draft: Draft, id: number): void {
  const work = frameAt(draft, id).template.root.nodes.map((node) => ({ frame: id, node }));
  eachIntent(draft, work, (intent) => {
    const isBeingUndone = intent.undo !== undefined || intent.todo === "undo" || intent.repeatedForResult;
    if (intent.role !== "do" || isBeingUndone) return;
    intent.committed = true;
    bookUndo(draft, intent, intent.undoHeld);
  });
}

/** Every intent of some nodes, and of all that stands in them and is called by them. */
function eachIntent(draft: Draft, work: Place[], visit: (intent: Mutable<IntentState>) => void): void {
  for (let place = work.pop(); place !== undefined; place = work.pop()) {
    const frame = frameAt(draft, place.frame);
    const node = nodeAt(frame, place.node);
    for (const key of node.keys) visit(ownIntent(draft, key));
    for (const block of laidAt(frame, place.node).blocks)
      for (const inside of block.nodes) work.push({ frame: place.frame, node: inside });
    for (const inner of [...node.frames, ...(node.loop?.frames ?? [])])
      frameAt(draft, inner).nodes.each((_, inside) => {
        work.push({ frame: inner, node: inside });
      });
  }
}

/** A round begins: the body of a loop with its variable. */
function openRound(draft: Draft, id: number, at: number, round: number, value: Json): void {
  const frame = frameAt(draft, id);
  const laid = laidAt(frame, at);
  const variable = laid.node.kind === "loop" ? laid.node.variable : "";
  const { id: opened, template } = openFrame(draft, {
    template: present(laid.body, "a loop's body"),
    path: frame.path,
    site: { loops: frame.site.loops.concat([[laid.node.id, round]]), plan: frame.site.plan },
    parent: { frame: id, node: at, slot: "do" },
    ledgers: frame.ledgers,
    input: null,
    local: { name: variable, value },
    lanes: lanesOfRound(frame.lanes, nodeLanes(frame.template, laid), round),
  });
  start(draft, opened, template);
}

export function start(draft: Draft, id: number, template: Template): void {
  chooseBlock(draft, id, template.root);
  if (frameAt(draft, id).open === 0) outermostDone(draft, id);
}

/** As many rounds as may run at once. */
export function fill(draft: Draft, id: number, at: number): void {
  for (;;) {
    const { loop, status } = nodeAt(frameAt(draft, id), at);
    if (loop === undefined || status !== "active") return;
    if (loop.running >= loop.atOnce || loop.next > loop.rounds) return;
    const round = loop.next;
    const item = loop.kind === "list" ? (loop.items[round - 1] ?? null) : loop.value;
    const frame = draft.frames.size;
    changeNode(draft, id, at, {
      loop: {
        ...loop,
        next: round + 1,
        running: loop.running + 1,
        frames: loop.frames.push(frame, draft.owner),
      },
    });
    openRound(draft, id, at, round, item);
  }
}

/** Every statement of a round is at its end. */
function roundDone(draft: Draft, frame: Frame): void {
  changeFrame(draft, frame.id, { status: "over" });
  roundOver(draft, frame, frame.value ?? null);
}

/** A round that may fail has failed, and is undone: its value is left out. */
export function roundFailed(draft: Draft, frame: Frame): void {
  roundOver(draft, frame, undefined);
}

function roundOver(draft: Draft, frame: Frame, value: Json | undefined): void {
  const parent = present(frame.parent, "a round's loop");
  const { loop, status } = nodeAt(frameAt(draft, parent.frame), parent.node);
  // The plan around a race was waiting for the loser.
  if (loop?.race !== undefined && status === "completed") loserGone(draft, parent.frame, parent.node);
  if (loop === undefined || status !== "active") return;
  const round = frame.site.loops.at(-1)?.[1] ?? 1;
  const next: LoopState =
    loop.kind === "fold"
      ? { ...loop, running: loop.running - 1, value: value ?? null }
      : {
          ...loop,
          running: loop.running - 1,
          values: loop.values.set(round - 1, value, draft.owner),
          race:
            loop.race !== undefined && value !== undefined
              ? { ...loop.race, won: [...loop.race.won, round] }
              : loop.race,
        };
  changeNode(draft, parent.frame, parent.node, { loop: next });
  if (next.kind === "occurrences") {
    look(draft, parent);
    return;
  }
  const { race } = next;
  const isDecided = race !== undefined && race.won.length >= race.winners;
  if (isDecided || next.kind === "fold" || (next.running === 0 && next.next > next.rounds)) {
    continueLoop(draft, parent.frame, parent.node);
  } else fill(draft, parent.frame, parent.node);
}

export function continueLoop(draft: Draft, id: number, at: number): void {
  if (nodeAt(frameAt(draft, id), at).todo !== undefined) return;
  changeNode(draft, id, at, { todo: "rounds" });
  decideLater(draft, { frame: id, node: at });
}

export function look(draft: Draft, { frame, node }: Place): void {
  const { status, todo } = nodeAt(frameAt(draft, frame), node);
  if (status !== "active" || todo !== undefined || waitProgressOf(draft, { frame, node }) === undefined)
    return;
  changeNode(draft, frame, node, { todo: "look" });
  decideLater(draft, { frame, node });
}
