import type { Json, Plan } from "@orchlang/plan";
import { List } from "immutable";
import type { Frame } from "../frame-state.ts";
import { watchedOf } from "../rules.ts";
import { type Draft, frameAt, type IntentState, type Mark, type View } from "../state.ts";

/** Begins of a capability, plan or goal in the whole run; ends of one within a frame's scope (semantics, rule 34). */
export function beginsOf(state: View, action: string): List<Mark> {
  return state.trace.get(`begin ${action}`) ?? List();
}

export function endsOf(state: View, scope: number, action: string): List<Mark> {
  return state.trace.get(`end ${scope} ${action}`) ?? List();
}

/** Each attempt is a begin of its action; a dispatch sent again is not. */
export function markBegin(draft: Draft, { capability, key }: IntentState): void {
  if (watched(draft.plan, capability)) mark(draft, `begin ${capability}`, { at: draft.at, key });
}

/** An action came to its end, whichever. Whether it stands is asked of the intent. */
export function markEnd(draft: Draft, { capability, key, frame }: IntentState): void {
  if (!watched(draft.plan, capability)) return;
  mark(draft, `end ${frameAt(draft, frame).scope} ${capability}`, { at: draft.at, key });
}

/** A plan or goal is called, each time that it is. */
export function markCalled(draft: Draft, target: string, args: () => Json): void {
  if (watched(draft.plan, target)) mark(draft, `begin ${target}`, { at: draft.at, args: args() });
}

/** The call of a plan or goal came to its end; of a goal with the last of its plans. */
export function markReturned(draft: Draft, target: string, { scope }: Frame, { id, input }: Frame): void {
  if (!watched(draft.plan, target)) return;
  mark(draft, `end ${scope} ${target}`, { at: draft.at, args: input, frame: id });
}

function mark(draft: Draft, name: string, one: Mark): void {
  draft.trace = draft.trace.set(name, (draft.trace.get(name) ?? List<Mark>()).push(one));
}

function watched(plan: Plan, action: string): boolean {
  return watchedOf(plan).has(action);
}
