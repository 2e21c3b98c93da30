import type { Plan } from "@orchlang/plan";
import type { Key } from "../identity.ts";
import { present } from "../invariant.ts";
import type { Seq } from "../machine.ts";
import { added, first, withoutFirst } from "../persistent/queue.ts";
import { earliest, scheduled, swept, withoutEarliest } from "../persistent/schedule.ts";
import type { Frame } from "./frame-state.ts";
import { membersReadAt } from "./member-readers.ts";
import type { NodeState, NodeTodo } from "./node-state.ts";
import {
  type Draft,
  frameAt,
  type IntentState,
  type IntentTodo,
  intentAt,
  laidAt,
  type Mutable,
  nodeAt,
  type RunState,
  type Subject,
  type Timer,
  type View,
} from "./state.ts";

export function draftOf(plan: Plan, state: RunState): Draft {
  return { ...state, plan, owner: {}, spoken: state.frames.size - 1 };
}

/** A frame that may be changed in place. Whether earlier readers of the frame see the change is unspecified. */
export function ownFrame(draft: Draft, id: number): Mutable<Frame> {
  const frame = present(draft.frames.get(id), "a frame");
  if (frame.owner === draft.owner) return frame;
  const own = { ...frame, owner: draft.owner };
  draft.frames = draft.frames.set(id, own, draft.owner);
  return own;
}

export function changeFrame(draft: Draft, id: number, change: Partial<Frame>): Frame {
  return Object.assign(ownFrame(draft, id), change);
}

/** To be changed in place, as {@link ownFrame}. */
export function ownNode(draft: Draft, id: number, at: number): Mutable<NodeState> {
  const known = nodeAt(frameAt(draft, id), at);
  if (known.owner === draft.owner) return known;
  const own = { ...known, owner: draft.owner };
  const frame = ownFrame(draft, id);
  frame.nodes = frame.nodes.set(at, own, draft.owner);
  return own;
}

export function changeNode(draft: Draft, id: number, at: number, change: Partial<NodeState>): NodeState {
  return Object.assign(ownNode(draft, id, at), change);
}

/** To be changed in place, as {@link ownFrame}; not its status or hold, which {@link putIntent} counts. */
export function ownIntent(draft: Draft, key: Key): Mutable<IntentState> {
  return ownStored(draft, present(draft.intents.get(key), "an intent"));
}

/** The same of one that has just been read from the draft. */
export function ownStored(draft: Draft, stored: IntentState): Mutable<IntentState> {
  if (stored.owner === draft.owner) return stored;
  const own = { ...stored, owner: draft.owner };
  draft.intents = draft.intents.set(own.key, own, draft.owner);
  return own;
}

/** Another state of an intent, new or made from the one before. */
export function putIntent(draft: Draft, next: IntentState): IntentState {
  const before = draft.intents.get(next.key)?.status;
  draft.intents = draft.intents.set(next.key, next, draft.owner);
  counted(draft, before, next);
  return next;
}

/** An intent as it now is, stored or made from the stored one, to be changed in place; its status is still to be counted. */
export function putOwn(
  draft: Draft,
  intent: IntentState,
  stored: IntentState | undefined,
): Mutable<IntentState> {
  if (intent.owner === draft.owner && stored === intent) return intent;
  const own = { ...intent, owner: draft.owner };
  draft.intents = draft.intents.set(intent.key, own, draft.owner);
  return own;
}

export function changeIntent(draft: Draft, key: Key, change: Partial<IntentState>): IntentState {
  const intent = ownIntent(draft, key);
  const before = intent.status;
  Object.assign(intent, change);
  counted(draft, before, intent);
  return intent;
}

/** Counts who is alive, and which dispatches are out, as it changes. */
export function counted(draft: Draft, before: IntentState["status"] | undefined, next: IntentState): void {
  if (before === next.status) return;
  if (before === "running") draft.flying -= 1;
  if (next.status === "running") draft.flying += 1;
  const was = before !== undefined && before !== "ended";
  const is = next.status !== "ended";
  if (was !== is) draft.live += is ? 1 : -1;
  if (!was || is) return;
  for (const asked of [next.hold, next.deferral?.watch]) if (asked !== undefined) letGo(draft, asked);
}

function isOver({ holds, watches }: View, asked: Seq): boolean {
  return holds.get(asked)?.status === "over" || watches.get(asked) === "over";
}

/** A hold or a watch is over: control is notified once all earlier agenda entries are decided. */
export function letGo(draft: Draft, asked: Seq): void {
  const hold = draft.holds.get(asked);
  if (isOver(draft, asked) || (hold === undefined && !draft.watches.has(asked))) return;
  if (hold === undefined) draft.watches = draft.watches.set(asked, "over");
  else draft.holds = draft.holds.set(asked, { ...hold, status: "over" });
  decideLater(draft, { release: asked });
}

