import { cellsDeepMax } from "@orchlang/checker";
import type { Diagnostic } from "@orchlang/language";
import { Cell, type Mark, type Round } from "./cell.ts";
import { edgesIn, listed, listOf, withEdge, withoutEdge } from "./edges.ts";
import { keyed, Recent } from "./tracked.ts";

/*
 * A graph of memoised queries. A value is computed again only if one of its inputs has changed. Each cell records the
 * cells that it reads while it is computed. A change marks all cells that depend on it, transitively. A marked cell
 * first revalidates its inputs, and keeps its value if none of them changed (the red-green algorithm of Salsa; marks
 * spread at once, so that a read costs nothing if nothing changed).
 *
 * An evictable cell drops its value, and only that, when it was not read for some changes: its inputs and its diagnostics
 * stay. It is marked like any other cell, and computed again only if its value is read (as Salsa's queries with an
 * LRU).
 */

/** Thrown where a cell asks for itself, or by way of too many others for the stack: such a program is understood as a whole, or not at all. */
export class Circle extends Error {}

const nothingTold: readonly Diagnostic[] = [];

export class Graph {
  /** Called when a cell's diagnostics have changed. */
  readonly #onTold: (cell: object, told: readonly Diagnostic[]) => void;
  #running: { readonly reads: Set<Cell<unknown>>; told: Diagnostic[] | undefined } | undefined;
  /** Roots that are marked, and cells that nobody may read any more. */
  readonly #waiting: Readonly<Record<Round, Set<Cell<unknown>>>> = { 1: new Set(), 2: new Set() };
  readonly #left = new Set<Cell<unknown>>();
  /** The cells that report diagnostics. */
  readonly #tellers = new Set<Cell<unknown>>();
  /** Evictable cells whose values are there. */
  readonly #held = new Recent<Cell<unknown>>((cell) => {
    cell.value = undefined;
    cell.isGone = cell.isMade;
  });
  #depth = 0;

  constructor(onTold: (cell: object, told: readonly Diagnostic[]) => void) {
    this.#onTold = onTold;
  }

  input<T>(value: T, same: (before: T, after: T) => boolean = Object.is): Cell<T> {
    return new Cell(value, undefined, same, { isEvictable: false });
  }

  derived<T, K = undefined>(
    make: (key: K) => T,
    same: (before: T, after: T, key: K) => boolean = Object.is,
    key?: K,
  ): Cell<T> {
    return new Cell(undefined as T, make as Cell<T>["make"], same as Cell<T>["same"], {
      key,
      isEvictable: false,
    });
  }

  /** A derived cell whose value is large, and kept only for a while: made again after that it counts as another. */
  evictable<T, K = undefined>(
    make: (key: K) => T,
    same: (before: T, after: T, key: K) => boolean = Object.is,
    key?: K,
  ): Cell<T> {
    return new Cell(undefined as T, make as Cell<T>["make"], same as Cell<T>["same"], {
      key,
      isEvictable: true,
    });
  }

  /** Derived cells that are made alike, one for each key that is asked for. */
  derivedBy<T>(make: (key: string) => T, same?: (before: T, after: T) => boolean): (key: string) => Cell<T> {
    return keyed((key) => this.derived(make, same, key));
  }

  evictableBy<T>(
    make: (key: string) => T,
    same?: (before: T, after: T) => boolean,
  ): (key: string) => Cell<T> {
    return keyed((key) => this.evictable(make, same, key));
  }

  /** A derived cell that is made at the next `settle`, and whenever it has to be made again. */
  root<T, K = undefined>(round: Round, make: (key: K) => T, key?: K): Cell<T> {
    const cell = this.derived(make, undefined, key);
    this.keep(cell, round);
    return cell;
  }

  /** Makes a root of a cell that has not been asked for yet. */
  keep<T>(cell: Cell<T>, round: Round): void {
    cell.round = round;
    this.#waiting[round].add(cell as Cell<unknown>);
  }

  read<T>(cell: Cell<T>): T {
    this.#running?.reads.add(cell as Cell<unknown>);
    if (!cell.isClean) this.#refresh(cell as Cell<unknown>);
    else if (cell.isRunning) throw new Circle();
    if (cell.isEvictable) this.#hold(cell as Cell<unknown>);
    return cell.value;
  }

  #hold(cell: Cell<unknown>): void {
    this.#held.touch(cell);
    if (!cell.isGone) return;
    if (cell.isRunning || this.#depth >= cellsDeepMax) throw new Circle();
    this.#depth += 1;
    try {
      // It has the same inputs and diagnostics as before.
      cell.value = this.#run(cell).value;
      cell.isGone = false;
    } finally {
      this.#depth -= 1;
    }
  }

  /** Lets go of the values of evictable cells that nobody has asked for since this was last called so many times. */
  release(times: number): void {
    this.#held.release(times);
  }

  /** Says that something is wrong, on behalf of the cell that is being made. */
  report(...diagnostics: readonly Diagnostic[]): void {
    if (this.#running === undefined || diagnostics.length === 0) return;
    this.#running.told ??= [];
    this.#running.told.push(...diagnostics);
  }

  set<T>(cell: Cell<T>, value: T): void {
    const isSame = cell.same(cell.value, value, cell.key);
    cell.value = value;
    if (!isSame) this.#markReaders(cell as Cell<unknown>);
  }

  /** Makes every root of a round again that has to be. */
  settle(round: Round): void {
    const waiting = this.#waiting[round];
    // A root may give others work while it is made.
    for (const root of waiting) {
      waiting.delete(root);
      if (root.round !== undefined) this.#refresh(root);
    }
    for (const cell of this.#left) {
      // It may be left once more, by another that is forgotten after it.
      this.#left.delete(cell);
      this.#forget(cell);
    }
  }

  /** After all roots have settled: what they no longer build on is not reported, though a question may have kept it. */
  silence(): void {
    for (const cell of this.#tellers) {
      if (cell.isClean) continue;
      // If anybody builds on it again it has to report again.
      cell.mark = "dirty";
      this.#tell(cell, nothingTold);
    }
  }

  /** Takes a root away with all that only it asked for; it reports nothing from now on, whoever has read it. */
  drop(cell: Cell<unknown>): void {
    if (cell.round !== undefined) this.#waiting[cell.round].delete(cell);
    cell.round = undefined;
    this.#tell(cell, nothingTold);
    this.#left.add(cell);
  }

  #markReaders(cell: Cell<unknown>): void {
    for (const reader of edgesIn(cell.readers)) {
      if (reader.isClean) this.#markCheck(reader);
      reader.mark = "dirty";
    }
  }

  #markCheck(start: Cell<unknown>): void {
    const waiting = [start];
    for (let cell = waiting.pop(); cell !== undefined; cell = waiting.pop()) {
      if (!cell.isClean) continue;
      cell.mark = "check";
      if (cell.round !== undefined) this.#waiting[cell.round].add(cell);
      for (const reader of edgesIn(cell.readers)) if (reader.isClean) waiting.push(reader);
    }
  }

  #refresh(cell: Cell<unknown>): void {
    if (cell.isRunning || this.#depth >= cellsDeepMax) throw new Circle();
    this.#depth += 1;
    try {
      this.#bringUpToDate(cell);
    } finally {
      this.#depth -= 1;
    }
  }

  #bringUpToDate(cell: Cell<unknown>): void {
    if (cell.mark === "check") {
      for (const read of listOf(cell.reads)) {
        if (!read.isClean) this.#refresh(read);
        // Making what it read again has marked it where that came out otherwise.
        if ((cell.mark as Mark) === "dirty") break;
      }
      if (cell.mark === "check") cell.mark = "clean";
    }
    if (cell.mark === "dirty") this.#makeAgain(cell);
  }

  #makeAgain(cell: Cell<unknown>): void {
    const { value, reads, told } = this.#run(cell);
    this.#link(cell, reads);
    cell.mark = "clean";
    this.#tell(cell, told);
    const isSame = cell.isMade && !cell.isGone && cell.same(cell.value, value, cell.key);
    cell.isMade = true;
    cell.isGone = false;
    if (isSame) return;
    cell.value = value;
    for (const reader of edgesIn(cell.readers)) if (!reader.isRunning) reader.mark = "dirty";
  }

  #tell(cell: Cell<unknown>, told: readonly Diagnostic[]): void {
    if (told.length > 0) this.#tellers.add(cell);
    else if (!this.#tellers.delete(cell)) return;
    this.#onTold(cell, told);
  }

  #run(cell: Cell<unknown>) {
    const around = this.#running;
    const run = { reads: new Set<Cell<unknown>>(), told: undefined as Diagnostic[] | undefined };
    this.#running = run;
    cell.isRunning = true;
    try {
      const value = (cell.make as (key: unknown) => unknown)(cell.key);
      return { value, reads: run.reads, told: run.told ?? nothingTold };
    } finally {
      this.#running = around;
      cell.isRunning = false;
    }
  }

  #link(cell: Cell<unknown>, reads: ReadonlySet<Cell<unknown>>): void {
    const before = listOf(cell.reads);
    if (before.length === reads.size && before.every((read) => reads.has(read))) return;
    const known = new Set(before);
    for (const read of before) if (!reads.has(read)) this.#unlink(cell, read);
    for (const read of reads) {
      if (known.has(read)) continue;
      // An earlier cell may depend on this one through others by now.
      if (cell.isMade && read.make !== undefined && this.#hangsOn(read, cell)) throw new Circle();
      read.readers = withEdge(read.readers, cell);
    }
    cell.reads = listed([...reads]);
  }

  #unlink(cell: Cell<unknown>, read: Cell<unknown>): void {
    read.readers = withoutEdge(read.readers, cell);
    if (read.readers === undefined) this.#left.add(read);
  }

  #hangsOn(start: Cell<unknown>, sought: Cell<unknown>): boolean {
    if (sought.readers === undefined) return false;
    const seen = new Set<Cell<unknown>>([start]);
    for (const cell of seen) {
      if (cell === sought) return true;
      for (const read of listOf(cell.reads)) if (read.make !== undefined) seen.add(read);
    }
    return false;
  }

  /** A cell without readers has no diagnostics and no inputs; it is computed again if somebody reads it. */
  #forget(cell: Cell<unknown>): void {
    if (cell.round !== undefined || cell.make === undefined || cell.readers !== undefined || !cell.isMade)
      return;
    this.#tell(cell, nothingTold);
    for (const read of listOf(cell.reads)) this.#unlink(cell, read);
    cell.reads = undefined;
    cell.mark = "dirty";
    cell.isMade = false;
    cell.value = undefined;
  }
}
