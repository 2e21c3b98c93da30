/*
 * Ranges of numbers as types carry them: a bound left out is none. Arithmetic gives the least interval that holds
 * every outcome; a bound that grows beyond the doubles is left out.
 */

export interface Interval {
  readonly min?: number;
  readonly max?: number;
}

const everything: Interval = {};

const low = (range: Interval): number => range.min ?? Number.NEGATIVE_INFINITY;
const high = (range: Interval): number => range.max ?? Number.POSITIVE_INFINITY;

/** An interval from ends that may be infinite or not numbers: those are no bounds. */
export function interval(min: number, max: number): Interval {
  const hasMax = Number.isFinite(max);
  if (!Number.isFinite(min)) return hasMax ? { max: unsigned(max) } : everything;
  return hasMax ? { min: unsigned(min), max: unsigned(max) } : { min: unsigned(min) };
}

/** There is one zero. */
const unsigned = (value: number): number => (value === 0 ? 0 : value);

/** One number. */
export function exactly(value: number): Interval {
  return interval(value, value);
}

/** The bounds of a type or another thing that has them, and nothing else of it. */
export function boundsOf(of: Interval): Interval {
  return interval(low(of), high(of));
}

/** True if every number of `inner` lies in `outer`. */
export function holds(outer: Interval, inner: Interval): boolean {
  return low(outer) <= low(inner) && high(inner) <= high(outer);
}

/** True if no number lies in both. */
export function disjoint(left: Interval, right: Interval): boolean {
  return high(left) < low(right) || high(right) < low(left);
}

/** The least interval that holds both. */
export function hull(left: Interval, right: Interval): Interval {
  return interval(Math.min(low(left), low(right)), Math.max(high(left), high(right)));
}

/** The numbers of both; where there are none, `left`. */
export function meet(left: Interval, right: Interval): Interval {
  if (disjoint(left, right)) return boundsOf(left);
  return interval(Math.max(low(left), low(right)), Math.min(high(left), high(right)));
}

export function negateInterval(range: Interval): Interval {
  return interval(-high(range), -low(range));
}

export function addIntervals(left: Interval, right: Interval): Interval {
  return interval(low(left) + low(right), high(left) + high(right));
}

export function subtractIntervals(left: Interval, right: Interval): Interval {
  return addIntervals(left, negateInterval(right));
}

export function multiplyIntervals(left: Interval, right: Interval): Interval {
  return ofCorners(left, right, (a, b) => (a === 0 || b === 0 ? 0 : a * b));
}

/** Where the divisor may be zero nothing is known. */
export function divideIntervals(left: Interval, right: Interval): Interval {
  if (low(right) <= 0 && high(right) >= 0) return everything;
  return ofCorners(left, right, (a, b) => (a === 0 || !Number.isFinite(b) ? 0 : a / b));
}

/** Multiplies by a number, for conversions between units. */
export function scaleInterval(range: Interval, factor: number): Interval {
  return multiplyIntervals(range, exactly(factor));
}

function ofCorners(left: Interval, right: Interval, combine: (a: number, b: number) => number): Interval {
  const least = combine(low(left), low(right));
  const most = combine(high(left), high(right));
  const one = combine(low(left), high(right));
  const other = combine(high(left), low(right));
  return interval(Math.min(least, most, one, other), Math.max(least, most, one, other));
}

/** How an author writes it: `1..10`, `at least 1`, `at most 10`; empty where there is no bound. */
export function showInterval(range: Interval, write: (value: number) => string = String): string {
  if (range.min !== undefined && range.max !== undefined) {
    return range.min === range.max
      ? `exactly ${write(range.min)}`
      : `${write(range.min)}..${write(range.max)}`;
  }
  if (range.min !== undefined) return `at least ${write(range.min)}`;
  return range.max === undefined ? "" : `at most ${write(range.max)}`;
}
