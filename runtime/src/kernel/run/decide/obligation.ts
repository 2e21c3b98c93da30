/** Debts of `every … followed by …` (semantics, rule 40): made, paid, and waived where nothing is left to pay for. */
import { evaluate } from "@orchlang/plan";
import type { Key } from "../../identity.ts";
import { frameAt } from "../draft.ts";
import type { RunEvent } from "../events.ts";
import { debtId } from "../evolve/debts.ts";
import { type Followed, followedOf, selects } from "../rules.ts";
import { clauseScope } from "../scope.ts";
import type { IntentState } from "../state.ts";
import { endedAs } from "./guardrail.ts";
import { emit, type Turn } from "./turn.ts";

export function settleDebts(turn: Turn): void {
  const rules = followedOf(turn.plan);
  if (rules.length === 0) return;
  const seen = new Set<Key>();
  for (const event of [...turn.events]) {
    const key = keyOf(turn, event);
    const intent = key === undefined ? undefined : turn.draft.intents.get(key);
    if (key === undefined || intent?.role !== "do" || seen.has(key)) continue;
    seen.add(key);
    for (const rule of rules) {
      pay(turn, rule, intent);
      owe(turn, rule, intent);
    }
  }
}

/** Whose end an event may be. */
function keyOf(turn: Turn, event: RunEvent): Key | undefined {
  if (event.t === "Ended" || event.t === "Settled") return event.key;
  if (event.t !== "Told" || event.say.say !== "answered") return undefined;
  const { seq } = event.say.ref;
  return turn.draft.intents.find((intent) => intent.seq === seq)?.key;
}

/** An action that completed, or may have, owes what the rule says; once undone it owes nothing. */
function owe(turn: Turn, { id, rule }: Followed, intent: IntentState): void {
  const { key, capability } = intent;
  if (!selects(turn.plan, rule.every.selector, capability)) return;
  const debt = turn.draft.owed.get(debtId({ rule: id, key }));
  const { call } = intent.intent;
  if (intent.standing === "undone") {
    if (debt !== undefined) emit(turn, { t: "Waived", rule: id, call, key });
    return;
  }
  const owes =
    endedAs(turn, intent, rule.every) || (intent.outcome === "failed" && intent.standing === "maybe");
  if (debt !== undefined || !owes || intent.ended !== turn.draft.at || isPaid(turn, id, key)) return;
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

function isPaid(turn: Turn, rule: string, key: Key): boolean {
  return turn.events.some((event) => event.t === "Paid" && event.rule === rule && event.key === key);
}

/** What completed pays every debt of this rule whose scope it lies in. */
function pay(turn: Turn, { id, rule }: Followed, intent: IntentState): void {
  const pays = rule.by.some(
    (action) => selects(turn.plan, action.selector, intent.capability) && endedAs(turn, intent, action),
  );
  if (!pays) return;
  const own = frameAt(turn.draft, intent.frame).siteKey;
  for (const debt of turn.draft.owed.valueSeq().toArray()) {
    const debtor = turn.draft.intents.get(debt.key);
    if (debt.rule !== id || debtor === undefined || debt.key === intent.key) continue;
    const scope = frameAt(turn.draft, debtor.frame).siteKey;
    if (own !== scope && !own.startsWith(`${scope}|`)) continue;
    emit(turn, { t: "Paid", rule: id, call: debtor.intent.call, key: debt.key });
  }
}
