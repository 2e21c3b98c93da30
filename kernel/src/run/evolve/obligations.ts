/** Pending obligations of completed actions, from `every … followed by …` (semantics, rule 40). */
import type { Plan } from "@orchlang/plan";
import { blocks } from "../budgets.ts";
import { arm } from "../draft.ts";
import type { RunEvent } from "../events.ts";
import { followedOf, selects } from "../rules.ts";
import { inOneScope } from "../scope.ts";
import { type Draft, frameAt, type IntentState, type View } from "../state.ts";

type Event<T extends RunEvent["t"]> = Extract<RunEvent, { t: T }>;
type ObligationEvent = Event<"Owed"> | Event<"Paid"> | Event<"Waived"> | Event<"Breached">;

export function obligationId({ rule, key }: { readonly rule: string; readonly key: string }): string {
  return `${rule} ${key}`;
}

export function obligationIncurred(draft: Draft, event: ObligationEvent): void {
  const { rule, key, due } = event;
  const severity = followedOf(draft.plan).find(({ id }) => id === rule)?.severity ?? "blocking";
  const id = obligationId(event);
  draft.obligations = draft.obligations.set(id, {
    rule,
    key,
    due,
    breached: false,
    blocking: blocks(severity),
  });
  if (due !== undefined) arm(draft, { due, id, kind: "owed" });
}

/**
 * True if a failed call would discharge a pending obligation if it were done after all. Only once the run's work is over:
 * before that, another way may still be taken.
 */
export function wouldDischarge(plan: Plan, state: View, intent: IntentState): boolean {
  return canDischarge(plan, state, { intent });
}

/** The same of the obligations of one rule, or of all. */
export function canDischarge(
  plan: Plan,
  state: View,
  { intent, rule: only }: { readonly intent: IntentState; readonly rule?: string },
): boolean {
  const { role, status, outcome, hasResult, stopping, capability, key } = intent;
  const hasFailed = status === "ended" && outcome === "failed" && !hasResult && !stopping;
  if (role !== "do" || !hasFailed || state.root.outcome === undefined || state.obligations.size === 0)
    return false;
  const frame = frameAt(state, intent.frame);
  return state.obligations.some((one) => {
    const incurring = state.intents.get(one.key);
    if (incurring === undefined || one.key === key || (only !== undefined && one.rule !== only)) return false;
    const rule = followedOf(plan).find(({ id }) => id === one.rule)?.rule;
    const discharges = rule?.by.some(
      ({ selector, outcome: wanted }) => wanted !== "failed" && selects(plan, selector, capability),
    );
    return discharges === true && inOneScope(state, frame, frameAt(state, incurring.frame));
  });
}

/** Discharged or waived. */
export function obligationEnded(draft: Draft, event: ObligationEvent): void {
  draft.obligations = draft.obligations.delete(obligationId(event));
}

/** The time limit has passed; the obligation stays pending. */
export function obligationBreached(draft: Draft, event: ObligationEvent): void {
  const obligation = draft.obligations.get(obligationId(event));
  if (obligation !== undefined)
    draft.obligations = draft.obligations.set(obligationId(event), { ...obligation, breached: true });
}
