import type { Key } from "../../identity.ts";
import { present } from "../../invariant.ts";
import { mayBeGivenUp } from "../call.ts";
import { changeFrame, changeIntent, changeNode, decideLater, letGo } from "../draft.ts";
import type { RunEvent } from "../events.ts";
import type { Frame } from "../frame-state.ts";
import type { NodeState } from "../node-state.ts";
import { type Draft, frameAt, intentAt, laidAt, nodeAt } from "../state.ts";
import { compensateFrame, compensateNode } from "./compensation.ts";
import { abandoned, becomesLast } from "./next-plan.ts";
import { frameNamed } from "./open-frame.ts";
import { resume } from "./rebinding.ts";
import { disownLosers, isSettled, noneEndsThePlan } from "./settle.ts";

type Unwinding = Extract<RunEvent, { t: "Unwinding" }>;

/** A region stops: nothing in it begins any more, what runs is given up or awaited, and what stands is undone. */
export function unwinding(draft: Draft, { region, why, rejected, keeps: last }: Unwinding): void {
  const id = present(frameNamed(draft, region.routine, region.site), region.routine);
  const ordered = typeof why === "object" && "order" in why;
  const keeps = last === true || (ordered && why.order === "cancel" && !why.undo);
  if (region.node === undefined) {
    const failure = typeof why === "object" && "class" in why ? why : undefined;
    const { status, todo } = frameAt(draft, id);
    becomesLast(draft, id);
    stopFrame(draft, id, ordered, keeps);
    changeFrame(draft, id, {
      todo: status === "forward" ? undefined : todo,
      failure: failure ?? frameAt(draft, id).failure,
      rejected: rejected === true || frameAt(draft, id).rejected,
    });
    compensateFrame(draft, id);
    return;
  }
  const at = present(frameAt(draft, id).template.number.get(region.node), region.node);
  const stopped: number[] = [];
  stopAlone(draft, id, at, keeps, stopped);
  stopInside(draft, id, at, { keeps, handled: why !== "lost the race", stopped });
  noneEndsThePlan(draft, id, stopped);
  const failure = last === true && typeof why === "object" && "class" in why ? { failure: why } : {};
  changeNode(draft, id, at, { todo: undefined, ...failure });
  compensateNode(draft, id, at);
}

/** A frame that is over, or in its `finally`, may still contain a call in doubt. */
function stopFrame(draft: Draft, id: number, cancelled: boolean, keeps: boolean): void {
  const frame = frameAt(draft, id);
  if (cancelled && (frame.status === "unwinding" || frame.status === "finally"))
    cancelNext(draft, frame, keeps);
  if (frame.status === "unwinding") return;
  if (frame.status === "pending") abandoned(draft, id);
  if (frame.status === "forward") changeFrame(draft, id, { status: "unwinding", todo: undefined, cancelled });
  frame.nodes.each((_, at) => {
    if (!laidAt(frame, at).inFinally) stopAlone(draft, id, at, keeps);
  });
}

/** A plan of a goal is cancelled while it makes place for the next: what that took over stops as well. */
function cancelNext(draft: Draft, { id, parent }: Frame, keeps: boolean): void {
  changeFrame(draft, id, { cancelled: true });
  const next = parent === undefined ? draft.root.callee?.next : undefined;
  if (next !== undefined) stopFrame(draft, next.frame, true, keeps);
}

interface Stopping {
  readonly keeps: boolean;
  /** Its handlers are still to come: they begin when what they stand in for is undone. */
  readonly handled: boolean;
  /** Gathers the nodes that had not come to their end. */
  readonly stopped: number[];
}

/** The blocks in a node. */
function stopInside(draft: Draft, id: number, at: number, { keeps, handled, stopped }: Stopping): void {
  const frame = frameAt(draft, id);
  const { block: entered } = nodeAt(frame, at);
  for (const block of laidAt(frame, at).blocks) {
    if (handled && block.handler && block.id !== entered) continue;
    for (const inside of block.nodes) {
      stopAlone(draft, id, inside, keeps, stopped);
      disownLosers(draft, id, inside);
      stopInside(draft, id, inside, { keeps, handled: false, stopped });
    }
  }
}

function stopAlone(draft: Draft, id: number, at: number, keeps: boolean, stopped?: number[]): void {
  resume(draft, id, at);
  const node = nodeAt(frameAt(draft, id), at);
  if (!isSettled(node)) {
    stopped?.push(at);
    leaveLine(draft, node);
    changeNode(draft, id, at, {
      status: "cancelled",
      ended: draft.at,
      due: undefined,
      seq: undefined,
      todo: undefined,
      callee: node.callee?.frame === undefined ? undefined : node.callee,
    });
  } else if (node.todo !== undefined) changeNode(draft, id, at, { todo: undefined });
  for (const key of node.keys) stopIntent(draft, key, keeps);
  for (const inner of node.frames) stopFrame(draft, inner, true, keeps);
  for (const inner of node.loop?.frames ?? []) stopFrame(draft, inner, true, keeps);
}

/** A place in a queue ends at once: whoever comes now, or does not, comes to nobody. */
function leaveLine(draft: Draft, { hold }: NodeState): void {
  if (hold !== undefined && hold.members.length === 0) letGo(draft, hold.asked);
}

/**
 * Harmless running attempts are aborted; attempts of `once` calls that may have reached the world are awaited (rule
 * 23).
 */
function stopIntent(draft: Draft, key: Key, keeps: boolean): void {
  const intent = intentAt(draft, key);
  if (keeps) changeIntent(draft, key, { kept: true });
  // A call that is repeated for its result is being undone already.
  if (intent.status === "ended" || intent.stopping || intent.repeatedForResult) return;
  const goesOn =
    intent.status === "overdue" ||
    intent.status === "confirming" ||
    intent.status === "doubt" ||
    intent.todo === "lost" ||
    intent.todo === "tried" ||
    ((intent.status === "running" || intent.status === "called") &&
      !mayBeGivenUp(draft.plan, intent.capability));
  changeIntent(draft, key, { stopping: true, ...(goesOn ? {} : { todo: "stop" }) });
  if (!goesOn) decideLater(draft, { key });
}
