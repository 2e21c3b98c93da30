import type { Limit as Told } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import {
  type Limit,
  least as leastFormula,
  type Measure,
  most as mostFormula,
  product,
  sum,
} from "./formula.ts";

export const numbers: Measure<number> = {
  zero: 0,
  most: Number.MAX_VALUE,
  exact: false,
  formulas: {
    add: "number.add",
    times: "number.multiply",
    most: "number.max",
    least: "number.min",
    constant: (value) => ({ op: "constant", value }),
  },
  add: (left, right) => Math.min(left + right, Number.MAX_VALUE),
  times: (value, count) => (value === 0 || count === 0 ? 0 : Math.min(value * count, Number.MAX_VALUE)),
  compare: (left, right) => left - right,
};

export function bounded<T>(value: T): Limit<T> {
  return { value };
}

export function unbounded<T>(because: string): Limit<T> {
  return { unbounded: because };
}

export function isBounded<T>(limit: Told<T>): limit is { readonly value: T } {
  return "value" in limit;
}

/** A limit as a plan file says it. */
export function planLimit<T>(limit: Limit<T>): Told<T> {
  return isBounded(limit) ? { value: limit.value } : { unbounded: limit.unbounded };
}

/** With a formula, where there is one. */
export function growingBy<T>(limit: Limit<T>, by: Expression | undefined): Limit<T> {
  return by === undefined ? limit : { ...limit, by };
}

/** True if one of them has a formula. */
export function grows(limits: readonly Limit<unknown>[]): boolean {
  for (const limit of limits) if (limit.by !== undefined) return true;
  return false;
}

/** {@link sumLimits} of two, which most sums are. */
export function addLimits<T>(measure: Measure<T>, one: Limit<T>, other: Limit<T>): Limit<T> {
  if (one.by !== undefined || other.by !== undefined) return sumLimits(measure, [one, other]);
  if (!isBounded(one)) return one;
  if (!isBounded(other) || one.value === measure.zero) return other;
  return other.value === measure.zero ? one : computed(measure, measure.add(one.value, other.value));
}

function computed<T>(measure: Measure<T>, value: T): Told<T> {
  return value !== measure.most ? { value } : { unbounded: "it comes to more than can be computed" };
}

export function sumLimits<T>(measure: Measure<T>, limits: readonly Limit<T>[]): Limit<T> {
  let total = measure.zero;
  let endless: Told<T> | undefined;
  for (const limit of limits) {
    if (!isBounded(limit)) endless ??= { unbounded: limit.unbounded };
    else if (limit.value !== measure.zero) total = measure.add(total, limit.value);
  }
  const all = endless ?? computed(measure, total);
  return grows(limits) ? growingBy(all, sum(measure, limits)) : all;
}

/** @param because why `count` has no bound, where it has none. @param by the count as a formula. */
export function timesLimit<T>(
  measure: Measure<T>,
  limit: Limit<T>,
  count: number,
  because: string,
  by?: Expression,
): Limit<T> {
  if (count === 0) return { value: measure.zero };
  if (isBounded(limit) && measure.compare(limit.value, measure.zero) === 0) return planLimit(limit);
  const all = timesTold(measure, limit, count, because);
  if (limit.by === undefined && by === undefined) return all;
  return growingBy(all, product(measure, limit, count, by));
}

function timesTold<T>(measure: Measure<T>, limit: Limit<T>, count: number, because: string): Told<T> {
  if (!isBounded(limit)) return { unbounded: limit.unbounded };
  return Number.isFinite(count)
    ? computed(measure, measure.times(limit.value, count))
    : { unbounded: because };
}

export function maxLimit<T>(measure: Measure<T>, ...limits: readonly Limit<T>[]): Limit<T> {
  let most: Told<T> = { value: measure.zero };
  for (const limit of limits) {
    if (!isBounded(most)) break;
    if (!isBounded(limit)) most = { unbounded: limit.unbounded };
    else if (measure.compare(limit.value, most.value) > 0) most = { value: limit.value };
  }
  return grows(limits) ? growingBy(most, mostFormula(measure, limits)) : most;
}

/** The lesser: what has no bound gives way to what has one. */
export function minLimit<T>(measure: Measure<T>, left: Limit<T>, right: Limit<T>): Limit<T> {
  const lesser = minTold(measure, left, right);
  return grows([left, right]) ? growingBy(planLimit(lesser), leastFormula(measure, [left, right])) : lesser;
}

function minTold<T>(measure: Measure<T>, left: Limit<T>, right: Limit<T>): Limit<T> {
  if (!isBounded(right)) return left;
  if (!isBounded(left)) return right;
  return measure.compare(left.value, right.value) <= 0 ? left : right;
}

/** The least of some; zero of none. */
export function least<T>(measure: Measure<T>, values: readonly T[]): T {
  const [first = measure.zero, ...rest] = values;
  return rest.reduce((a, b) => (measure.compare(a, b) <= 0 ? a : b), first);
}
