/** The longest that statements still take, from the bounds of each and from how far those have come that have begun. */
import type { Limit, Milliseconds, Plan } from "@orchlang/plan";
import type { CallNode } from "@orchlang/plan/nodes";
import { holdsUndo } from "./evolve/ledger.ts";
import { isSettled } from "./evolve/settle.ts";
import type { Frame } from "./frame-state.ts";
import type { LaidBlock, LaidNode, Template } from "./layout.ts";
import type { NodeState } from "./node-state.ts";
import { frameAt, type IntentState, nodeAt, type RunState } from "./state.ts";
import { undoOf } from "./undo-of.ts";

type Time = Limit<Milliseconds>;

export const noTime: Time = { value: 0 };

/** The longest path over the statements of a block of a frame that are not settled. */
export function timeLeft(state: RunState, frame: Frame, block: LaidBlock): Time {
  return longest(frame.template, block, (laid) => {
    const node = nodeAt(frame, laid.at);
    return isSettled(node) ? undefined : leftOf(state, frame, laid, node);
  });
}

/** True if something goes on of a statement that is settled: the losers of a race, which are undone, or a failed call. */
export function goesOnBelow(plan: Plan, state: RunState): boolean {
  for (const frame of state.frames) {
    if (frame.status === "over") continue;
    const { parent, template } = frame;
    if (frame.failure !== undefined && frame.status === "forward") return true;
    if (parent !== undefined && isSettled(nodeAt(frameAt(state, parent.frame), parent.node))) return true;
    for (const { at, block } of template.nodes) {
      const node = nodeAt(frame, at);
      if (node.compensation?.passed === false) return true;
      if (block.owner >= 0 && !isSettled(node) && isSettled(nodeAt(frame, block.owner))) return true;
    }
  }
  for (const intent of state.intents.values()) {
    const node = nodeAt(frameAt(state, intent.frame), intent.node);
    if (isSettled(node) && (intent.status !== "ended" || isToBeUndone(plan, state, intent, node)))
      return true;
  }
  return false;
}

/** True if a call stands whose statement has failed: an optional one is undone, and the run waits for that. */
function isToBeUndone(plan: Plan, state: RunState, intent: IntentState, { status }: NodeState): boolean {
  if (status !== "failed" || intent.kept || !holdsUndo(intent.standing)) return false;
  return undoOf(plan, state, intent) !== undefined;
}

/** True if a race or quorum is still to be decided: its losers go on beside what follows it, for longer than its own bound. */
export function mayLeaveLosers(state: RunState): boolean {
  for (const frame of state.frames) {
    if (frame.status === "over") continue;
    const { nodes } = frame.template;
    if (nodes.some((laid) => !isSettled(nodeAt(frame, laid.at)) && isOrHasRace(laid))) return true;
  }
  return false;
}

/** Rounds have statements of their own; what stands in other blocks of a statement is a statement of its template too. */
function isOrHasRace({ node, body }: LaidNode): boolean {
  return node.kind === "race" || node.kind === "quorum" || body?.nodes.some(isOrHasRace) === true;
}

/** `left`: how long a statement still takes; undefined: it is settled. */
function longest(template: Template, { nodes }: LaidBlock, left: (laid: LaidNode) => Time | undefined): Time {
  const ends = new Map<number, Time>();
  let all = noTime;
  for (const at of nodes) {
    const laid = template.nodes[at];
    const own = laid && left(laid);
    if (laid === undefined || own === undefined) continue;
    const starts = beforeIt(template, laid).map((before) => ends.get(before) ?? noTime);
    const end = sum(starts.reduce(greatest, noTime), own);
    ends.set(at, end);
    all = greatest(all, end);
  }
  return all;
}

/** The statements of its own block that a statement, or what stands inside it however deep, comes after. */
function beforeIt(template: Template, laid: LaidNode): readonly number[] {
  const own = afterOf(template, laid).flatMap((at) => ancestor(template, at, laid.block));
  return own.filter((at) => at !== laid.at);
}

function afterOf(template: Template, laid: LaidNode): readonly number[] {
  const inside = laid.blocks.flatMap(({ nodes }) => nodes.flatMap((at) => template.nodes[at] ?? []));
  return [...laid.after, ...inside.flatMap((one) => afterOf(template, one))];
}

function ancestor(template: Template, at: number, block: LaidBlock): readonly number[] {
  for (let one = template.nodes[at]; one !== undefined; one = template.nodes[one.block.owner])
    if (one.block.id === block.id) return [one.at];
  return [];
}

