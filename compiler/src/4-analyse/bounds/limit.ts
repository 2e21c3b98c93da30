import type { Limit } from "@orchlang/plan";

/** How amounts of one measure are reckoned: money exactly, energy and tokens as numbers. */
export interface Measure<T> {
  readonly zero: T;
  add(left: T, right: T): T;
  times(value: T, count: number): T;
  /** Below zero, zero, above zero. */
  compare(left: T, right: T): number;
}

export const numbers: Measure<number> = {
  zero: 0,
  add: (left, right) => left + right,
  times: (value, count) => (value === 0 || count === 0 ? 0 : value * count),
  compare: (left, right) => left - right,
};

export function bounded<T>(value: T): Limit<T> {
  return { value };
}

export function unbounded<T>(because: string): Limit<T> {
  return { unbounded: because };
}

export function isBounded<T>(limit: Limit<T>): limit is { readonly value: T } {
  return "value" in limit;
}

export function addLimits<T>(measure: Measure<T>, ...limits: readonly Limit<T>[]): Limit<T> {
  let total = measure.zero;
  for (const limit of limits) {
    if (!isBounded(limit)) return limit;
    total = measure.add(total, limit.value);
  }
  return { value: total };
}

/** @param because why `count` has no bound, where it has none. */
export function timesLimit<T>(
  measure: Measure<T>,
  limit: Limit<T>,
  count: number,
  because: string,
): Limit<T> {
  if (count === 0) return { value: measure.zero };
  if (!isBounded(limit)) return limit;
  if (measure.compare(limit.value, measure.zero) === 0) return limit;
  return Number.isFinite(count) ? { value: measure.times(limit.value, count) } : { unbounded: because };
}

export function maxLimit<T>(measure: Measure<T>, ...limits: readonly Limit<T>[]): Limit<T> {
  let most: Limit<T> = { value: measure.zero };
  for (const limit of limits) {
    if (!isBounded(limit)) return limit;
    if (isBounded(most) && measure.compare(limit.value, most.value) > 0) most = limit;
  }
  return most;
}

/** The lesser: what has no bound gives way to what has one. */
export function minLimit<T>(measure: Measure<T>, left: Limit<T>, right: Limit<T>): Limit<T> {
  if (!isBounded(right)) return left;
  if (!isBounded(left)) return right;
  return measure.compare(left.value, right.value) <= 0 ? left : right;
}

export function least<T>(measure: Measure<T>, values: readonly T[]): T {
  return values.reduce((a, b) => (measure.compare(a, b) <= 0 ? a : b));
}
