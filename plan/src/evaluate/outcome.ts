import type { Json } from "../shapes/json.ts";

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
