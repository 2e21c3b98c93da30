/** The amounts that are set aside for the undo and the confirm of an attempt. */
import { furtherTries, type Json } from "@orchlang/plan";
import { evaluate } from "@orchlang/plan/expressions";
import { ofTries } from "../amounts.ts";
import { capabilityOf, countsByKey, isChargedOnce, leavesNothing } from "../call.ts";
import type { Worst } from "../events.ts";
import { withDefaults } from "../evolve/frames.ts";
import { clauseScope, scopeAt, within } from "../scope.ts";
import type { IntentState } from "../state.ts";
import { isKeptInFinally } from "../undo-of.ts";
import { worstCase } from "../worst.ts";
import type { Wish } from "./action.ts";
import type { Turn } from "./turn.ts";

/**
 * The worst case of an attempt's undo, as far as known before its result: bounds that depend on the result are missing,
 * as if undeclared. Undefined if the attempt is never undone.
 */
export function undoWorstOf(turn: Turn, wish: Wish): Worst | undefined {
  if (leavesNothing(turn.plan, wish.capability)) return undefined;
  const own = wish.planned?.options.undo;
  const reference = own ?? capabilityOf(turn.plan, wish.capability).undo;
  if (reference === undefined) return undefined;
  if (isKeptInFinally(turn.draft, wish.frame, wish.laid, wish.intent)) return undefined;
  const scope =
    own === undefined
      ? clauseScope(turn.draft, wish.args)
      : scopeAt(turn.draft, within(wish.frame, wish.laid.block.id));
  const args: Record<string, Json> = {};
  for (const [name, expression] of Object.entries(reference.args)) {
    const evaluated = evaluate(expression, scope);
    if ("value" in evaluated) args[name] = evaluated.value;
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

/** The arguments of a call's `confirm`; `undefined` if they can't be evaluated. */
export function confirmArguments(
  turn: Turn,
  intent: Pick<IntentState, "capability" | "args">,
): Json | undefined {
  const { confirm } = capabilityOf(turn.plan, intent.capability);
  const args: Record<string, Json> = {};
  for (const [name, expression] of Object.entries(confirm?.args ?? {})) {
    const evaluated = evaluate(expression, clauseScope(turn.draft, intent.args));
    if (!("value" in evaluated)) return undefined;
    args[name] = evaluated.value;
  }
  return withDefaults(turn.draft, capabilityOf(turn.plan, confirm?.capability ?? "").params, args);
}
