import { furtherTries, type Json } from "@orchlang/plan";
import { evaluate } from "@orchlang/plan/expressions";
import { ofTries } from "../amounts.ts";
import { capabilityOf, countsByKey, isChargedOnce, leavesNothing } from "../call.ts";
import { frameAt, laidAt } from "../draft.ts";
import type { Worst } from "../events.ts";
import { withDefaults } from "../evolve/frames.ts";
import { isKeptInFinally } from "../kept-in-finally.ts";
import { clauseScope, type Locals, noValue, scopeAt, within } from "../scope.ts";
import type { IntentState } from "../state.ts";
import type { Undo } from "../undo-of.ts";
import { worstCase } from "../worst.ts";
import type { Wish } from "./begin.ts";
import { confirmArguments } from "./doubt.ts";
import type { Turn } from "./turn.ts";

/** The arguments that an undo is called with, or why there are none. */
export function undoArguments(
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
    const found = evaluate(expression, scope);
    if (!("value" in found)) return { says: noValue(found).message };
    args[name] = found.value;
  }
  const { params } = capabilityOf(turn.plan, undo.reference.capability);
  return { args: withDefaults(turn.draft, params, args) };
}

/**
 * The worst case of an attempt's undo, as far as known before its result: bounds that depend on the result are missing,
 * as if undeclared. Undefined if the attempt is never undone.
 */
export function undoWorstOf(turn: Turn, wish: Wish): Worst | undefined {
  if (leavesNothing(turn.plan, wish.capability)) return undefined;
  const own = wish.planned?.options.undo;
  const reference = own ?? capabilityOf(turn.plan, wish.capability).undo;
  if (reference === undefined) return undefined;
  if (isKeptInFinally(turn.draft, wish.frame, wish.laid, wish.intent.call.slot)) return undefined;
  const scope =
    own === undefined
      ? clauseScope(turn.draft, wish.args)
      : scopeAt(turn.draft, within(wish.frame, wish.laid.block.id));
  const args: Record<string, Json> = {};
  for (const [name, expression] of Object.entries(reference.args)) {
    const found = evaluate(expression, scope);
    if ("value" in found) args[name] = found.value;
  }
  return aside(turn, reference.capability, args);
}

/** The worst case of an attempt's confirm. Undefined if it has none, or if the plan reserves nothing for it. */
export function confirmWorstOf(turn: Turn, wish: Wish): Worst | undefined {
  if (!countsByKey(turn.plan)) return undefined;
  const { confirm } = capabilityOf(turn.plan, wish.capability);
  const args = confirm === undefined ? undefined : confirmArguments(turn, wish);
  return confirm === undefined || args === undefined ? undefined : aside(turn, confirm.capability, args);
}

/** All tries of an undo or a confirm. Undefined where they use nothing. */
function aside(turn: Turn, capability: string, args: Json): Worst | undefined {
  const worst = worstCase(turn.plan, turn.draft, capability, args);
  const tries = countsByKey(turn.plan) ? 1 + furtherTries : 1;
  const amounts = ofTries(worst, tries, isChargedOnce(turn.plan, capability));
  const some = Object.values(amounts).some(
    (bound) => bound !== 0 && (typeof bound !== "object" || bound.amount !== "0"),
  );
  const known = amounts.cost !== undefined && amounts.energy !== undefined && amounts.tokens !== undefined;
  return some || !known ? amounts : undefined;
}
