/*
 * Amounts of few digits, which nearly all are, reckoned as whole numbers of their last decimal: exact as long as
 * everything stays below 2^53, and many times quicker than decimals of any length.
 */

/** Digits, sign and point of an amount that is surely exact. */
const lengthMax = 15;

const powers: readonly number[] = Array.from({ length: lengthMax + 1 }, (_, at) => 10 ** at);

/** The sum of two normalised amounts, normalised; `undefined` where one has too many digits. */
export function addSmall(left: string, right: string): string | undefined {
  return summed(left, right, 1);
}

/** The first of two normalised amounts less the second, normalised; `undefined` where one has too many digits. */
export function subtractSmall(left: string, right: string): string | undefined {
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

/** A normalised amount so many times, normalised; `undefined` where it can't be reckoned exactly this way. */
export function timesSmall(amount: string, count: number): string | undefined {
  if (amount.length > lengthMax || !Number.isSafeInteger(count)) return undefined;
  return written(wholeOf(amount) * count, decimalsOf(amount));
}

/** Below zero, zero, above zero; `undefined` where one has too many digits. Fifteen digits tell two doubles apart. */
export function compareSmall(left: string, right: string): number | undefined {
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
