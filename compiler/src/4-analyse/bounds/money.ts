import { addMoney, compareMoney, type Money, timesMoney, zeroMoney } from "@orchlang/plan";
import type { Measure } from "./limit.ts";

/** Amounts of one currency. */
export function moneyIn(currency: string): Measure<Money> {
  return { zero: zeroMoney(currency), add: addMoney, times: timesMoney, compare: compareMoney };
}
