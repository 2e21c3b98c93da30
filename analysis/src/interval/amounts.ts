import type { Money } from "@orchlang/plan";
import { addMoney, maxMoney, minMoney, negateMoney, overMoney, timesMoney } from "@orchlang/plan/quantities";
import {
  type Abstract,
  anyNumber,
  type MoneyRange,
  moneyRange,
  type NumberRange,
  unknown,
} from "./abstract.ts";
import { corners, product } from "./numbers.ts";

type OfAmounts = (...args: readonly Abstract[]) => Abstract;

/** Functions of amounts. */
export const monetaryFunctions: Readonly<Record<string, OfAmounts>> = {
  "money.add": (a = unknown, b = unknown) => safely(() => addRanges(a, b)),
  "money.subtract": (a = unknown, b = unknown) => safely(() => addRanges(a, negatedMoney(b))),
  "money.negate": (a = unknown) => negatedMoney(a),
  "money.times": (a = unknown, b = unknown) => timesRange(a, b),
  "money.over": (a = unknown, b = unknown) =>
    a.kind === "money" && b.kind === "number" && b.low > 0 ? safely(() => overRange(a, b)) : unknown,
  "money.min": (...all) => safely(() => all.reduce((a, b) => extreme(a, b, minMoney))),
  "money.max": (...all) => safely(() => all.reduce((a, b) => extreme(a, b, maxMoney))),
  "money.ratio": () => anyNumber,
};

/** Amounts may be of different currencies or beyond all reason: then nothing is known of them. */
function safely(compute: () => Abstract): Abstract {
  try {
    return compute();
  } catch (error) {
    if (error instanceof RangeError) return unknown;
    throw error;
  }
}

function addRanges(a: Abstract, b: Abstract): Abstract {
  if (a.kind !== "money" || b.kind !== "money") return unknown;
  return moneyRange(a.low && b.low && addMoney(a.low, b.low), a.high && b.high && addMoney(a.high, b.high));
}

function negatedMoney(a: Abstract): Abstract {
  if (a.kind !== "money") return unknown;
  return moneyRange(a.high && negateMoney(a.high), a.low && negateMoney(a.low));
}

function extreme(a: Abstract, b: Abstract, of: (left: Money, right: Money) => Money): Abstract {
  if (a.kind !== "money" || b.kind !== "money") return unknown;
  return moneyRange(a.low && b.low && of(a.low, b.low), a.high && b.high && of(a.high, b.high));
}

/** An amount, or a number, so many times. */
export function timesRange(value: Abstract, factor: Abstract): Abstract {
  if (factor.kind !== "number") return unknown;
  if (value.kind === "number") return corners(value, factor, product);
  if (value.kind !== "money") return unknown;
  return safely(() => timesMoneyRange(value, factor));
}

function timesMoneyRange(value: MoneyRange, factor: NumberRange): Abstract {
  if (factor.low < 0) return unknown;
  // An amount without a lower bound may be below zero; so may its product.
  const low = value.low && timesEnd(value.low, isNegative(value.low) ? factor.high : factor.low);
  const high = value.high && timesEnd(value.high, isNegative(value.high) ? factor.low : factor.high);
  return moneyRange(low, high);
}

function isNegative(amount: Money): boolean {
  return amount.amount.startsWith("-");
}

function timesEnd(amount: Money, factor: number): Money | undefined {
  if (amount.amount === "0") return amount;
  return Number.isFinite(factor) ? timesMoney(amount, factor) : undefined;
}

function overRange(value: MoneyRange, divisor: NumberRange): Abstract {
  const low = value.low && overEnd(value.low, isNegative(value.low) ? divisor.low : divisor.high);
  const high = value.high && overEnd(value.high, isNegative(value.high) ? divisor.high : divisor.low);
  return moneyRange(low, high);
}

function overEnd(amount: Money, divisor: number): Money {
  return Number.isFinite(divisor) ? overMoney(amount, divisor) : { ...amount, amount: "0" };
}
