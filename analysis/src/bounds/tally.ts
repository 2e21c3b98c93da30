import type { Range } from "./figures.ts";
import type { Limit, Measure } from "./formula.ts";
import { addLimits, bounded, isBounded, timesLimit } from "./limit.ts";

/*
 * A sum from its end, over ranges that are mostly a few repeated ones: equal spending of many steps is counted, and
 * multiplied once. Measures whose sums depend on the order of addition are added directly.
 */

export class Tally<T> {
  readonly #measure: Measure<T>;
  #best: T;
  #worst: Limit<T>;
  /** How often each has been added since. */
  readonly #bests = new Map<T, number>();
  readonly #worsts = new Map<T, number>();

  constructor(measure: Measure<T>) {
    this.#measure = measure;
    this.#best = measure.zero;
    this.#worst = bounded(measure.zero);
  }

  add({ best, worst }: Range<T>): void {
    const measure = this.#measure;
    if (!measure.exact) {
      this.#best = measure.add(best, this.#best);
      this.#worst = addLimits(measure, worst, this.#worst);
      return;
    }
    if (best !== measure.zero) this.#bests.set(best, (this.#bests.get(best) ?? 0) + 1);
    if (!isBounded(worst) || worst.by !== undefined)
      this.#worst = addLimits(measure, worst, this.#settledWorst());
    else if (worst.value !== measure.zero)
      this.#worsts.set(worst.value, (this.#worsts.get(worst.value) ?? 0) + 1);
  }

  /** All that has been added. */
  total(): Range<T> {
    for (const [value, count] of this.#bests)
      this.#best = this.#measure.add(count === 1 ? value : this.#measure.times(value, count), this.#best);
    this.#bests.clear();
    return { best: this.#best, worst: this.#settledWorst() };
  }

  /** Goes on from another sum. */
  become({ best, worst }: Range<T>): void {
    this.#bests.clear();
    this.#worsts.clear();
    this.#best = best;
    this.#worst = worst;
  }

  #settledWorst(): Limit<T> {
    for (const [value, count] of this.#worsts)
      this.#worst = addLimits(
        this.#measure,
        count === 1 ? bounded(value) : timesLimit(this.#measure, bounded(value), count, ""),
        this.#worst,
      );
    this.#worsts.clear();
    return this.#worst;
  }
}
