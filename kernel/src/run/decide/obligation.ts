/** Debts of `every … followed by …` (semantics, rule 40): made, paid, and waived where nothing is left to pay for. */
import { evaluate, type Plan } from "@orchlang/plan";
import type { Key } from "../../identity.ts";
import { frameAt } from "../draft.ts";
import { debtId } from "../evolve/debts.ts";
import type { Frame } from "../frame-state.ts";
import { type Followed, followedOf, selects } from "../rules.ts";
import { clauseScope } from "../scope.ts";
import { inOneScope } from "../scopes.ts";
import type { IntentState } from "../state.ts";
import { endedAs, returnedAs } from "./guardrail.ts";
import { type Before, emit, type Turn } from "./turn.ts";

type Creditor = Pick<Turn, "seeEnd" | "seeReturn">;

const creditors = new WeakMap<Plan, Creditor>();

/** The observer of ended intents and called plans within a turn; undefined if no rule needs it. */
export function creditor(plan: Plan): Creditor {
  let found = creditors.get(plan);
  if (found === undefined) {
    found = creditorOf(plan);
    creditors.set(plan, found);
  }
  return found;
}

function creditorOf(plan: Plan): Creditor {
  const rules = followedOf(plan);
  const named = rules.flatMap(({ rule }) => rule.by.map(({ selector }) => selector));
  const byPlans = named.some(
    (selector) => "name" in selector && !Object.hasOwn(plan.capabilities, selector.name),
  );
  return {
    seeEnd: rules.length === 0 ? undefined : settleDebts,
    seeReturn: byPlans ? returned : undefined,
  };
}

/** A plan that completed pays what it was named for. */
function returned(turn: Turn, target: string, id: number): void {
  const frame = frameAt(turn.draft, id);
  for (const { id: rule, rule: followed } of followedOf(turn.plan)) {
    const pays = followed.by.some(
      (action) =>
        "name" in action.selector && action.selector.name === target && returnedAs(turn, frame, action),
    );
    if (pays) payFrom(turn, rule, frame, undefined);
  }
}

function settleDebts(turn: Turn, before: Before | undefined, key: Key): void {
  const intent = turn.draft.intents.get(key);
  if (intent === undefined || turn.draft.closed !== undefined) return;
  if (before?.outcome === intent.outcome && before?.standing === intent.standing) return;
  for (const followed of followedOf(turn.plan)) {
    if (before?.outcome === undefined) pay(turn, followed, intent);
    owe(turn, followed, intent, before?.outcome === undefined);
  }
}

/** An action that completed, or may have, owes what the rule says; once undone it owes nothing. */
function owe(turn: Turn, { id, rule }: Followed, intent: IntentState, justEnded: boolean): void {
  const { key, capability } = intent;
  if (!selects(turn.plan, rule.every.selector, capability)) return;
  const debt = turn.draft.owed.get(debtId({ rule: id, key }));
  const { call } = intent.intent;
  if (intent.standing === "undone") {
    if (debt !== undefined) emit(turn, { t: "Waived", rule: id, call, key });
    return;
  }
  const owes =
    endedAs(turn, intent, rule.every) || (intent.outcome !== undefined && intent.standing === "maybe");
  if (debt !== undefined || !owes || !justEnded) return;
  const within =
    rule.within === undefined ? undefined : evaluate(rule.within, clauseScope(turn.draft, intent.args));
  const time =
    within !== undefined && "value" in within && typeof within.value === "number" ? within.value : undefined;
  emit(turn, {
    t: "Owed",
    rule: id,
    call,
    key,
    ...(time === undefined ? {} : { due: turn.draft.at + time }),
  });
}

/** A completed call discharges every pending obligation of this rule in whose scope it lies. */
function pay(turn: Turn, { id, rule }: Followed, intent: IntentState): void {
  const pays = rule.by.some(
    (action) => selects(turn.plan, action.selector, intent.capability) && endedAs(turn, intent, action),
  );
  if (!pays) return;
  payFrom(turn, id, frameAt(turn.draft, intent.frame), intent.key);
}

/** @param by what pays; it pays nothing for itself. */
function payFrom(turn: Turn, rule: string, frame: Frame, by: Key | undefined): void {
  for (const debt of turn.draft.owed.valueSeq().toArray()) {
    const debtor = turn.draft.intents.get(debt.key);
    if (debt.rule !== rule || debtor === undefined || debt.key === by) continue;
    if (!inOneScope(turn.draft, frame, frameAt(turn.draft, debtor.frame))) continue;
    emit(turn, { t: "Paid", rule, call: debtor.intent.call, key: debt.key });
  }
}
