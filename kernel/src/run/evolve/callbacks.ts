/** Requests that call back: over when their token comes back, and never in doubt (semantics, rule 18). */
import { callsBack, leavesNothing } from "../call.ts";
import { type Draft, intentAt, putIntent } from "../draft.ts";
import type { RunEvent } from "../events.ts";
import type { IntentState } from "../state.ts";
import { spend, withStanding } from "./ledger.ts";
import { result } from "./results.ts";

/** Whether all that can be known of a try is what its token brings. */
export function awaitsToken(draft: Draft, { role, capability }: IntentState): boolean {
  return role === "do" && callsBack(draft.plan, capability);
}

/** It was asked for, or may have been: its token is waited for, as long as the try may take. */
export function called(draft: Draft, intent: IntentState, due: number | undefined): void {
  const standing = leavesNothing(draft.plan, intent.capability) ? intent.standing : "maybe";
  const next = withStanding(draft, intent, standing);
  putIntent(draft, { ...next, status: "called", todo: undefined, due, quiet: undefined, reach: "unknown" });
}

/** Whichever try it was of. */
export function returned(draft: Draft, { key, value }: Extract<RunEvent, { t: "Returned" }>): void {
  const intent = intentAt(draft, key);
  const spent = intent.status === "running" ? spend(draft, intent, undefined) : intent.spent;
  result(draft, { ...intent, spent, due: undefined, quiet: undefined }, { ok: value });
}
