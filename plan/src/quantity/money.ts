import type { Json } from "../shapes/json.ts";
import type { Money } from "../shapes/value.ts";
import { type Decimal, decimalOf, inRange, parseDecimal, plainDigits } from "./decimal.ts";
import { addSmall, compareSmall, subtractSmall, timesSmall } from "./small-amount.ts";

const amountForm = /^-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?$/;
const currencyForm = /^[A-Z]{3}$/;

/**
 * An amount from decimal digits (`"0.050"`, `"1_000"`), normalised.
 * @returns undefined where `amount` is no number or too large, or `currency` not three capital letters.
 */
export function money(amount: string, currency: string): Money | undefined {
  if (!currencyForm.test(currency)) return undefined;
  if (amountForm.test(amount) && amount.length <= 40 && amount !== "-0") return { amount, currency };
  const decimal = parseDecimal(amount);
  return decimal === undefined ? undefined : { amount: plainDigits(decimal), currency };
}

export function zeroMoney(currency: string): Money {
  return { amount: "0", currency };
}

/** Whether a value is a normalised amount of money. */
export function isMoney(value: Json | Money): value is Money {
  if (typeof value !== "object" || value === null) return false;
  const { amount, currency } = value as { readonly amount?: Json; readonly currency?: Json };
  return (
    typeof amount === "string" && typeof currency === "string" && amountForm.test(amount) && amount !== "-0"
  );
}

/** @throws {RangeError} where currencies differ or the sum is too large. */
export function addMoney(left: Money, right: Money): Money {
  const currency = same(left, right);
  const amount = addSmall(left.amount, right.amount);
  return amount === undefined ? made(decimal(left).plus(decimal(right)), currency) : { amount, currency };
}

/** @throws {RangeError} where currencies differ or the difference is too large. */
export function subtractMoney(left: Money, right: Money): Money {
  const currency = same(left, right);
  const amount = subtractSmall(left.amount, right.amount);
  return amount === undefined ? made(decimal(left).minus(decimal(right)), currency) : { amount, currency };
}

/**
 * A number stands for the decimal that it is written as: `$0.10 * 3` is `$0.30`.
 * @throws {RangeError} where the factor is not finite or the product too large.
 */
export function timesMoney({ amount, currency }: Money, factor: number): Money {
  const product = timesSmall(amount, factor);
  return product === undefined
    ? made(digits(amount).times(number(factor)), currency)
    : { amount: product, currency };
}

/** To 30 decimals, half to even. @throws {RangeError} on division by zero. */
export function overMoney({ amount, currency }: Money, divisor: number): Money {
  const right = number(divisor);
  if (right.eq(0)) throw new RangeError("divided by zero");
  return made(digits(amount).div(right), currency);
}

/** @throws {RangeError} on division by zero, or where currencies differ. */
export function ratioOfMoney(left: Money, right: Money): number {
  same(left, right);
  const divisor = decimal(right);
  if (divisor.eq(0)) throw new RangeError("divided by zero");
  return Number(decimal(left).div(divisor).toString());
}

export function negateMoney({ amount, currency }: Money): Money {
  return made(digits(amount).neg(), currency);
}

/** Below zero, zero, above zero. @throws {RangeError} where currencies differ. */
export function compareMoney(left: Money, right: Money): number {
  same(left, right);
  if (left.amount === right.amount) return 0;
  return compareSmall(left.amount, right.amount) ?? decimal(left).cmp(decimal(right));
}

export function maxMoney(left: Money, right: Money): Money {
  return compareMoney(left, right) >= 0 ? left : right;
}

export function minMoney(left: Money, right: Money): Money {
  return compareMoney(left, right) <= 0 ? left : right;
}

/** To `decimals` places, half to even. */
export function roundMoney({ amount, currency }: Money, decimals: number): Money {
  return made(digits(amount).round(decimals), currency);
}

function same(left: Money, right: Money): string {
  if (left.currency !== right.currency) {
    throw new RangeError(`${left.currency} and ${right.currency} are different currencies`);
  }
  return left.currency;
}

function decimal(money: Money): Decimal {
  return digits(money.amount);
}

function digits(amount: string): Decimal {
  const found = parseDecimal(amount);
  if (found === undefined) throw new RangeError(`\`${amount}\` is not an amount`);
  return found;
}

function number(value: number): Decimal {
  const found = decimalOf(value);
  if (found === undefined) throw new RangeError(`an amount can't be multiplied or divided by ${value}`);
  return found;
}

function made(amount: Decimal, currency: string): Money {
  const kept = inRange(amount);
  if (kept === undefined) throw new RangeError("the amount is too large");
  return { amount: plainDigits(kept), currency };
}
