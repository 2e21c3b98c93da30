/** What a completed action owes by `every … followed by …` (semantics, rule 40). */
import { blocks } from "../budgets.ts";
import { arm, type Draft } from "../draft.ts";
import type { RunEvent } from "../events.ts";
import { followedOf } from "../rules.ts";

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

/** Paid, or nothing is left to be paid for. */
export function settledDebt(draft: Draft, event: DebtEvent): void {
  draft.owed = draft.owed.delete(debtId(event));
}

/** Too late, but still owed. */
export function breached(draft: Draft, event: DebtEvent): void {
  const debt = draft.owed.get(debtId(event));
  if (debt !== undefined) draft.owed = draft.owed.set(debtId(event), { ...debt, breached: true });
}
