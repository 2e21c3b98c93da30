/**
 * Things that are large and can be made again. Each is let go of once nobody has asked for it for as long as
 * whoever calls `release` says: of a program that is open then only what its author is at stays in memory.
 */
export class Recent<T extends object> {
  readonly #letGo: (one: T) => void;
  /** By when they were last asked for. */
  readonly #asked = new Map<T, number>();
  /** Counts how often `release` was called. */
  #time = 0;

  constructor(letGo: (one: T) => void) {
    this.#letGo = letGo;
  }

  /** Somebody asks for it. */
  touch(one: T): void {
    this.#asked.set(one, this.#time);
  }

  /** Lets go of what nobody has asked for since this was called so many times before. */
  release(times: number): void {
    this.#time += 1;
    if (times === Number.POSITIVE_INFINITY) return;
    for (const [one, asked] of this.#asked) {
      if (this.#time - asked < times) continue;
      this.#asked.delete(one);
      this.#letGo(one);
    }
  }
}
