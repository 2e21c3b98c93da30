import type { Json, Money } from "@orchlang/plan";
import { type Evaluated, evaluate } from "@orchlang/plan/expressions";
import { compareMoney, formatDuration, formatEnergy, formatMoney } from "@orchlang/plan/quantities";
import type { Check, Resource } from "@orchlang/plan/rules";
import type { Failure, Spent } from "../../failure.ts";
import { type Amounts, besides, costIn, moneyOf, nothing, ofWorst, plus } from "../amounts.ts";
import { type Budget, blocks, budgetsOf, runBudgets } from "../budgets.ts";
import { capabilityOf, isChargedOnce } from "../call.ts";
import type { DecidedEvent, RunInput, Worst } from "../events.ts";
import { emptyLedger, lastUnbounded } from "../evolve/ledger.ts";
import type { Frame } from "../frame-state.ts";
import { clauseScope, valueAt } from "../scope.ts";
import { frameAt, type Ledger, wholeRun } from "../state.ts";
import type { Finding, Wanted } from "./action.ts";
import type { Turn } from "./turn.ts";

/** Something that is about to use something. */
type Using = Pick<Wanted, "frame" | "capability" | "worst" | "undoWorst" | "undoHeld"> &
  Partial<Pick<Wanted, "intent" | "confirmWorst">>;
type BudgetCheck = Extract<Check, { kind: "budget" }>;

/** A check of a run's budget that the compiler could not prove. */
export function budgetCheck(
  turn: Turn,
  wanted: Wanted,
  { id, name = id, of, limit, severity }: BudgetCheck,
): Finding {
  const evaluated = evaluate(limit, clauseScope(turn.draft, null));
  const over = exceeds(turn, wanted, wholeRun, { name, of, limit }, evaluated);
  if (over === undefined) return { decided: { check: id, holds: true } };
  const decided = { check: id, holds: false, because: over };
  return blocks(severity) ? { decided, refusal: outOfBudget(over) } : { decided };
}

/**
 * An attempt begins only if what is spent, what is set aside and what it may use itself, with what undoing it all
 * may use and what every `finally` may, stays within every budget (semantics, rule 14).
 */
export function refusedByBudget(turn: Turn, wanted: Using): Failure | undefined {
  // The innermost says it: where an inner goal allows less, nothing is held back by one around it.
  for (const ledger of wanted.frame.ledgers.toReversed()) {
    for (const budget of budgetsOfLedger(turn, ledger)) {
      if (budget.of === "latency") continue;
      const limit = limitOf(turn, ledger, budget);
      const over = exceeds(turn, wanted, ledger, budget, limit);
      if (over !== undefined) return outOfBudget(over);
    }
  }
  return undefined;
}

function limitOf(turn: Turn, ledger: number, { limit }: Budget): Evaluated {
  if (limit.op === "constant") return limit;
  return ledger === wholeRun
    ? evaluate(limit, clauseScope(turn.draft, null))
    : valueAt(turn.draft, { frame: frameAt(turn.draft, ledger) }, limit);
}

/** How much may be used in all of what is counted in a ledger, as far as that is known. */
export function allowed(
  turn: Turn,
  ledger: number,
): readonly { readonly name: string; readonly of: Resource; readonly limit: Json }[] {
  return budgetsOfLedger(turn, ledger).flatMap((budget) => {
    const evaluated = limitOf(turn, ledger, budget);
    return "value" in evaluated ? [{ name: budget.name, of: budget.of, limit: evaluated.value }] : [];
  });
}

function budgetsOfLedger(turn: Turn, ledger: number): readonly Budget[] {
  return ledger === wholeRun
    ? runBudgets(turn.plan)
    : budgetsOf(turn.plan, frameAt(turn.draft, ledger).template.routine);
}

/** A step that can happen once only does not begin where its worst case passes the deadline. */
export function refusedByDeadline(turn: Turn, wanted: Wanted): Failure | undefined {
  const { effect, kind } = capabilityOf(turn.plan, wanted.capability);
  if (effect.kind !== "once" || kind === "human") return undefined;
  const { latency } = wanted.worst;
  if (latency === undefined) return undefined;
  for (let frame: Frame | undefined = wanted.frame; frame !== undefined; ) {
    const { deadline } = frame;
    if (deadline !== undefined && frame.status === "forward" && turn.draft.at + latency > deadline) {
      const left = formatDuration(Math.max(0, deadline - turn.draft.at));
      return outOfBudget(`\`${wanted.capability}\` may take ${formatDuration(latency)}, and ${left} is left`);
    }
    frame = frame.parent === undefined ? undefined : frameAt(turn.draft, frame.parent.frame);
  }
  return undefined;
}

