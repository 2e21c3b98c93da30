import type { Instant } from "@orchlang/kernel";

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
