/** Lets so many go on at once; the others wait their turn, in order. */
export class Semaphore {
  #free: number;
  readonly #waiting: (() => void)[] = [];
  #next = 0;

  constructor(most: number) {
    this.#free = most;
  }

  /** What `work` comes to, once it was its turn and it is over. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((go) => this.#waiting.push(go));
    try {
      return await work();
    } finally {
      this.#pass();
    }
  }

  /** To whoever has waited longest. */
  #pass(): void {
    const go = this.#waiting[this.#next];
    if (go === undefined) {
      this.#free += 1;
      return;
    }
    this.#next += 1;
    // Taking each from the front would move all behind it.
    if (this.#next === this.#waiting.length) this.#next = this.#waiting.length = 0;
    go();
  }
}
