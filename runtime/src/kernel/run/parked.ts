import { frameAt, intentAt, laidAt, nodeAt, type View } from "./draft.ts";
import type { NodeTodo } from "./frame-state.ts";
import { membersReadAt } from "./member-readers.ts";
import type { IntentTodo, Subject } from "./state.ts";

/** What is not decided of a step while there is no member for it. That it is over, or undone, is. */
const intents: ReadonlySet<IntentTodo> = new Set(["tried", "lost", "accept", "granted", "again", "rebound"]);
const nodes: ReadonlySet<NodeTodo> = new Set(["start", "rescue", "choose", "rounds", "look"]);

/**
 * Whether a decision has to wait: until a `with` that it reads the member of is bound to another, or until its plan
 * starts that is to follow another one (semantics, rules 25 and 32).
 */
export function isParked(state: View, subject: Subject): boolean {
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
