import type { Plan } from "@orchlang/plan";
import type { Key } from "../../identity.ts";
import { changeIntent, decideLater } from "../draft.ts";
import type { RunEvent } from "../events.ts";
import type { Draft, IntentState, View } from "../state.ts";
import { continueCompensation, handleWhenClear } from "./compensation.ts";
import { wouldDischarge } from "./obligations.ts";

type Ordered = Extract<RunEvent, { t: "Ordered" }>;

/**
 * An operator's order, as far as it changes the state directly. Consequences of resolve, skip and cancel follow in the
 * same turn. A retry waits on the agenda like any other, so that it does not begin while the run is paused.
 */
export function ordered(draft: Draft, { id, order }: Ordered): void {
  draft.taken = draft.taken.set(`order ${id}`, true);
  switch (order.order) {
    case "pause":
      draft.paused = true;
      return;
    case "unpause":
    case "cancel":
      draft.paused = false;
      return;
    case "resolve":
      if (order.as === "retry") again(draft, order.key, (_, intent) => mayResolve(intent));
      return;
    case "retry":
      again(draft, order.key, mayRetry);
      return;
    case "skip":
      keep(draft, order.key);
      return;
    default:
      order satisfies never;
  }
}

function again(draft: Draft, key: Key, may: (draft: Draft, intent: IntentState) => boolean): void {
  const intent = draft.intents.get(key);
  if (intent === undefined || intent.todo !== undefined || !may(draft, intent)) return;
  // A resting intent keeps its remaining tries.
  const base = intent.status === "resting" ? intent.base : intent.attempt;
  // A call that is repeated to discharge an obligation is active again.
  const anew = wouldDischarge(draft.plan, draft, intent) ? { outcome: undefined } : {};
  changeIntent(draft, key, { todo: "again", base, ...anew });
  decideLater(draft, { key });
}

/** In a region that stops nothing is tried again: there only `completed` or `failed` can be said. */
export function mayResolve({ status, stopping, outcome }: IntentState): boolean {
  return status === "doubt" && !stopping && outcome === undefined;
}

/**
 * An undo that failed, something undone that is wanted after all, what waits for its next try, or what would pay something
 * that is owed.
 */
export function mayRetry(state: View & { readonly plan: Plan }, intent: IntentState): boolean {
  return (
    wouldDischarge(state.plan, state, intent) ||
    intent.status === "stuck" ||
    (intent.status === "resting" && !intent.stopping) ||
    (intent.role === "do" && intent.standing === "undone") ||
    mayResolve(intent)
  );
}

/** The effect of what could not be undone stays, by the operator's word. */
function keep(draft: Draft, key: Key): void {
  const intent = draft.intents.get(key);
  if (intent === undefined) return;
  const failedUndo = intent.role === "undo" && intent.status === "stuck";
  const of = failedUndo ? intent.of : mayKeep(intent) ? key : undefined;
  if (of === undefined) return;
  if (failedUndo) changeIntent(draft, key, { status: "ended", outcome: "skipped", ended: draft.at });
  const { frame, node } = changeIntent(draft, of, { kept: true, status: "ended", todo: undefined });
  handleWhenClear(draft, frame, node);
  continueCompensation(draft, frame, node);
}

/** A call that had ended before, and is in doubt only because it has to be undone. */
export function mayKeep({ status, outcome }: IntentState): boolean {
  return status === "doubt" && outcome !== undefined;
}
