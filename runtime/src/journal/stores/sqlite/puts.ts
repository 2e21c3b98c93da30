import type { Appended, Document } from "../../store.ts";

interface Waiting extends Document {
  readonly resolve: (done: Appended | Promise<Appended>) => void;
  readonly reject: (fault: unknown) => void;
}

/** Documents that are put in one turn of the event loop go to the disk together: many runs start at once. */
export class Puts {
  readonly #write: (documents: readonly Document[]) => Appended | Promise<Appended>;
  #waiting: Waiting[] = [];

  constructor(write: (documents: readonly Document[]) => Appended | Promise<Appended>) {
    this.#write = write;
  }

  /** Resolves once it is durable. */
  add(id: string, text: string): Promise<Appended> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => this.flush());
      this.#waiting.push({ id, text, resolve, reject });
    });
  }

  flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    if (waiting.length === 0) return;
    try {
      const done = this.#write(waiting.map(({ id, text }) => ({ id, text })));
      for (const { resolve } of waiting) resolve(done);
    } catch (fault) {
      for (const { reject } of waiting) reject(fault);
    }
  }
}
