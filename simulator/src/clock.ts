import type { Instant } from "@orchlang/kernel";
import { carriedOn } from "@orchlang/runtime/clock";

export const never = Number.POSITIVE_INFINITY;

/** The clock of a process in a world whose wall clock may be moved: read as the real one is. */
export class SimulatedClock {
  /** ms that have passed, from an instant on: what durations out there go by. */
  steady: Instant;
  #moved = 0;
  #read: () => number;

  constructor(start: Instant) {
    this.steady = start;
    this.#read = this.#started();
  }

  #started(): () => number {
    return carriedOn({ wall: () => this.steady + this.#moved, steady: () => this.steady });
  }

  get now(): Instant {
    return this.#read();
  }

  /** When, by what has passed, the clock will show `at`, if nobody moves it; `never`, where that is at no time. */
  until(at: Instant | undefined): Instant {
    return at === undefined ? never : this.steady + Math.max(0, at - this.now);
  }

  pass(to: Instant): void {
    this.steady = Math.max(this.steady, to);
  }

  /** The wall clock is put ahead, or back. */
  move(by: number): void {
    this.#moved += by;
  }

  /** Another process reads the wall anew. */
  restart(): void {
    this.#read = this.#started();
  }
}

interface Entry<What> {
  readonly at: Instant;
  readonly what: What;
}

/** Future entries, by time; entries of the same time in order of insertion. */
export class Agenda<What> {
  #entries: Entry<What>[] = [];

  get next(): Instant | undefined {
    return this.#entries[0]?.at;
  }

  add(at: Instant, what: What): void {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const entry = this.#entries[middle];
      if (entry !== undefined && entry.at <= at) low = middle + 1;
      else high = middle;
    }
    this.#entries.splice(low, 0, { at, what });
  }

  take(): What | undefined {
    return this.#entries.shift()?.what;
  }

  /** Gives what was taken out. */
  drop(which: (what: What) => boolean): readonly What[] {
    const dropped = this.#entries.filter(({ what }) => which(what));
    this.#entries = this.#entries.filter(({ what }) => !which(what));
    return dropped.map(({ what }) => what);
  }
}
