import type { Json } from "@orchlang/plan";
import { type Expression, equal, evaluate } from "@orchlang/plan/expressions";
import type { Given } from "../given.ts";
import type { Place } from "../origin.ts";

/** Changes of a run's data, by leaf. */
export type Changes = Given["changes"];

/** Ways of changing data, the likeliest first: each is a whole set of changes, those that were there included. */
export type Ways = Generator<Changes, void>;

/**
 * Solves expressions backwards: from the wanted value to the data they are computed from. Proposals may be wrong, for
 * instance if one part of the data is used in several places, so callers evaluate the result.
 */
export interface Solver {
  readonly given: Given;
  /** An expression gives a value. */
  put(of: Expression, at: Place, value: Json): Ways;
  /** A condition is met, or is not. */
  satisfy(condition: Expression, wanted: boolean, at: Place): Ways;
  /** A list has so many items. */
  resize(list: Expression, at: Place, size: number): Ways;
}

/** One change after another, of each the likeliest way; undefined where one has none. */
export function inTurn(given: Given, steps: Iterable<() => Ways>): Changes | undefined {
  const before = given.changes;
  try {
    for (const step of steps) {
      const { value, done } = step().next();
      if (done === true || value === undefined) return undefined;
      given.changes = value;
    }
    return given.changes;
  } finally {
    given.changes = before;
  }
}

export function* maybe(changes: Changes | undefined): Ways {
  if (changes !== undefined) yield changes;
}

export function valueAt({ given }: Solver, of: Expression, at: Place): Json | undefined {
  const evaluated = given.evaluated(of, at);
  return "value" in evaluated ? evaluated.value : undefined;
}

/** Applies a function of the closed table. */
export function applied(fn: string, ...args: readonly (Json | undefined)[]): Json | undefined {
  const constants = args.map((value): Expression => ({ op: "constant", value: value ?? null }));
  const evaluated = evaluate(
    { op: "call", fn, args: constants },
    { read: ({ name }) => ({ unknown: [name] }) },
  );
  return "value" in evaluated ? evaluated.value : undefined;
}

export function isListed(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export function replacedAt(list: readonly Json[], index: number, item: Json): readonly Json[] {
  return list.map((one, at) => (at === index ? item : one));
}

export function isSameValue(one: Json | undefined, other: Json): boolean {
  return one !== undefined && equal(one, other);
}

/** The value that a lambda's variable has to have is handed back under a key that names no leaf. */
export function boundKey(name: string): string {
  return `bound ${name}`;
}
