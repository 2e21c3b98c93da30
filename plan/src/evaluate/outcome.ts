import type { Read } from "../shapes/expression.ts";
import type { Json } from "../shapes/value.ts";

/** Why there is no value: something isn't known yet, or there is none. */
export class Stop {
  readonly because: { readonly unknown: readonly string[] } | { readonly fault: string };

  constructor(because: { readonly unknown: readonly string[] } | { readonly fault: string }) {
    this.because = because;
  }
}

/** The result of evaluating a part. Values are not wrapped, so a value costs no allocation. */
export type Outcome = Json | Stop;

export function faulted(says: string): Stop {
  return new Stop({ fault: says });
}

/** Two that are unknown, as one that names all that would have to be known. */
export function joinStops(left: Stop, right: Stop): Stop {
  const names = [left, right].flatMap(({ because }) => ("unknown" in because ? because.unknown : []));
  return new Stop({ unknown: [...new Set(names)] });
}

/** `unknown`: names of the context values that would have to be known. `fault`: words. */
export type Evaluated =
  | { readonly value: Json }
  | { readonly unknown: readonly string[] }
  | { readonly fault: string };

export interface Scope {
  read(read: Read): Evaluated;
}

/** Bounds of one evaluation: an expression that passes them faults instead of holding up a decision. */
export const evaluationLimits = {
  /** Rounds of all list functions together, those within others included. */
  roundsMax: 1_000_000,
  /** Items of a list that an expression forms. */
  itemsMax: 1_000_000,
  /** UTF-16 units of a text that an expression forms. */
  textMax: 8_000_000,
} as const;
