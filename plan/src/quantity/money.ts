import Big from "big.js";
import type { Json, Money } from "../shapes/value.ts";

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

/** True if a value is a normalised amount of money. */
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
  const big = parseDecimal(amount);
  if (big === undefined) throw new RangeError(`\`${amount}\` is not an amount`);
  return big;
}

function number(value: number): Decimal {
  const big = decimalOf(value);
  if (big === undefined) throw new RangeError(`an amount can't be multiplied or divided by ${value}`);
  return big;
}

function made(amount: Decimal, currency: string): Money {
  const kept = inRange(amount);
  if (kept === undefined) throw new RangeError("the amount is too large");
  return { amount: plainDigits(kept), currency };
}

/*
 * Amounts of few digits, which nearly all are, computed as whole numbers of their last decimal: exact as long as
 * everything stays below 2^53, and many times quicker than decimals of any length.
 */

/** Digits, sign and point of an amount that is surely exact. */
const lengthMax = 15;

const powers: readonly number[] = Array.from({ length: lengthMax + 1 }, (_, at) => 10 ** at);

/** The sum of two normalised amounts, normalised; `undefined` where one has too many digits. */
function addSmall(left: string, right: string): string | undefined {
  return summed(left, right, 1);
}

/** The first of two normalised amounts less the second, normalised; `undefined` where one has too many digits. */
function subtractSmall(left: string, right: string): string | undefined {
  return summed(left, right, -1);
}

function summed(left: string, right: string, sign: 1 | -1): string | undefined {
  if (left.length > lengthMax || right.length > lengthMax) return undefined;
  const one = decimalsOf(left);
  const other = decimalsOf(right);
  const decimals = Math.max(one, other);
  const sum =
    wholeOf(left) * (powers[decimals - one] ?? Number.NaN) +
    sign * wholeOf(right) * (powers[decimals - other] ?? Number.NaN);
  return written(sum, decimals);
}

/** A normalised amount so many times, normalised; `undefined` where it can't be computed exactly this way. */
function timesSmall(amount: string, count: number): string | undefined {
  if (amount.length > lengthMax || !Number.isSafeInteger(count)) return undefined;
  return written(wholeOf(amount) * count, decimalsOf(amount));
}

/** Below zero, zero, above zero; `undefined` where one has too many digits. Fifteen digits tell two doubles apart. */
function compareSmall(left: string, right: string): number | undefined {
  if (left.length > lengthMax || right.length > lengthMax) return undefined;
  const difference = Number(left) - Number(right);
  return Number.isNaN(difference) ? undefined : difference;
}

function decimalsOf(amount: string): number {
  const point = amount.indexOf(".");
  return point === -1 ? 0 : amount.length - point - 1;
}

function wholeOf(amount: string): number {
  return amount.includes(".") ? Number(amount.replace(".", "")) : Number(amount);
}

function written(whole: number, decimals: number): string | undefined {
  if (!Number.isSafeInteger(whole)) return undefined;
  if (whole === 0) return "0";
  if (decimals === 0) return String(whole);
  const digits = String(Math.abs(whole)).padStart(decimals + 1, "0");
  let end = digits.length;
  const point = end - decimals;
  while (end > point && digits.charCodeAt(end - 1) === zero) end--;
  const text =
    end === point ? digits.slice(0, point) : `${digits.slice(0, point)}.${digits.slice(point, end)}`;
  return whole < 0 ? `-${text}` : text;
}

const zero = "0".charCodeAt(0);

/**
 * Exact decimal arithmetic for amounts and literals. A constructor of its own: `DP` and `RM` of big.js are
 * properties of the constructor, and other users of the library keep theirs.
 */
const Decimal = Big();
/** Decimals that a division or a long product keeps. */
const decimalsMax = 30;
Decimal.DP = decimalsMax;
Decimal.RM = Big.roundHalfEven;

/** Digits before the point. More than that no amount of anything has. */
const integerDigitsMax = 40;

type Decimal = Big;

const digitsForm = /^[+-]?\d+(?:_\d+)*(?:\.\d+(?:_\d+)*)?(?:[eE][+-]?\d{1,3})?$/;

/** From decimal digits, `_` between them allowed. Undefined where the text is no number or out of range. */
export function parseDecimal(digits: string): Decimal | undefined {
  if (digits.length > 200 || !digitsForm.test(digits)) return undefined;
  return inRange(new Decimal(digits.replaceAll("_", "").replace(/^\+/, "")));
}

/** The decimal that a number is written as: 0.1 is one tenth. Undefined for what is not finite. */
function decimalOf(number: number): Decimal | undefined {
  return Number.isFinite(number) ? inRange(new Decimal(number)) : undefined;
}

/** Rounds to what is kept, half to even. Undefined where the number is too large. */
function inRange(decimal: Decimal): Decimal | undefined {
  if (decimal.e >= integerDigitsMax) return undefined;
  const decimals = decimal.c.length - 1 - decimal.e;
  return decimals > decimalsMax ? decimal.round(decimalsMax) : decimal;
}

/** Plain digits: no exponent, no zeros at the end, no `-0`. */
export function plainDigits(decimal: Decimal): string {
  return decimal.toFixed();
}

/**
 * `digits` times `factor` as plain digits: `scaleDecimal("1.2", 3_600_000)` is `"4320000"`. A number stands for
 * the decimal that it is written as. Exact up to {@link decimalsMax} decimals.
 * @returns undefined where `digits` or `factor` is no number, or the product is too large.
 */
export function scaleDecimal(digits: string, factor: string | number): string | undefined {
  const left = parseDecimal(digits);
  const right = typeof factor === "number" ? decimalOf(factor) : parseDecimal(factor);
  if (left === undefined || right === undefined) return undefined;
  const product = inRange(left.times(right));
  return product === undefined ? undefined : plainDigits(product);
}

/** A number's plain digits, without exponent: `1e-7` is `0.0000001`. */
export function numberDigits(number: number): string {
  const text = String(number);
  return text.includes("e") ? new Decimal(number).toFixed() : text;
}
