import type { Plan } from "@orchlang/plan";
import { List } from "immutable";
import { type Draft, frameAt, type View } from "../draft.ts";
import { watchedOf } from "../rules.ts";
import type { IntentState, Mark } from "../state.ts";

/** Begins of a capability in the whole run; ends of one within a scope (semantics, rule 34). */
export function beginsOf(state: View, capability: string): List<Mark> {
  return state.trace.get(`begin ${capability}`) ?? List();
}

export function endsOf(state: View, siteKey: string, capability: string): List<Mark> {
  return state.trace.get(`end ${siteKey} ${capability}`) ?? List();
}

/** Each attempt is a begin of its action; a dispatch sent again is not. */
export function markBegin(draft: Draft, { capability, key }: IntentState): void {
  if (watched(draft.plan, capability)) mark(draft, `begin ${capability}`, key);
}

/** An action came to its end, whichever. Whether it stands is asked of the intent. */
export function markEnd(draft: Draft, { capability, key, frame }: IntentState): void {
  if (!watched(draft.plan, capability)) return;
  mark(draft, `end ${frameAt(draft, frame).siteKey} ${capability}`, key);
}

function mark(draft: Draft, name: string, key: string): void {
  draft.trace = draft.trace.set(name, (draft.trace.get(name) ?? List<Mark>()).push({ at: draft.at, key }));
}

function watched(plan: Plan, capability: string): boolean {
  return watchedOf(plan).has(capability);
}
