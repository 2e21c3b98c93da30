import type { Clock } from "@orchlang/runtime";

/** Time that goes on only when nothing else does: alarms of the engine, and what the world does by itself. */
export class VirtualTime {
  now: number;
  /** How much the engine has done; as long as it grows, the engine is at work. */
  touched = 0;
  readonly #alarms = new Map<object, { readonly at: number; readonly call: () => void }>();
  #under = 0;
  #coming: { readonly at: number; readonly of: string; readonly deliver: () => void }[] = [];

  constructor(start: number) {
    this.now = start;
  }

  /** The clock of one process: once that is dead its alarms ring no more. */
  clockOf(process: { readonly isDead: boolean }): Clock {
    return {
      now: () => {
        this.touched += 1;
        return this.now;
      },
      wake: (at, call) => {
        this.touched += 1;
        const alarm = {};
        this.#alarms.set(alarm, { at, call: () => process.isDead || call() });
        return () => this.#alarms.delete(alarm);
      },
    };
  }

  /** Time stands still until this is over. */
  async during<T>(work: Promise<T>): Promise<T> {
    this.#under += 1;
    try {
      return await work;
    } finally {
      this.#under -= 1;
      this.touched += 1;
    }
  }

  /** After so many ms. `of`: what it can be undone by. */
  come(after: number, of: string, deliver: () => void): void {
    this.#coming.push({ at: this.now + after, of, deliver });
    this.#coming.sort((one, other) => one.at - other.at);
  }

  /** True if something was to come of it. */
  drop(which: (one: { readonly of: string }) => boolean): boolean {
    const left = this.#coming.filter((one) => !which(one));
    const isDropped = left.length < this.#coming.length;
    this.#coming = left;
    return isDropped;
  }

  /** Lets the engine do all that it has to do at this moment; then what comes next, up to `until`. */
  async play(until: number): Promise<void> {
    for (;;) {
      await this.#rest();
      const [next] = this.#coming;
      const due = Math.min(...[...this.#alarms.values()].map(({ at }) => at));
      const at = Math.min(next?.at ?? Number.POSITIVE_INFINITY, due);
      if (at > until) return;
      this.now = Math.max(this.now, at);
      if (next !== undefined && next.at <= at) {
        this.#coming.shift();
        next.deliver();
      } else this.#ring();
    }
  }

  /** All alarms of one moment ring in one turn of the event loop. */
  #ring(): void {
    for (const [alarm, { at, call }] of [...this.#alarms]) {
      if (at > this.now || !this.#alarms.delete(alarm)) continue;
      call();
    }
  }

  async #rest(): Promise<void> {
    for (let quiet = 0; quiet < quietTurns; ) {
      const before = this.touched;
      await new Promise((resolve) => setImmediate(resolve));
      quiet = this.touched === before && this.#under === 0 ? quiet + 1 : 0;
    }
  }
}

/** Turns of the event loop without a sign of the engine: it takes one for each of its own, at most. */
const quietTurns = 6;
