import Big from "big.js";

/**
 * Exact decimal arithmetic for amounts and literals. A constructor of its own: `DP` and `RM` of big.js are
 * properties of the constructor, and other users of the library keep theirs.
 */
const Decimal = Big();
/** Decimals that a division or a long product keeps. */
export const decimalsMax = 30;
Decimal.DP = decimalsMax;
Decimal.RM = Big.roundHalfEven;

/** Digits before the point. More than that no amount of anything has. */
export const integerDigitsMax = 40;

export type Decimal = Big;

const digitsForm = /^[+-]?\d+(?:_\d+)*(?:\.\d+(?:_\d+)*)?(?:[eE][+-]?\d{1,3})?$/;

/** From decimal digits, `_` between them allowed. Undefined where the text is no number or out of range. */
export function parseDecimal(digits: string): Decimal | undefined {
  if (digits.length > 200 || !digitsForm.test(digits)) return undefined;
  return inRange(new Decimal(digits.replaceAll("_", "").replace(/^\+/, "")));
}

/** The decimal that a number is written as: 0.1 is one tenth. Undefined for what is not finite. */
export function decimalOf(number: number): Decimal | undefined {
  return Number.isFinite(number) ? inRange(new Decimal(number)) : undefined;
}

/** Rounds to what is kept, half to even. Undefined where the number is too large. */
export function inRange(decimal: Decimal): Decimal | undefined {
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