/** In full: its bound. */
function worstOf({ routine }: Template, { node }: LaidNode): Time {
  return routine.nodeBounds[node.id]?.latency.worst ?? noTime;
}

/** A statement that has begun takes what stands inside it still takes, where its time consists of that. */
function leftOf(state: RunState, frame: Frame, laid: LaidNode, node: NodeState): Time {
  const worst = worstOf(frame.template, laid);
  const goesOn = node.status === "active" && node.slot === "do" && node.compensation === undefined;
  if (!goesOn) return worst;
  const inside = leftInside(state, frame, laid, node);
  return inside === undefined ? worst : least(inside, worst);
}

/** Undefined: it is not known better than by its bound. */
function leftInside(state: RunState, frame: Frame, laid: LaidNode, node: NodeState): Time | undefined {
  // A failure in `finally` is undone before the statements after it.
  const isUndoneInPlace = frame.status !== "forward";
  switch (laid.node.kind) {
    case "hold":
    case "branch": {
      // A hold that is to be bound to another member waits for that one too.
      if (node.hold?.suspended === true || node.hold?.lost === true || node.block === undefined)
        return undefined;
      const block = frame.template.blocks.get(node.block);
      return block && timeLeft(state, frame, block);
    }
    case "wait":
      if (node.due === undefined || laid.blocks.length > 0 || laid.node.rescues.length > 0) return undefined;
      return laid.node.for.kind === "duration" || laid.node.for.kind === "instant"
        ? { value: Math.max(0, node.due - state.at) }
        : undefined;
    case "loop":
      return isUndoneInPlace ? undefined : leftOfLoop(state, laid, node);
    case "call":
      return isUndoneInPlace ? undefined : leftOfCallee(state, laid.node, node);
    default:
      return undefined;
  }
}

/**
 * Rounds that follow each other, or so many at once; each of them takes no longer than a whole one. If one fails, the loop's
 * handlers or the undoing of an optional loop may follow.
 */
function leftOfLoop(state: RunState, laid: LaidNode, { loop }: NodeState): Time | undefined {
  if (loop?.kind !== "list" || loop.race !== undefined || loop.tolerated > 0 || laid.body === undefined)
    return undefined;
  if (laid.node.kind === "loop" && (laid.node.rescues.length > 0 || laid.node.optional === true))
    return undefined;
  const { body } = laid;
  let running = noTime;
  for (const id of loop.frames) {
    const round = frameAt(state, id);
    if (round.status === "over") continue;
    if (round.status !== "forward") return undefined;
    running = greatest(running, timeLeft(state, round, round.template.root));
  }
  const turns = Math.ceil(Math.max(0, loop.items.length - (loop.next - 1)) / Math.max(1, loop.atOnce));
  const whole = longest(body, body.root, (one) => worstOf(body, one));
  return sum(running, times(whole, turns));
}

/**
 * A plan that is called: its own statements and its `finally`. Where its failure is not the caller's, undoing it, a further
 * try or an error handler may follow, and its bound is what is known: the callee's bounds are for any data, and may be above
 * the part of one try in the bound of this call.
 */
function leftOfCallee(
  state: RunState,
  { attempt, rescues, optional }: CallNode,
  { callee }: NodeState,
): Time | undefined {
  if (callee === undefined || callee.goal || callee.frame === undefined) return undefined;
  const { retry, attempts, accept } = attempt.options;
  const isTheLastTry = retry === undefined && attempts === undefined && accept === undefined;
  if (!isTheLastTry || rescues.length > 0 || optional === true) return undefined;
  const frame = frameAt(state, callee.frame);
  const isCut = frame.timeout !== undefined || frame.callerTimeout !== undefined;
  if (frame.status !== "forward" || isCut) return undefined;
  const { root, finally: last } = frame.template;
  return sum(timeLeft(state, frame, root), last === undefined ? noTime : timeLeft(state, frame, last));
}

export function sum(one: Time, other: Time): Time {
  if ("unbounded" in one) return one;
  return "unbounded" in other ? other : { value: one.value + other.value };
}

function times(one: Time, count: number): Time {
  if (count === 0) return noTime;
  return "unbounded" in one ? one : { value: one.value * count };
}

function greatest(one: Time, other: Time): Time {
  if ("unbounded" in one) return one;
  return "unbounded" in other || other.value > one.value ? other : one;
}

export function least(one: Time, other: Time): Time {
  if ("unbounded" in one) return other;
  return "unbounded" in other || other.value > one.value ? one : other;
}
