import type { Json, Money } from "@orchlang/plan";
import { addMoney, money, subtractMoney, timesMoney, zeroMoney } from "@orchlang/plan/quantities";
import type { Spent } from "../failure.ts";
import type { Worst } from "./events.ts";

/** Amounts that were or may be used: money by currency, sorted; joules; tokens. Never negative. */
export interface Amounts {
  readonly cost: readonly Money[];
  readonly energy: number;
  readonly tokens: number;
}

export const nothing: Amounts = { cost: [], energy: 0, tokens: 0 };

export function plus(left: Amounts, right: Amounts): Amounts {
  if (right === nothing) return left;
  if (left === nothing) return right;
  return {
    cost: merged(left.cost, right.cost, addMoney),
    energy: left.energy + right.energy,
    tokens: left.tokens + right.tokens,
  };
}

export function minus(left: Amounts, right: Amounts): Amounts {
  if (right === nothing) return left;
  return {
    cost: merged(left.cost, right.cost, subtractMoney),
    // Sums of binary fractions don't cancel exactly.
    energy: left.energy - right.energy < 1e-9 * right.energy ? 0 : left.energy - right.energy,
    tokens: Math.max(0, left.tokens - right.tokens),
  };
}

/** A missing bound counts as nothing here: whoever needs it to be there asks {@link withinBounds} first. */
export function ofWorst({ cost, energy, tokens }: Worst): Amounts {
  const some = cost !== undefined && cost.amount !== "0" ? [cost] : [];
  if (some.length === 0 && !energy && !tokens) return nothing;
  return { cost: some, energy: energy ?? 0, tokens: tokens ?? 0 };
}

/** The worst case of several tries. Some calls are charged only once under one key. */
export function ofTries(worst: Worst, tries: number, isChargedOnce: boolean): Worst {
  const { cost, energy, tokens } = worst;
  const charges = isChargedOnce ? Math.min(1, tries) : tries;
  return {
    ...(cost === undefined ? {} : { cost: timesMoney(cost, charges) }),
    ...(energy === undefined ? {} : { energy: energy * tries }),
    ...(tokens === undefined ? {} : { tokens: tokens * tries }),
  };
}

/** The additional charge: the difference in cost, and all of the rest. */
export function besides(amounts: Amounts, charged: Amounts): Amounts {
  if (charged.cost.length === 0 || amounts.cost.length === 0) return amounts;
  const { cost } = minus({ ...nothing, cost: amounts.cost }, { ...nothing, cost: charged.cost });
  return { ...amounts, cost };
}

/** As reported; the declared worst where a resource was not reported, nothing where that has no bound. */
export function ofSpent(spent: Spent, declared: Worst): Amounts {
  const cost = spent.cost ?? declared.cost;
  const energy = spent.energy ?? declared.energy;
  const tokens = spent.tokens ?? declared.tokens;
  return ofWorst({
    ...(cost === undefined ? {} : { cost }),
    ...(energy === undefined ? {} : { energy }),
    ...(tokens === undefined ? {} : { tokens }),
  });
}

/** In one currency; `undefined` where some of it is in another. */
export function costIn(currency: string, { cost }: Amounts): Money | undefined {
  if (cost.length === 0) return zeroMoney(currency);
  const [only] = cost;
  return cost.length === 1 && only?.currency === currency ? only : undefined;
}

export function moneyOf(value: Json): Money | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { amount, currency } = value as { readonly amount?: Json; readonly currency?: Json };
  return typeof amount === "string" && typeof currency === "string" ? money(amount, currency) : undefined;
}

function merged(
  left: readonly Money[],
  right: readonly Money[],
  join: (one: Money, other: Money) => Money,
): readonly Money[] {
  if (right.length === 0) return left;
  const only = left.length === 1 && right.length === 1 ? left[0] : undefined;
  const more = right[0];
  if (only !== undefined && more !== undefined && only.currency === more.currency) {
    const sum = join(only, more);
    return isNothing(sum) ? [] : [sum];
  }
  let result = left;
  for (const amount of right) {
    const known = result.find(({ currency }) => currency === amount.currency);
    const sum = join(known ?? zeroMoney(amount.currency), amount);
    const others = result.filter((one) => one !== known);
    result = isNothing(sum) ? others : [...others, sum];
  }
  return result.length < 2
    ? result
    : [...result].sort((one, other) => (one.currency < other.currency ? -1 : 1));
}

/** Zero, or below it. */
function isNothing({ amount }: Money): boolean {
  return amount === "0" || amount.startsWith("-");
}
