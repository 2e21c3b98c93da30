import type { Json } from "../shapes/json.ts";

/** Why there is no value: something isn't known yet, or there is none. */
export class Stop {
  readonly because: { readonly unknown: readonly string[] } | { readonly fault: string };

  constructor(because: { readonly unknown: readonly string[] } | { readonly fault: string }) {
    this.because = because;
  }
}

/** What evaluating a part gives. Values stand bare, so that a value costs no allocation. */
export type Outcome = Json | Stop;

export function faulted(says: string): Stop {
  return new Stop({ fault: says });
}

export function isUnknown(stop: Stop): boolean {
  return "unknown" in stop.because;
}

/** A fault goes before what is unknown; two unknowns are one that names both. */
export function joinStops(left: Stop, right: Stop): Stop {
  if (!("unknown" in left.because)) return left;
  if (!("unknown" in right.because)) return right;
  return new Stop({ unknown: [...new Set([...left.because.unknown, ...right.because.unknown])] });
}
