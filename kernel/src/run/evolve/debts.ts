/** Pending obligations of completed actions, from `every … followed by …` (semantics, rule 40). */
import type { Plan } from "@orchlang/plan";
import { blocks } from "../budgets.ts";
import { arm, type Draft, frameAt, type View } from "../draft.ts";
import type { RunEvent } from "../events.ts";
import { followedOf, selects } from "../rules.ts";
import { inOneScope } from "../scopes.ts";
import type { IntentState } from "../state.ts";

type Event<T extends RunEvent["t"]> = Extract<RunEvent, { t: T }>;
type DebtEvent = Event<"Owed"> | Event<"Paid"> | Event<"Waived"> | Event<"Breached">;

export function debtId({ rule, key }: { readonly rule: string; readonly key: string }): string {
  return `${rule} ${key}`;
}

export function owed(draft: Draft, event: DebtEvent): void {
  const { rule, key, due } = event;
  const severity = followedOf(draft.plan).find(({ id }) => id === rule)?.severity ?? "blocking";
  const id = debtId(event);
  draft.owed = draft.owed.set(id, { rule, key, due, breached: false, blocking: blocks(severity) });
  if (due !== undefined) arm(draft, { due, id, kind: "owed" });
}

/**
 * Whether a call that came to nothing would pay something that is owed (by that rule), were it done after all. Only once the run's work is
 * over: before, whoever needed it may have gone another way.
 */
export function wouldPay(plan: Plan, state: View, intent: IntentState, debt?: string): boolean {
  const { role, status, outcome, hasResult, stopping, capability, key } = intent;
  const cameToNothing = status === "ended" && outcome === "failed" && !hasResult && !stopping;
  if (role !== "do" || !cameToNothing || state.root.outcome === undefined || state.owed.size === 0)
    return false;
  const frame = frameAt(state, intent.frame);
  return state.owed.some((one) => {
    const debtor = state.intents.get(one.key);
    if (debtor === undefined || one.key === key || (debt !== undefined && one.rule !== debt)) return false;
    const rule = followedOf(plan).find(({ id }) => id === one.rule)?.rule;
    const isPayer = rule?.by.some(
      ({ selector, outcome: wanted }) => wanted !== "failed" && selects(plan, selector, capability),
    );
    return isPayer === true && inOneScope(state, frame, frameAt(state, debtor.frame));
  });
}

/** Paid, or nothing is left to be paid for. */
export function settledDebt(draft: Draft, event: DebtEvent): void {
  draft.owed = draft.owed.delete(debtId(event));
}

/** Too late, but still owed. */
export function breached(draft: Draft, event: DebtEvent): void {
  const debt = draft.owed.get(debtId(event));
  if (debt !== undefined) draft.owed = draft.owed.set(debtId(event), { ...debt, breached: true });
}
