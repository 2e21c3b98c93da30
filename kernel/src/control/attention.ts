/** Runs that need an operator to continue. Control is notified, so that every client can list them. */
import type { Plan } from "@orchlang/plan";
import type { Need } from "../messages.ts";
import type { RunEvent } from "../run/events.ts";
import type { RunState } from "../run/state.ts";
import { waitingOf } from "../run/view.ts";
import { sameNeeds } from "./replacing.ts";

/** True if an event can have brought a run to wait for an operator. Looking is more than each turn is worth. */
export function mayNeed(state: RunState, event: RunEvent): boolean {
  const hasPending = state.live === 0 && state.obligations.size > 0;
  return hasPending || event.t === "Doubted" || isGivenUp(event);
}

/** An undo that is not tried again. */
function isGivenUp(event: RunEvent): boolean {
  return event.t === "Settled" && event.status === "failed" && event.call.slot === "undo";
}

/** The needs that control has to be notified of; undefined if they are those that it knows. */
export function attentionOf(
  plan: Plan,
  state: RunState,
  { known, mayNeed }: { readonly known: readonly Need[] | undefined; readonly mayNeed: boolean },
): readonly Need[] | undefined {
  if (state.closed !== undefined || (known === undefined && !mayNeed)) return undefined;
  const needs = needsOf(plan, state);
  return sameNeeds(needs, known) ? undefined : needs;
}

function needsOf(plan: Plan, state: RunState): readonly Need[] {
  return waitingOf(plan, state).flatMap((waiting) =>
    waiting.for === "operator" ? [{ step: waiting.step, about: waiting.about }] : [],
  );
}
