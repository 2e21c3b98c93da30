import type { Milliseconds, Money } from "./value.ts";

/** An upper bound, or none with the reason in the user's words. */
export type Limit<T> = { readonly value: T } | { readonly unbounded: string };

/** From what every run uses to what none exceeds (semantics, rule 42). */
export interface Range<T> {
  readonly best: T;
  readonly worst: Limit<T>;
}

/** The bounds of a whole run. */
export interface RunRange<T> extends Range<T> {
  /** The maximum over runs in which nothing fails, is denied, late or lost. */
  readonly faultless?: Limit<T>;
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

/** Bounds of a whole run. The worst case covers as many deaths of a process as `limits.deaths` in the settings says. */
export interface RunBounds {
  readonly cost: RunRange<Money>;
  readonly latency: RunRange<Milliseconds> & {
    readonly parts: LatencyParts;
    /** The worst case of a run that is undone in the end, undoing included. */
    readonly compensated?: Limit<Milliseconds>;
  };
  readonly energy: RunRange<number>;
  readonly tokens: RunRange<number>;
}
