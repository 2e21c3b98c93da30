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
