import type { Plan } from "@orchlang/plan";
import type { Key } from "../identity.ts";
import { present } from "../invariant.ts";
import type { Seq } from "../machine.ts";
import { kept, popped, pushed, sizeOf } from "../persistent/heap.ts";
import { added, first, withoutFirst } from "../persistent/queue.ts";
import { slotAt, withSlot } from "../persistent/slots.ts";
import type { Frame, NodeState } from "./frame-state.ts";
import type { LaidNode } from "./layout.ts";
import type { IntentState, RunState, Subject, Timer } from "./state.ts";

/** A run's state while events are folded into it. Owned by whoever opened it; nothing in it is shared but values. */
export type Draft = { -readonly [Field in keyof RunState]: RunState[Field] } & { readonly plan: Plan };

/** For one event: what it touches is copied. */
export function draftOf(plan: Plan, state: RunState): Draft {
  return { ...state, plan };
}

/** For a turn of many events: the large maps are changed in place until {@link sealed}. */
export function turnDraftOf(plan: Plan, state: RunState): Draft {
  return {
    ...state,
    plan,
    frames: state.frames.asMutable(),
    frameOf: state.frameOf.asMutable(),
    intents: state.intents.asMutable(),
    trace: state.trace.asMutable(),
  };
}

/** The draft itself, no longer to be changed. */
export function sealed(draft: Draft): RunState {
  draft.frames = draft.frames.asImmutable();
  draft.frameOf = draft.frameOf.asImmutable();
  draft.intents = draft.intents.asImmutable();
  draft.trace = draft.trace.asImmutable();
  return draft;
}

/** Reading only: a state or a draft. */
export type View = RunState | Draft;

export function frameAt(state: View, id: number): Frame {
  return present(state.frames.get(id), `frame ${id}`);
}

export function changeFrame(draft: Draft, id: number, change: Partial<Frame>): Frame {
  const frame = { ...frameAt(draft, id), ...change };
  draft.frames = draft.frames.set(id, frame);
  return frame;
}

export function laidAt(frame: Frame, at: number): LaidNode {
  return present(frame.template.nodes[at], `node ${at} of ${frame.path}`);
}

/** Nodes that nothing has happened to are not kept. */
export function nodeAt(frame: Frame, at: number): NodeState {
  return slotAt(frame.nodes, at) ?? untouched(laidAt(frame, at));
}

export function changeNode(draft: Draft, id: number, at: number, change: Partial<NodeState>): NodeState {
  const frame = frameAt(draft, id);
  const node = { ...nodeAt(frame, at), ...change };
  draft.frames = draft.frames.set(id, { ...frame, nodes: withSlot(frame.nodes, at, node) });
  return node;
}

const fresh = new WeakMap<LaidNode, NodeState>();

function untouched(laid: LaidNode): NodeState {
  let state = fresh.get(laid);
  if (state === undefined) {
    state = {
      status: "waiting",
      unmet: laid.unmet,
      value: undefined,
      failure: undefined,
      slot: "do",
      keys: [],
      began: undefined,
      ended: undefined,
      seq: undefined,
      due: undefined,
      block: undefined,
      open: 0,
      yielded: undefined,
      callee: undefined,
      frames: [],
      loop: undefined,
      race: undefined,
      hold: undefined,
      read: false,
      watch: undefined,
      holdsUntil: undefined,
      todo: undefined,
      wave: undefined,
    };
    fresh.set(laid, state);
  }
  return state;
}

export function intentAt(state: View, key: Key): IntentState {
  return present(state.intents.get(key), `intent ${key}`);
}

/** Counts who is alive, and which dispatches are out, as it changes. */
export function putIntent(draft: Draft, next: IntentState): IntentState {
  const before = draft.intents.get(next.key);
  draft.intents = draft.intents.set(next.key, next);
  if (before?.status === "running") draft.flying -= 1;
  if (next.status === "running") draft.flying += 1;
  const was = before !== undefined && before.status !== "ended";
  const is = next.status !== "ended";
  if (was !== is) draft.live += is ? 1 : -1;
  if (was && !is && next.hold !== undefined) letGo(draft, next.hold);
  return next;
}

function isOver({ holds, watches }: View, asked: Seq): boolean {
  return holds.get(asked)?.status === "over" || watches.get(asked) === "over";
}

/** A hold or a watch is over: control is told, once what came before has been decided. */
export function letGo(draft: Draft, asked: Seq): void {
  const hold = draft.holds.get(asked);
  if (isOver(draft, asked) || (hold === undefined && !draft.watches.has(asked))) return;
  if (hold === undefined) draft.watches = draft.watches.set(asked, "over");
  else draft.holds = draft.holds.set(asked, { ...hold, status: "over" });
  decideLater(draft, { release: asked });
}

export function changeIntent(draft: Draft, key: Key, change: Partial<IntentState>): IntentState {
  return putIntent(draft, { ...intentAt(draft, key), ...change });
}

export function decideLater(draft: Draft, subject: Subject): void {
  draft.agenda = added(draft.agenda, subject);
}

export function todoOf(state: View, subject: Subject): string | undefined {
  if ("root" in subject) return state.root.todo;
  if ("release" in subject) return isOver(state, subject.release) ? "release" : undefined;
  if ("key" in subject) return state.intents.get(subject.key)?.todo;
  const frame = state.frames.get(subject.frame);
  if (frame === undefined || subject.node === undefined) return frame?.todo;
  return slotAt(frame.nodes, subject.node)?.todo;
}

export function arm(draft: Draft, timer: Timer): void {
  draft.timers = pushed(draft.timers, timer, earlier);
}

export function earlier(one: Timer, other: Timer): boolean {
  return one.due !== other.due ? one.due < other.due : one.id < other.id;
}

/** Drops what no longer matters from where it would be found next. */
export function tidied(draft: Draft): void {
  for (let head = first(draft.agenda); head !== undefined; head = first(draft.agenda)) {
    if (todoOf(draft, head) !== undefined) break;
    draft.agenda = withoutFirst(draft.agenda);
  }
  while (draft.timers !== undefined && !matters(draft, draft.timers.entry)) {
    draft.timers = popped(draft.timers, earlier);
  }
  if (sizeOf(draft.timers) > 2 * draft.swept + 64) {
    draft.timers = kept(draft.timers, (timer) => matters(draft, timer), earlier);
    draft.swept = sizeOf(draft.timers);
  }
}

function matters(state: View, timer: Timer): boolean {
  switch (timer.kind) {
    case "due":
      return timer.key !== undefined && state.intents.get(timer.key)?.due === timer.due;
    case "grace":
      return timer.key !== undefined && state.intents.get(timer.key)?.quiet === timer.due;
    case "owed": {
      const debt = state.owed.get(timer.id);
      return debt?.due === timer.due && !debt.breached;
    }
    case "holds": {
      const frame = state.frames.get(timer.frame ?? -1);
      const node = frame && slotAt(frame.nodes, timer.node ?? -1);
      return node?.status === "active" && node.holdsUntil === timer.due;
    }
    case "hold":
    case "wait": {
      const frame = state.frames.get(timer.frame ?? -1);
      return frame !== undefined && slotAt(frame.nodes, timer.node ?? -1)?.due === timer.due;
    }
    default: {
      const frame = state.frames.get(timer.frame ?? -1);
      // With all its statements at their end its forward work is over, whatever it still waits for.
      return frame?.status === "forward" && frame.open > 0 && frame[timer.kind] === timer.due;
    }
  }
}
