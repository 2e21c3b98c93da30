import type { Limit as Told } from "@orchlang/plan";
import { type Expression, partsOf } from "@orchlang/plan/expressions";

/**
 * An upper bound, or none with its cause. `by`: what it comes to for given arguments, over the plan's parameters,
 * where it grows with them; a caller who knows more of its arguments than their types say gets a lesser bound by it.
 */
export type Limit<T> = Told<T> & { readonly by?: Expression };

/** How amounts of one measure are computed: money exactly, energy and tokens as numbers. */
export interface Measure<T> {
  readonly zero: T;
  /**
   * Stands for this amount and anything above, closed under `add` and `times`, because nested calls multiply beyond the
   * range of numbers.
   */
  readonly most: T;
  /** True if a sum is the same however it is added up. */
  readonly exact: boolean;
  /** The names of the same operations in formulas. */
  readonly formulas: Formulas<T>;
  add(left: T, right: T): T;
  times(value: T, count: number): T;
  /** Below zero, zero, above zero. */
  compare(left: T, right: T): number;
}

/*
 * A plan's bounds as formulas over its parameters: the summary that a caller fills its own arguments into, instead of
 * looking into the plan again (semantics, rule 38). A formula that grows beyond a size is given up, and the bound by
 * the parameters' types stands.
 */

/** Parts of a formula: calls of calls of calls are summed up in one. */
const formulaMax = 64;

/** The names of a measure's operations in expressions. */
interface Formulas<T> {
  readonly add: string;
  /** An amount so many times. */
  readonly times: string;
  readonly most: string;
  readonly least: string;
  constant(value: T): Expression;
}

/** The sum; what has no formula counts by its value. `undefined`: too large, or a part has no bound at all. */
export function sum<T>(measure: Measure<T>, limits: readonly Limit<T>[]): Expression | undefined {
  const { add, constant } = measure.formulas;
  return combined(limits, measure.zero, measure.add, (fixed, growing) => {
    const all = measure.compare(fixed, measure.zero) === 0 ? growing : [...growing, constant(fixed)];
    return all.reduce((left, right) => ({ op: "call", fn: add, args: [left, right] }));
  });
}

/** The greatest. */
export function most<T>(measure: Measure<T>, limits: readonly Limit<T>[]): Expression | undefined {
  const { most: fn, constant } = measure.formulas;
  const greater = (a: T, b: T): T => (measure.compare(a, b) >= 0 ? a : b);
  return combined(limits, measure.zero, greater, (fixed, growing) => {
    const all = measure.compare(fixed, measure.zero) === 0 ? growing : [...growing, constant(fixed)];
    return all.length === 1 ? (all[0] ?? constant(fixed)) : { op: "call", fn, args: all };
  });
}

/** The least: a part without a bound makes no difference. */
export function least<T>(measure: Measure<T>, limits: readonly Limit<T>[]): Expression | undefined {
  const { least: fn, constant } = measure.formulas;
  const parts = limits.flatMap((limit) => {
    if (limit.by !== undefined) return [limit.by];
    return "value" in limit ? [constant(limit.value)] : [];
  });
  const [only] = parts;
  return kept(parts.length === 1 ? only : { op: "call", fn, args: parts });
}

/** An amount so many times; `by` is the count as a formula. */
export function product<T>(
  measure: Measure<T>,
  limit: Limit<T>,
  count: number,
  by: Expression | undefined,
): Expression | undefined {
  const { times, constant } = measure.formulas;
  const amount = limit.by ?? ("value" in limit ? constant(limit.value) : undefined);
  const often: Expression | undefined =
    by ?? (Number.isFinite(count) ? { op: "constant", value: count } : undefined);
  if (amount === undefined || often === undefined) return undefined;
  if (by === undefined && count === 1) return amount;
  return kept({ op: "call", fn: times, args: [amount, often] });
}

function combined<T>(
  limits: readonly Limit<T>[],
  zero: T,
  join: (left: T, right: T) => T,
  made: (fixed: T, growing: readonly Expression[]) => Expression,
): Expression | undefined {
  let fixed = zero;
  const growing: Expression[] = [];
  for (const limit of limits) {
    if (limit.by !== undefined) growing.push(limit.by);
    else if ("value" in limit) fixed = join(fixed, limit.value);
    else return undefined;
    if (growing.length > formulaMax) return undefined;
  }
  return growing.length === 0 ? undefined : kept(made(fixed, growing));
}

/** The formula, where it is not too large. */
export function kept(formula: Expression | undefined): Expression | undefined {
  return formula !== undefined && sizeOf(formula, formulaMax) <= formulaMax ? formula : undefined;
}

function sizeOf(expression: Expression, enough: number): number {
  let size = 1;
  for (const part of partsOf(expression)) {
    if (size > enough) break;
    size += sizeOf(part, enough - size);
  }
  return size;
}
