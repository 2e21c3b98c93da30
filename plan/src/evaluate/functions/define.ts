import type { Json } from "../../shapes/value.ts";
import { faulted, type Outcome, Stop } from "../outcome.ts";
import { type Kind, wants } from "./kinds.ts";

/** A function of the closed table. It is given values that are known; `null` is none. */
export interface PureFunction {
  /** How many arguments: exactly so many, or from the first to the second. */
  readonly arity: number | readonly [number, number];
  readonly apply: (args: readonly Json[]) => Outcome;
  /**
   * A faster `apply` for calls whose last argument is this constant: a zone's clock is looked up once, not at
   * each call.
   */
  readonly withLast?: (last: Json) => (args: readonly Json[]) => Outcome;
  /** `apply` of exactly two, without a list of them. */
  readonly ofPair?: (first: Json, second: Json) => Outcome;
}

export function of1<A>(a: Kind<A>, apply: (a: A) => Outcome): PureFunction {
  return {
    arity: 1,
    apply: (args) => {
      const first = a.read(args[0] ?? null);
      return first === undefined ? wants(a, args[0]) : apply(first);
    },
  };
}

export function of2<A, B>(a: Kind<A>, b: Kind<B>, apply: (a: A, b: B) => Outcome): PureFunction {
  const ofPair = (one: Json, other: Json): Outcome => {
    const first = a.read(one);
    if (first === undefined) return wants(a, one);
    const second = b.read(other);
    return second === undefined ? wants(b, other) : apply(first, second);
  };
  return { arity: 2, apply: (args) => ofPair(args[0] ?? null, args[1] ?? null), ofPair };
}

export function of3<A, B, C>(
  a: Kind<A>,
  b: Kind<B>,
  c: Kind<C>,
  apply: (a: A, b: B, c: C) => Outcome,
): PureFunction {
  return {
    arity: 3,
    apply: (args) => {
      const first = a.read(args[0] ?? null);
      if (first === undefined) return wants(a, args[0]);
      const second = b.read(args[1] ?? null);
      if (second === undefined) return wants(b, args[1]);
      const third = c.read(args[2] ?? null);
      return third === undefined ? wants(c, args[2]) : apply(first, second, third);
    },
  };
}

/** Any number of arguments of one kind, one at least. */
export function ofMany<A>(a: Kind<A>, apply: (items: readonly A[]) => Outcome): PureFunction {
  return {
    arity: [1, 1_000],
    apply: (args) => {
      const items: A[] = [];
      for (const arg of args) {
        const item = a.read(arg);
        if (item === undefined) return wants(a, arg);
        items.push(item);
      }
      return apply(items);
    },
  };
}

/** The four comparisons of a type with an order, by how `left` stands to `right`. */
export function comparisons<A>(kind: Kind<A>, compare: (left: A, right: A) => number | Stop) {
  const by = (holds: (order: number) => boolean): PureFunction =>
    of2(kind, kind, (left, right) => {
      const order = compare(left, right);
      return order instanceof Stop ? order : holds(order);
    });
  return {
    less: by((order) => order < 0),
    lessOrEqual: by((order) => order <= 0),
    greater: by((order) => order > 0),
    greaterOrEqual: by((order) => order >= 0),
  };
}

export function byCodeUnits(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A number as a result: finite, and never `-0`. */
export function finite(value: number): Outcome {
  if (Number.isFinite(value)) return value === 0 ? 0 : value;
  return faulted(Number.isNaN(value) ? "the result is not a number" : "the result is too large a number");
}
