import { addMoney, compareMoney, type Money, timesMoney, zeroMoney } from "@orchlang/plan";
import type { Measure } from "./limit.ts";

/** Amounts of one currency. */
export function moneyIn(currency: string): Measure<Money> {
  return {
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
    add: (left, right) => (isZero(left) ? right : isZero(right) ? left : addMoney(left, right)),
    times: timesMoney,
    compare: compareMoney,
  };
}

function isZero({ amount }: Money): boolean {
  return amount === "0";
}
