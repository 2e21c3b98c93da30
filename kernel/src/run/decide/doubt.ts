/** Decides whether a `once` call happened (semantics, rules 16 to 18). */
import type { Call } from "../../identity.ts";
import { keyOf } from "../../keys.ts";
import { capabilityOf } from "../call.ts";
import type { IntentState } from "../state.ts";
import { beginAbout } from "./begin.ts";
import { confirmArguments } from "./set-aside.ts";
import { emit, type Turn } from "./turn.ts";

/** The capability's `confirm` is asked, where it has one; else, and where that does not know, the operator is. */
export function confirmOrDoubt(turn: Turn, intent: IntentState): void {
  const { confirm } = capabilityOf(turn.plan, intent.capability);
  const args = confirm === undefined ? undefined : confirmArguments(turn, intent);
  if (confirm === undefined || args === undefined || intent.role !== "do") {
    emit(turn, { t: "Doubted", key: intent.key });
    return;
  }
  const call: Call = { ...intent.intent.call, slot: "confirm" };
  const { generation } = intent.intent;
  // Each attempt is asked about anew: the answer about an earlier one says nothing of it.
  const key = keyOf(turn.draft.start?.run ?? "", call, generation, intent.attempt, intent.key);
  beginAbout(turn, intent, {
    intent: { call, key, generation, ...(intent.attempt > 1 ? { request: intent.attempt } : {}) },
    capability: confirm.capability,
    args,
    attempt: 1,
    of: intent.key,
  });
}