export function decideLater(draft: Draft, subject: Subject): void {
  if (draft.suspended > 0 && isParked(draft, subject)) draft.parked = [...draft.parked, subject];
  else draft.agenda = added(draft.agenda, subject);
}

export function todoOf(state: View, subject: Subject): string | undefined {
  if ("frame" in subject) {
    const frame = state.frames.get(subject.frame);
    if (frame === undefined || subject.node === undefined) return frame?.todo;
    return frame.nodes.get(subject.node)?.todo;
  }
  if ("key" in subject) return state.intents.get(subject.key)?.todo;
  if ("release" in subject) return isOver(state, subject.release) ? "release" : undefined;
  return state.root.todo;
}

export function arm(draft: Draft, timer: Timer): void {
  draft.timers = scheduled(draft.timers, timer, earlier);
}

/** The first of the timers that are not over yet. */
export function nextTimer({ timers }: View): Timer | undefined {
  return earliest(timers, earlier);
}

function earlier(one: Timer, other: Timer): boolean {
  return one.due !== other.due ? one.due < other.due : one.id < other.id;
}

/** Drops what no longer matters from where it would be found next. */
export function tidied(draft: Draft): void {
  for (let head = first(draft.agenda); head !== undefined; head = first(draft.agenda)) {
    if (todoOf(draft, head) !== undefined) break;
    draft.agenda = withoutFirst(draft.agenda);
  }
  for (let timer = nextTimer(draft); timer !== undefined; timer = nextTimer(draft)) {
    if (matters(draft, timer)) break;
    draft.timers = withoutEarliest(draft.timers, earlier);
  }
  if (draft.timers.size > 4 * draft.swept + 256) {
    draft.timers = swept(draft.timers, (timer) => matters(draft, timer), earlier);
    draft.swept = draft.timers.size;
  }
}

function matters(state: View, timer: Timer): boolean {
  switch (timer.kind) {
    case "due":
      return timer.key !== undefined && state.intents.get(timer.key)?.due === timer.due;
    case "grace":
      return timer.key !== undefined && state.intents.get(timer.key)?.quiet === timer.due;
    case "owed": {
      const obligation = state.obligations.get(timer.id);
      return obligation?.due === timer.due && !obligation.breached;
    }
    case "holds": {
      const frame = state.frames.get(timer.frame ?? -1);
      const node = frame?.nodes.get(timer.node ?? -1);
      return node?.status === "active" && node.holdsUntil === timer.due;
    }
    case "hold":
    case "wait": {
      const frame = state.frames.get(timer.frame ?? -1);
      return frame !== undefined && frame.nodes.get(timer.node ?? -1)?.due === timer.due;
    }
    default: {
      const frame = state.frames.get(timer.frame ?? -1);
      // With all its statements at their end its forward work is over, whatever it still waits for.
      return frame?.status === "forward" && frame.open > 0 && frame[timer.kind] === timer.due;
    }
  }
}

/** Entries of a step that are not decided while it has no member. Its end and its undoing are. */
const intents: ReadonlySet<IntentTodo> = new Set([
  "tried",
  "lost",
  "accept",
  "granted",
  "again",
  "rebound",
  "looked",
]);
const nodes: ReadonlySet<NodeTodo> = new Set(["start", "rescue", "choose", "rounds", "look"]);

/**
 * Whether a decision has to wait: until a `with` that it reads the member of is bound to another, or until its plan
 * starts that is to follow another one (semantics, rules 25 and 32).
 */
function isParked(state: View, subject: Subject): boolean {
  if ("key" in subject) {
    const { role, todo, frame, node, stopping } = intentAt(state, subject.key);
    if (role !== "do" || stopping || todo === undefined || !intents.has(todo)) return false;
    return readsNobody(state, frame, node);
  }
  if (!("frame" in subject)) return false;
  if (subject.node === undefined) return frameAt(state, subject.frame).status === "pending";
  const { todo } = nodeAt(frameAt(state, subject.frame), subject.node);
  if (todo === undefined || !nodes.has(todo)) return false;
  return readsNobody(state, subject.frame, subject.node);
}

function readsNobody(state: View, id: number, at: number): boolean {
  const frame = frameAt(state, id);
  if (frame.status === "pending") return true;
  return membersReadAt(state, frame, laidAt(frame, at)).some(
    (member) => nodeAt(member.frame, member.laid.at).hold?.suspended === true,
  );
}
