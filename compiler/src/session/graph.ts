import { cellsDeepMax } from "@orchlang/checker";
import type { Diagnostic } from "@orchlang/language";
import { edgesIn, listed, listOf, withEdge, withoutEdge } from "./edges.ts";
import { type Mark, Query, type Round } from "./query.ts";
import { keyed, Recent } from "./tracked.ts";

/*
 * A graph of memoised queries. A value is computed again only if one of its inputs has changed. Each query records the
 * queries that it reads while it is computed. A change marks all queries that depend on it, transitively. A marked query
 * first revalidates its inputs, and keeps its value if none of them changed (the red-green algorithm of Salsa; marks
 * spread at once, so that a read costs nothing if nothing changed).
 *
 * An evictable query drops its value, and only that, when it was not read for some changes: its inputs and its diagnostics
 * stay. It is marked like any other query, and computed again only if its value is read (as Salsa's queries with an
 * LRU).
 */

/** Thrown where a query asks for itself, or by way of too many others for the stack: such a program is understood as a whole, or not at all. */
export class Circle extends Error {}

const nothingTold: readonly Diagnostic[] = [];

export class Graph {
  /** Called when a query's diagnostics have changed. */
  readonly #onTold: (query: object, diagnostics: readonly Diagnostic[]) => void;
  #running: { readonly reads: Set<Query<unknown>>; told: Diagnostic[] | undefined } | undefined;
  /** Roots that are marked, and queries that nobody may read any more. */
  readonly #waiting: Readonly<Record<Round, Set<Query<unknown>>>> = { 1: new Set(), 2: new Set() };
  readonly #left = new Set<Query<unknown>>();
  /** The queries that report diagnostics. */
  readonly #tellers = new Set<Query<unknown>>();
  /** Evictable queries whose values are there. */
  readonly #held = new Recent<Query<unknown>>((query) => {
    query.value = undefined;
    query.isGone = query.isMade;
  });
  #depth = 0;

  constructor(onTold: (query: object, diagnostics: readonly Diagnostic[]) => void) {
    this.#onTold = onTold;
  }

  input<T>(value: T, same: (before: T, after: T) => boolean = Object.is): Query<T> {
    return new Query(value, undefined, same, { isEvictable: false });
  }

  derived<T, K = undefined>(
    make: (key: K) => T,
    same: (before: T, after: T, key: K) => boolean = Object.is,
    key?: K,
  ): Query<T> {
    return new Query(undefined as T, make as Query<T>["make"], same as Query<T>["same"], {
      key,
      isEvictable: false,
    });
  }

  /** A derived query whose value is large, and kept only for a while: made again after that it counts as another. */
  evictable<T, K = undefined>(
    make: (key: K) => T,
    same: (before: T, after: T, key: K) => boolean = Object.is,
    key?: K,
  ): Query<T> {
    return new Query(undefined as T, make as Query<T>["make"], same as Query<T>["same"], {
      key,
      isEvictable: true,
    });
  }

  /** Derived queries that are made alike, one for each key that is asked for. */
  derivedBy<T>(make: (key: string) => T, same?: (before: T, after: T) => boolean): (key: string) => Query<T> {
    return keyed((key) => this.derived(make, same, key));
  }

  evictableBy<T>(
    make: (key: string) => T,
    same?: (before: T, after: T) => boolean,
  ): (key: string) => Query<T> {
    return keyed((key) => this.evictable(make, same, key));
  }

  /** A derived query that is made at the next `settle`, and whenever it has to be made again. */
  root<T, K = undefined>(round: Round, make: (key: K) => T, key?: K): Query<T> {
    const query = this.derived(make, undefined, key);
    this.keep(query, round);
    return query;
  }

  /** Makes a root of a query that has not been asked for yet. */
  keep<T>(query: Query<T>, round: Round): void {
    query.round = round;
    this.#waiting[round].add(query as Query<unknown>);
  }

  read<T>(query: Query<T>): T {
    this.#running?.reads.add(query as Query<unknown>);
    if (!query.isClean) this.#refresh(query as Query<unknown>);
    else if (query.isRunning) throw new Circle();
    if (query.isEvictable) this.#hold(query as Query<unknown>);
    return query.value;
  }

  #hold(query: Query<unknown>): void {
    this.#held.touch(query);
    if (!query.isGone) return;
    if (query.isRunning || this.#depth >= cellsDeepMax) throw new Circle();
    this.#depth += 1;
    try {
      // It has the same inputs and diagnostics as before.
      query.value = this.#run(query).value;
      query.isGone = false;
    } finally {
      this.#depth -= 1;
    }
  }

  /** Lets go of the values of evictable queries that nobody has asked for since this was last called so many times. */
  release(times: number): void {
    this.#held.release(times);
  }

  /** Says that something is wrong, on behalf of the query that is being made. */
  report(...diagnostics: readonly Diagnostic[]): void {
    if (this.#running === undefined || diagnostics.length === 0) return;
    this.#running.told ??= [];
    this.#running.told.push(...diagnostics);
  }

  set<T>(query: Query<T>, value: T): void {
    const isSame = query.same(query.value, value, query.key);
    query.value = value;
    if (!isSame) this.#markReaders(query as Query<unknown>);
  }

  /** Makes every root of a round again that has to be. */
  settle(round: Round): void {
    const waiting = this.#waiting[round];
    // A root may give others work while it is made.
    for (const root of waiting) {
      waiting.delete(root);
      if (root.round !== undefined) this.#refresh(root);
    }
    for (const query of this.#left) {
      // It may be left once more, by another that is forgotten after it.
      this.#left.delete(query);
      this.#forget(query);
    }
  }

  /** After all roots have settled: what they no longer build on is not reported, though a question may have kept it. */
  silence(): void {
    for (const query of this.#tellers) {
      if (query.isClean) continue;
      // If anybody builds on it again it has to report again.
      query.mark = "dirty";
      this.#tell(query, nothingTold);
    }
  }

  /** Takes a root away with all that only it asked for; it reports nothing from now on, whoever has read it. */
  drop(query: Query<unknown>): void {
    if (query.round !== undefined) this.#waiting[query.round].delete(query);
    query.round = undefined;
    this.#tell(query, nothingTold);
    this.#left.add(query);
  }

  #markReaders(query: Query<unknown>): void {
    for (const reader of edgesIn(query.readers)) {
      if (reader.isClean) this.#markCheck(reader);
      reader.mark = "dirty";
    }
  }

  #markCheck(start: Query<unknown>): void {
    const waiting = [start];
    for (let query = waiting.pop(); query !== undefined; query = waiting.pop()) {
      if (!query.isClean) continue;
      query.mark = "check";
      if (query.round !== undefined) this.#waiting[query.round].add(query);
      for (const reader of edgesIn(query.readers)) if (reader.isClean) waiting.push(reader);
    }
  }

  #refresh(query: Query<unknown>): void {
    if (query.isRunning || this.#depth >= cellsDeepMax) throw new Circle();
    this.#depth += 1;
    try {
      this.#bringUpToDate(query);
    } finally {
      this.#depth -= 1;
    }
  }

  #bringUpToDate(query: Query<unknown>): void {
    if (query.mark === "check") {
      for (const read of listOf(query.reads)) {
        if (!read.isClean) this.#refresh(read);
        // Making what it read again has marked it where that came out otherwise.
        if ((query.mark as Mark) === "dirty") break;
      }
      if (query.mark === "check") query.mark = "clean";
    }
    if (query.mark === "dirty") this.#makeAgain(query);
  }

  #makeAgain(query: Query<unknown>): void {
    const { value, reads, told } = this.#run(query);
    this.#link(query, reads);
    query.mark = "clean";
    this.#tell(query, told);
    const isSame = query.isMade && !query.isGone && query.same(query.value, value, query.key);
    query.isMade = true;
    query.isGone = false;
    if (isSame) return;
    query.value = value;
    for (const reader of edgesIn(query.readers)) if (!reader.isRunning) reader.mark = "dirty";
  }

  #tell(query: Query<unknown>, diagnostics: readonly Diagnostic[]): void {
    if (diagnostics.length > 0) this.#tellers.add(query);
    else if (!this.#tellers.delete(query)) return;
    this.#onTold(query, diagnostics);
  }

  #run(query: Query<unknown>) {
    const around = this.#running;
    const run = { reads: new Set<Query<unknown>>(), told: undefined as Diagnostic[] | undefined };
    this.#running = run;
    query.isRunning = true;
    try {
      const value = (query.make as (key: unknown) => unknown)(query.key);
      return { value, reads: run.reads, told: run.told ?? nothingTold };
    } finally {
      this.#running = around;
      query.isRunning = false;
    }
  }

  #link(query: Query<unknown>, reads: ReadonlySet<Query<unknown>>): void {
    const before = listOf(query.reads);
    if (before.length === reads.size && before.every((read) => reads.has(read))) return;
    const known = new Set(before);
    for (const read of before) if (!reads.has(read)) this.#unlink(query, read);
    for (const read of reads) {
      if (known.has(read)) continue;
      // An earlier query may depend on this one through others by now.
      if (query.isMade && read.make !== undefined && this.#hangsOn(read, query)) throw new Circle();
      read.readers = withEdge(read.readers, query);
    }
    query.reads = listed([...reads]);
  }

  #unlink(query: Query<unknown>, read: Query<unknown>): void {
    read.readers = withoutEdge(read.readers, query);
    if (read.readers === undefined) this.#left.add(read);
  }

  #hangsOn(start: Query<unknown>, sought: Query<unknown>): boolean {
    if (sought.readers === undefined) return false;
    const seen = new Set<Query<unknown>>([start]);
    for (const query of seen) {
      if (query === sought) return true;
      for (const read of listOf(query.reads)) if (read.make !== undefined) seen.add(read);
    }
    return false;
  }

  /** A query without readers has no diagnostics and no inputs; it is computed again if somebody reads it. */
  #forget(query: Query<unknown>): void {
    if (query.round !== undefined || query.make === undefined || query.readers !== undefined || !query.isMade)
      return;
    this.#tell(query, nothingTold);
    for (const read of listOf(query.reads)) this.#unlink(query, read);
    query.reads = undefined;
    query.mark = "dirty";
    query.isMade = false;
    query.value = undefined;
  }
}
