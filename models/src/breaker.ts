/** How often in a row a provider may fail before it is left alone. */
const failuresMax = 5;
/** How long it is left alone, ms; then one question tries again. */
const restMs = 30_000;

/**
 * A circuit breaker for each provider (M. Nygard, Release It!, "Circuit Breaker"). Five transient failures in a row open
 * it. While it is open, attempts go to another provider or fail without a request. Lasts as long as the process: what it
 * decided is in the journal as the model that each attempt went to.
 */
export class Breakers {
  readonly #states = new Map<string, { failures: number; until: number }>();

  isOpen(provider: string, now: number): boolean {
    const state = this.#states.get(provider);
    return state !== undefined && state.failures >= failuresMax && now < state.until;
  }

  /** Records the end of a question that was asked at `now`. */
  learn(provider: string, failed: boolean, now: number): void {
    if (!failed) this.#states.delete(provider);
    else {
      const failures = (this.#states.get(provider)?.failures ?? 0) + 1;
      this.#states.set(provider, { failures, until: now + restMs });
    }
  }
}
