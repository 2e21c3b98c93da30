import type { Money } from "@orchlang/plan";
import { addMoney, compareMoney, timesMoney, zeroMoney } from "@orchlang/plan/quantities";
import type { Measure } from "./formula.ts";

/** Amounts of one currency. */
export function moneyIn(currency: string): Measure<Money> {
  const most: Money = { amount: `1${"0".repeat(mostDigits)}`, currency };
  return {
    most,
    zero: zeroMoney(currency),
    exact: true,
    formulas: {
      add: "money.add",
      times: "money.times",
      most: "money.max",
      least: "money.min",
      // An amount is all plain values, which its interface can't say.
      constant: ({ amount, currency: of }) => ({ op: "constant", value: { amount, currency: of } }),
    },
    add: (left, right) => (isZero(left) ? right : isZero(right) ? left : atMost(most, addMoney(left, right))),
    times: (value, count) =>
      digitsOf(value) + Math.log10(Math.max(1, count)) > mostDigits
        ? most
        : atMost(most, timesMoney(value, count)),
    compare: compareMoney,
  };
}

/** Below what an amount may have, so that two of them can always be added. */
const mostDigits = 36;

/** Before the point. */
function digitsOf({ amount }: Money): number {
  const point = amount.indexOf(".");
  return point === -1 ? amount.length : point;
}

function atMost(most: Money, value: Money): Money {
  return digitsOf(value) > mostDigits ? most : value;
}

function isZero({ amount }: Money): boolean {
  return amount === "0";
}
