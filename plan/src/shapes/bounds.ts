import type { Milliseconds, Money } from "./value.ts";

/** An upper bound, or none with the reason in the user's words. */
export type Limit<T> = { readonly value: T } | { readonly unbounded: string };

/** From a run without faults over the cheapest branch to the worst case (semantics, rule 42). */
export interface Range<T> {
  readonly best: T;
  readonly worst: Limit<T>;
}

/** Latency is five parts, shown apart; their worst cases need not fall together. Milliseconds. */
export interface LatencyParts {
  readonly work: Limit<Milliseconds>;
  readonly people: Limit<Milliseconds>;
  readonly timers: Limit<Milliseconds>;
  readonly queue: Limit<Milliseconds>;
  readonly unwinding: Limit<Milliseconds>;
}

/** Bounds of a node or a routine. Energy in joules. */
export interface Bounds {
  readonly cost: Range<Money>;
  readonly latency: Range<Milliseconds> & { readonly parts: LatencyParts };
  readonly energy: Range<number>;
  readonly tokens: Range<number>;
}
