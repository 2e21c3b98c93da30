import { addMoney, type Money } from "@orchlang/plan";
import type { Spent } from "../kernel/failure.ts";
import type { Totals } from "../orchestrator-api.ts";

export const nothingSpent: Totals = { cost: [], energy: 0, tokens: 0 };

export function plus(totals: Totals, spent: Spent): Totals {
  const { cost, energy = 0, tokens = 0 } = spent;
  return {
    cost: cost === undefined ? totals.cost : added(totals.cost, cost),
    energy: totals.energy + energy,
    tokens: totals.tokens + tokens,
  };
}

/** One amount a currency, in the order in which they first came. */
function added(amounts: readonly Money[], more: Money): readonly Money[] {
  if (!amounts.some(({ currency }) => currency === more.currency)) return [...amounts, more];
  return amounts.map((one) => (one.currency === more.currency ? addMoney(one, more) : one));
}