function outOfBudget(message: string): Failure {
  return { class: "budget", name: "budget", message };
}

/** By what a budget would be passed, in words; undefined where it would not be. */
function exceeds(
  turn: Turn,
  wanted: Using,
  id: number,
  { name, of }: Budget,
  evaluated: Evaluated,
): string | undefined {
  if (of === "latency") return undefined;
  if (!("value" in evaluated)) return `how much ${of} \`${name}\` allows is not known`;
  const worst = wanted.worst[of];
  if (worst === undefined)
    return `\`${wanted.capability}\` has no upper bound of ${of}, and \`${name}\` sets one`;
  const undo = wanted.undoHeld ? nothing : undoAmounts(wanted.undoWorst, of);
  if (undo === undefined) return `taking \`${wanted.capability}\` back has no upper bound of ${of}`;
  const confirm = undoAmounts(wanted.confirmWorst, of);
  if (confirm === undefined)
    return `asking what became of \`${wanted.capability}\` has no upper bound of ${of}`;
  const own = chargeOf(turn, wanted);
  if (usesNothing(own, of) && usesNothing(undo, of) && usesNothing(confirm, of)) return undefined;
  if (lastUnbounded(wanted.frame.template, of)) return `what \`finally\` does has no upper bound of ${of}`;
  const ledger = turn.draft.ledgers.get(id) ?? emptyLedger;
  const needed = plus(plus(total(ledger), own), plus(undo, confirm));
  return compared(needed, of, evaluated.value, name, wanted.capability);
}

/** The charge in addition to what its key was already charged. */
function chargeOf({ plan, draft }: Turn, { worst, capability, intent }: Using): Amounts {
  const own = ofWorst(worst);
  const spent = intent === undefined ? undefined : draft.intents.get(intent.key)?.spent;
  return spent === undefined || !isChargedOnce(plan, capability) ? own : besides(own, spent);
}

function undoAmounts(worst: Worst | undefined, of: Exclude<Resource, "latency">): Amounts | undefined {
  if (worst === undefined) return nothing;
  return worst[of] === undefined ? undefined : ofWorst(worst);
}

function usesNothing(amounts: Amounts, of: Exclude<Resource, "latency">): boolean {
  return of === "cost" ? amounts.cost.length === 0 : amounts[of] === 0;
}

export function total({ spent, reserved, undo, last }: Ledger): Amounts {
  return plus(plus(spent, reserved), plus(undo, last));
}

function compared(
  needed: Amounts,
  of: Exclude<Resource, "latency">,
  limit: Json,
  name: string,
  capability: string,
): string | undefined {
  if (of !== "cost") {
    if (typeof limit !== "number") return `how much ${of} \`${name}\` allows is not known`;
    // Sums of binary fractions: a billionth of the limit is not worth a refusal.
    if (needed[of] <= limit * (1 + 1e-9)) return undefined;
    const text = of === "energy" ? formatEnergy : (count: number) => `${count}`;
    return `with \`${capability}\` ${of} could come to ${text(needed[of])}, and \`${name}\` allows ${text(limit)}`;
  }
  const money = moneyOf(limit);
  if (money === undefined) return `how much \`${name}\` allows is not known`;
  const cost = costIn(money.currency, needed);
  if (cost === undefined) return `costs in several currencies can't be held against \`${name}\``;
  return compareMoney(cost, money) <= 0 ? undefined : tooDear(cost, money, name, capability);
}

function tooDear(cost: Money, limit: Money, name: string, capability: string): string {
  return `with \`${capability}\` the cost could come to ${formatMoney(cost)}, and \`${name}\` allows ${formatMoney(limit)}`;
}

/** An attempt used more than its capability declares (semantics, rule 14). */
export function overrunOf(
  { draft }: Turn,
  input: Extract<RunInput, { t: "Ended" }>,
): DecidedEvent | undefined {
  const { cost, energy, tokens } = input.spent;
  if (cost === undefined && energy === undefined && tokens === undefined) return undefined;
  const intent = draft.intents.get(input.key);
  if (intent === undefined || !overran(intent.worst, input.spent)) return undefined;
  return { t: "Overran", key: input.key, declared: intent.worst, actual: input.spent };
}

function overran(worst: Worst, { cost, energy, tokens }: Spent): boolean {
  if (cost !== undefined && worst.cost !== undefined) {
    if (cost.currency !== worst.cost.currency ? cost.amount !== "0" : compareMoney(cost, worst.cost) > 0)
      return true;
  }
  const over = (used: number | undefined, bound: number | undefined): boolean =>
    used !== undefined && bound !== undefined && used > bound;
  return over(energy, worst.energy) || over(tokens, worst.tokens);
}
