/** Whether something that can happen once only has happened (semantics, rules 16 to 18). */
import type { Json } from "@orchlang/plan";
import { evaluate } from "@orchlang/plan/expressions";
import type { Failure } from "../../failure.ts";
import type { Call } from "../../identity.ts";
import { present } from "../../invariant.ts";
import { keyOf } from "../../keys.ts";
import { answerOf } from "../answer.ts";
import { capabilityOf } from "../call.ts";
import { intentAt } from "../draft.ts";
import { withDefaults } from "../evolve/frames.ts";
import { clauseScope } from "../scope.ts";
import type { IntentState } from "../state.ts";
import { beginAbout } from "./begin.ts";
import { tryAgainOrFail } from "./retry.ts";
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

/** The arguments of a call's `confirm`; `undefined` if they can't be evaluated. */
export function confirmArguments(
  turn: Turn,
  intent: Pick<IntentState, "capability" | "args">,
): Json | undefined {
  const { confirm } = capabilityOf(turn.plan, intent.capability);
  const args: Record<string, Json> = {};
  for (const [name, expression] of Object.entries(confirm?.args ?? {})) {
    const found = evaluate(expression, clauseScope(turn.draft, intent.args));
    if (!("value" in found)) return undefined;
    args[name] = found.value;
  }
  return withDefaults(turn.draft, capabilityOf(turn.plan, confirm?.capability ?? "").params, args);
}

/** The confirm has answered, or given up. */
export function confirmed(turn: Turn, intent: IntentState): void {
  const confirm = intentAt(turn.draft, present(intent.confirm, "the confirm that answered"));
  const answer = confirm.hasResult ? answerOf(confirm.result ?? null) : "unknown";
  if (answer === "unknown") {
    emit(turn, { t: "Doubted", key: intent.key });
    return;
  }
  if (answer !== "not_done") {
    emit(turn, {
      t: "Settled",
      call: intent.intent.call,
      key: intent.key,
      status: "completed",
      standing: "applied",
      value: answer.done,
    });
    return;
  }
  const failure: Failure = intent.failure ?? {
    class: "transient",
    name: "transient",
    message: "it was lost, and has not happened",
    attempts: intent.attempt - intent.base,
  };
  tryAgainOrFail(turn, intent, failure);
}
