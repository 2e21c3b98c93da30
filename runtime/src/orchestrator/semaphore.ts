/** Lets so many go on at once; the others wait their turn, in order. */
export class Semaphore {
  readonly #most: number;
  #free: number;
  readonly #waiting: (() => void)[] = [];
  #next = 0;
  readonly #idle: (() => void)[] = [];

  constructor(most: number) {
    this.#most = most;
    this.#free = most;
  }

  /** Runs `work` when its turn comes, and returns its result. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((go) => this.#waiting.push(go));
    try {
      return await work();
    } finally {
      this.#pass();
    }
  }

  /** Resolves once nothing goes on or waits. */
  async idle(): Promise<void> {
    if (this.#free < this.#most) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** To whoever has waited longest. */
  #pass(): void {
    const go = this.#waiting[this.#next];
    if (go === undefined) {
      this.#free += 1;
      if (this.#free === this.#most) for (const resolve of this.#idle.splice(0)) resolve();
      return;
    }
    this.#next += 1;
    // Taking each from the front would move all behind it.
    if (this.#next === this.#waiting.length) this.#next = this.#waiting.length = 0;
    go();
  }
}
