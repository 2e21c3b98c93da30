import type { Edges, Listed } from "./edges.ts";

/** Clean: as it would be made now. Check: something far below has changed. Dirty: something that it read has. */
export type Mark = "clean" | "check" | "dirty";

/** Roots of the first round are settled before those of the second, which may read the diagnostics of all of them. */
export type Round = 1 | 2;

const marks = ["clean", "check", "dirty"] as const;
const bits = { mark: 0b11, running: 1 << 2, made: 1 << 3, evictable: 1 << 4, gone: 1 << 5, round: 0b11 << 6 };
const roundAt = 6;

/**
 * How values are computed and compared. Methods, so that queries of different types are assignable to `Query<unknown>`.
 */
interface Making<T> {
  make(key: unknown): T;
  same(before: T, after: T, key: unknown): boolean;
}

/** A value that is remembered. A program has some eighty thousand of them a megabyte, so what is said of one is in one number. */
export class Query<T> {
  value: T;
  /** None: the value is put in from outside. */
  readonly make: Making<T>["make"] | undefined;
  readonly same: Making<T>["same"];
  /** The input besides other queries: many queries share one function, each with its own key. */
  readonly key: unknown;
  /** Each once. */
  reads: Listed<Query<unknown>> = undefined;
  readers: Edges<Query<unknown>> = undefined;
  #state: number;

  constructor(
    value: T,
    make: Query<T>["make"],
    same: Query<T>["same"],
    { key, isEvictable }: { readonly key?: unknown; readonly isEvictable: boolean },
  ) {
    this.value = value;
    this.make = make;
    this.same = same;
    this.key = key;
    this.#state =
      (make === undefined ? bits.made : marks.indexOf("dirty")) | (isEvictable ? bits.evictable : 0);
  }

  get mark(): Mark {
    return marks[this.#state & bits.mark] as Mark;
  }

  set mark(mark: Mark) {
    this.#state = (this.#state & ~bits.mark) | marks.indexOf(mark);
  }

  get isClean(): boolean {
    return (this.#state & bits.mark) === 0;
  }

  get isRunning(): boolean {
    return (this.#state & bits.running) !== 0;
  }

  set isRunning(is: boolean) {
    this.#set(bits.running, is);
  }

  get isMade(): boolean {
    return (this.#state & bits.made) !== 0;
  }

  set isMade(is: boolean) {
    this.#set(bits.made, is);
  }

  /** True if its value may be let go. */
  get isEvictable(): boolean {
    return (this.#state & bits.evictable) !== 0;
  }

  /** Made, but its value was let go. */
  get isGone(): boolean {
    return (this.#state & bits.gone) !== 0;
  }

  set isGone(is: boolean) {
    this.#set(bits.gone, is);
  }

  /** Kept up to date whether somebody asks or not, in the round of this number; none: only where asked for. */
  get round(): Round | undefined {
    const round = (this.#state & bits.round) >> roundAt;
    return round === 0 ? undefined : (round as Round);
  }

  set round(round: Round | undefined) {
    this.#state = (this.#state & ~bits.round) | ((round ?? 0) << roundAt);
  }

  #set(bit: number, is: boolean): void {
    this.#state = is ? this.#state | bit : this.#state & ~bit;
  }
}
