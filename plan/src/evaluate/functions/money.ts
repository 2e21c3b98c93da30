import {
  addMoney,
  compareMoney,
  maxMoney,
  minMoney,
  negateMoney,
  overMoney,
  ratioOfMoney,
  roundMoney,
  subtractMoney,
  timesMoney,
} from "../../quantity/money.ts";
import type { Money } from "../../shapes/value.ts";
import { faulted, type Outcome, Stop } from "../outcome.ts";
import { comparisons, finite, of1, of2, ofMany } from "./define.ts";
import { aMoney, aNumber } from "./kinds.ts";

/** Money arithmetic throws where currencies differ, at a division by zero, at amounts beyond all reason. */
function exact<T>(compute: () => T): T | Stop {
  try {
    return compute();
  } catch (error) {
    if (error instanceof RangeError) return faulted(error.message);
    throw error;
  }
}

function amount(compute: () => Money): Outcome {
  const result = exact(compute);
  return result instanceof Stop ? result : { amount: result.amount, currency: result.currency };
}

const { less, lessOrEqual, greater, greaterOrEqual } = comparisons(aMoney, (left, right) =>
  exact(() => compareMoney(left, right)),
);

/** Exact amounts. A rate (`$0.30 per kWh`) is an amount per base unit; the compiler scales. */
export const money = {
  "money.add": of2(aMoney, aMoney, (a, b) => amount(() => addMoney(a, b))),
  "money.subtract": of2(aMoney, aMoney, (a, b) => amount(() => subtractMoney(a, b))),
  "money.times": of2(aMoney, aNumber, (a, factor) => amount(() => timesMoney(a, factor))),
  "money.over": of2(aMoney, aNumber, (a, divisor) => amount(() => overMoney(a, divisor))),
  "money.ratio": of2(aMoney, aMoney, (a, b) => {
    const result = exact(() => ratioOfMoney(a, b));
    return result instanceof Stop ? result : finite(result);
  }),
  "money.negate": of1(aMoney, (a) => amount(() => negateMoney(a))),
  "money.abs": of1(aMoney, (a) => amount(() => (a.amount.startsWith("-") ? negateMoney(a) : a))),
  /** To so many decimals, halves to even. */
  "money.round": of2(aMoney, aNumber, (a, decimals) =>
    Number.isInteger(decimals) && decimals >= 0 && decimals <= 30
      ? amount(() => roundMoney(a, decimals))
      : faulted("an amount is rounded to 0 to 30 decimals"),
  ),
  "money.min": ofMany(aMoney, (items) => amount(() => items.reduce(minMoney))),
  "money.max": ofMany(aMoney, (items) => amount(() => items.reduce(maxMoney))),
  "money.less": less,
  "money.lessOrEqual": lessOrEqual,
  "money.greater": greater,
  "money.greaterOrEqual": greaterOrEqual,
};
