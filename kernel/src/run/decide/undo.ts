/** Undoing what stands (semantics, rule 27). */

import type { Json } from "@orchlang/plan";
import { evaluate } from "@orchlang/plan/expressions";
import type { Call } from "../../identity.ts";
import { present } from "../../invariant.ts";
import { keyOf } from "../../keys.ts";
import { capabilityOf, effectNow, plannedAttempt } from "../call.ts";
import { withDefaults } from "../evolve/frames.ts";
import { fencesAt } from "../held-members.ts";
import { clauseScope, type Locals, noValue, scopeAt, within } from "../scope.ts";
import { frameAt, type IntentState, laidAt } from "../state.ts";
import { isTooLateToUndo, readsResult, type Undo, undoOf } from "../undo-of.ts";
import { worstCase } from "../worst.ts";
import { beginAbout, dueOf } from "./begin.ts";
import { confirmOrDoubt } from "./doubt.ts";
import { emit, type Turn } from "./turn.ts";

export function undo(turn: Turn, intent: IntentState): void {
  const way = present(undoOf(turn.plan, turn.draft, intent), "something to undo it with");
  if (readsResult(way.reference) && !intent.hasResult) {
    if (isTooLateToUndo(turn.plan, turn.draft, intent)) emit(turn, { t: "Doubted", key: intent.key });
    else repeatForResult(turn, intent);
    return;
  }
  const result = undoArguments(turn, intent, way);
  if ("says" in result) {
    emit(turn, { t: "Doubted", key: intent.key });
    return;
  }
  const call: Call = { ...intent.intent.call, slot: "undo" };
  const { generation } = intent.intent;
  const key = keyOf(turn.draft.start?.run ?? "", call, generation, 1, intent.key);
  beginAbout(turn, intent, {
    intent: { call, key, generation },
    capability: way.reference.capability,
    args: result.args,
    attempt: 1,
    of: intent.key,
  });
}

/**
 * The result must be known before the call can be undone. A harmless call is repeated under the same key to learn it;
 * otherwise its confirm or the operator is asked.
 */
function repeatForResult(turn: Turn, intent: IntentState): void {
  if (effectNow(turn.plan, turn.draft, intent) !== "idempotent") {
    confirmOrDoubt(turn, intent);
    return;
  }
  const frame = frameAt(turn.draft, intent.frame);
  const laid = laidAt(frame, intent.node);
  const due = dueOf(turn, {
    capability: intent.capability,
    frame,
    laid,
    planned: plannedAttempt(turn.draft, intent),
    args: intent.args,
  });
  emit(turn, {
    t: "Began",
    intent: intent.intent,
    attempt: intent.attempt + 1,
    capability: intent.capability,
    args: intent.args,
    worst: worstCase(turn.plan, turn.draft, intent.capability, intent.args),
    ...(due === undefined ? {} : { due }),
    ...fencesAt(turn.draft, frame, laid, intent.hold),
    reads: [],
    checks: [],
  });
}

/** An undo has succeeded. */
export function undone(turn: Turn, intent: IntentState): void {
  emit(turn, {
    t: "Settled",
    call: intent.intent.call,
    key: intent.key,
    status: intent.outcome ?? "failed",
    standing: "undone",
  });
}

/** The arguments that an undo is called with, or why there are none. */
function undoArguments(
  turn: Turn,
  intent: IntentState,
  undo: Undo,
): { readonly args: Json } | { readonly says: string } {
  const result: Locals = intent.hasResult ? { result: intent.result ?? null } : {};
  const frame = frameAt(turn.draft, intent.frame);
  const scope =
    undo.stands === "step"
      ? scopeAt(turn.draft, within(frame, laidAt(frame, intent.node).block.id, result))
      : clauseScope(turn.draft, intent.args, result);
  const args: Record<string, Json> = {};
  for (const [name, expression] of Object.entries(undo.reference.args)) {
    const evaluated = evaluate(expression, scope);
    if (!("value" in evaluated)) return { says: noValue(evaluated).message };
    args[name] = evaluated.value;
  }
  const { params } = capabilityOf(turn.plan, undo.reference.capability);
  return { args: withDefaults(turn.draft, params, args) };
}
