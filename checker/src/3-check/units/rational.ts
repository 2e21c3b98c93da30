/*
 * Exact fractions, for the factors between units: a minute of a kilowatt hour is no finite decimal, and money must
 * never pass through a double.
 */

export interface Rational {
  readonly over: bigint;
  /** Above zero; no common factor with `over`. */
  readonly under: bigint;
}

export const one: Rational = { over: 1n, under: 1n };

export function rational(over: bigint, under: bigint): Rational {
  if (under === 1n) return { over, under };
  const sign = under < 0n ? -1n : 1n;
  const common = greatestCommonDivisor(over < 0n ? -over : over, under * sign);
  return { over: (sign * over) / common, under: (sign * under) / common };
}

const wholeNumber = /^\d+$/;

/** Reads decimal digits, `"273.15"` or `"-3"`; `undefined` where they are none. */
export function parseRational(digits: string): Rational | undefined {
  if (wholeNumber.test(digits)) return { over: BigInt(digits), under: 1n };
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(digits);
  if (match === null) return undefined;
  const [, sign = "", whole = "0", part = ""] = match;
  if (part === "") return { over: BigInt(`${sign}${whole}`), under: 1n };
  return rational(BigInt(`${sign}${whole}${part}`), 10n ** BigInt(part.length));
}

export function timesRational(left: Rational, right: Rational): Rational {
  return rational(left.over * right.over, left.under * right.under);
}

/** The divisor is not zero. */
export function overRational(left: Rational, right: Rational): Rational {
  return rational(left.over * right.under, left.under * right.over);
}

export function plusRational(left: Rational, right: Rational): Rational {
  return rational(left.over * right.under + right.over * left.under, left.under * right.under);
}

export function power(base: Rational, exponent: number): Rational {
  if (exponent < 0) return overRational(one, power(base, -exponent));
  return rational(base.over ** BigInt(exponent), base.under ** BigInt(exponent));
}

export function isOne(value: Rational): boolean {
  return value.over === 1n && value.under === 1n;
}

/** Places after the point that are written where the decimal would never end. */
const placesMax = 40;

/** Decimal digits without trailing zeros: exact where they end, else cut after 40 places. */
export function decimalText(value: Rational): string {
  const negative = value.over < 0n;
  const over = negative ? -value.over : value.over;
  const whole = over / value.under;
  let rest = over % value.under;
  let places = "";
  while (rest !== 0n && places.length < placesMax) {
    rest *= 10n;
    places += String(rest / value.under);
    rest %= value.under;
  }
  const trimmed = places.replace(/0+$/, "");
  return `${negative ? "-" : ""}${whole}${trimmed === "" ? "" : `.${trimmed}`}`;
}

/** The nearest double. */
export function toNumber(value: Rational): number {
  return value.under === 1n ? Number(value.over) : Number(decimalText(value));
}

/** A whole number without its factors two and five: what is left cannot be divided by in finite decimals. */
export function withoutTwosAndFives(value: bigint): bigint {
  let left = value < 0n ? -value : value;
  while (left !== 0n && left % 2n === 0n) left /= 2n;
  while (left !== 0n && left % 5n === 0n) left /= 5n;
  return left;
}

export function leastCommonMultiple(left: bigint, right: bigint): bigint {
  return (left / greatestCommonDivisor(left, right)) * right;
}

function greatestCommonDivisor(left: bigint, right: bigint): bigint {
  let [a, b] = [left, right];
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n ? 1n : a;
}
