/**
 * Asks an attempt to stop. Its signal is made when a handler first wants it: most never do, and one costs as much as a
 * small handler.
 */
export class Stop {
  #controller: AbortController | undefined;
  /** Whether it was asked to stop. */
  asked = false;

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.asked) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  ask(): void {
    this.asked = true;
    this.#controller?.abort();
  }
}
