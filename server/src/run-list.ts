import type { RunDetail, RunSummary } from "@orchlang/runtime";

/** The filter of a list of runs. */
export interface RunFilter {
  readonly status?: string;
  /** Qualified name of the plan or goal. */
  readonly entry?: string;
  readonly attention?: boolean;
  /** True if it has not ended. */
  readonly open?: boolean;
}

/** A run in the index; of one that goes on, how far it is and what is still to come. */
export type IndexedRun = RunSummary & Partial<Pick<RunDetail, "progress" | "ahead">>;

export interface RunPage {
  readonly runs: readonly IndexedRun[];
  /** The first run of the next page; undefined: this is the last page. */
  readonly next: string | undefined;
  /** How many fit the filter. */
  readonly total: number;
}

/** Runs that no filter tells apart, and how many there are. */
interface Kind extends Readonly<Record<"entry" | "status" | "shown", string>> {
  readonly open: boolean;
  readonly attention: boolean;
  count: number;
}

interface Place {
  run: IndexedRun;
  kind: Kind;
  readonly slot: number;
}

/**
 * Runs in the order in which they were first seen. A page costs what it shows and at most a look at each run that it
 * skips: how many fit is added up over the kinds, of which there are few.
 */
export class RunList {
  readonly #places = new Map<string, Place>();
  readonly #kinds = new Map<string, Kind>();
  /** By slot; undefined: it was deleted. */
  #slots: (Place | undefined)[] = [];

  get(run: string): IndexedRun | undefined {
    return this.#places.get(run)?.run;
  }

  set(run: IndexedRun): void {
    const kind = this.#kindOf(run);
    kind.count += 1;
    const known = this.#places.get(run.run);
    if (known === undefined) {
      const place = { run, kind, slot: this.#slots.length };
      this.#slots.push(place);
      this.#places.set(run.run, place);
      return;
    }
    known.kind.count -= 1;
    known.run = run;
    known.kind = kind;
  }

  delete(run: string): void {
    const place = this.#places.get(run);
    if (place === undefined) return;
    place.kind.count -= 1;
    this.#places.delete(run);
    this.#slots[place.slot] = undefined;
    if (this.#slots.length > 2 * this.#places.size + 1_000) this.#close();
  }

  /** Newest first. Undefined: `from` is unknown, or hidden from whoever asks. */
  page(
    filter: RunFilter,
    from: string | undefined,
    size: number,
    sees: (entry: string) => boolean,
  ): RunPage | undefined {
    const begin = from === undefined ? undefined : this.#places.get(from);
    if (from !== undefined && (begin === undefined || !sees(begin.kind.entry))) return undefined;
    const fitting = new Set(
      [...this.#kinds.values()].filter((kind) => sees(kind.entry) && fits(kind, filter)),
    );
    let total = 0;
    for (const { count } of fitting) total += count;
    const runs: IndexedRun[] = [];
    for (let slot = begin?.slot ?? this.#slots.length - 1; slot >= 0 && runs.length < total; slot--) {
      const place = this.#slots[slot];
      if (place === undefined || !fitting.has(place.kind)) continue;
      if (runs.length === size) return { runs, next: place.run.run, total };
      runs.push(place.run);
    }
    return { runs, next: undefined, total };
  }

  /** How many of the runs that `sees` admits have each status. */
  counts(sees: (entry: string) => boolean): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { entry, shown, count } of this.#kinds.values())
      if (count > 0 && sees(entry)) counts[shown] = (counts[shown] ?? 0) + count;
    return counts;
  }

  /** Those that have ended and can be read, oldest first. */
  ended(): readonly IndexedRun[] {
    return this.#slots.flatMap((place) =>
      place === undefined || place.kind.open || place.kind.status === "damaged" ? [] : [place.run],
    );
  }

  #kindOf(run: IndexedRun): Kind {
    const { entry, status } = run;
    const shown = shownStatus(run);
    const attention = needsAttention(run);
    const key = `${status} ${shown} ${attention} ${entry}`;
    const known = this.#kinds.get(key);
    if (known !== undefined) return known;
    const kind = { entry, status, shown, open: isOpen(run), attention, count: 0 };
    this.#kinds.set(key, kind);
    return kind;
  }

  #close(): void {
    this.#slots = this.#slots
      .filter((place) => place !== undefined)
      .map(({ run, kind }, slot) => ({ run, kind, slot }));
    for (const place of this.#slots) if (place !== undefined) this.#places.set(place.run.run, place);
  }
}

export function isOpen({ status }: RunSummary): boolean {
  return status === "running" || status === "waiting";
}

/** True if nothing but an operator moves it on. */
export function needsAttention({ waiting }: Pick<RunSummary, "waiting">): boolean {
  return waiting.some((one) => one.for === "operator");
}

/** `attention` is a status of its own, as `orch runs` prints it. */
export function shownStatus(run: RunSummary): string {
  return needsAttention(run) ? "attention" : run.status;
}

function fits(kind: Kind, { status, entry, attention, open }: RunFilter): boolean {
  if (open !== undefined && kind.open !== open) return false;
  if (status !== undefined && kind.shown !== status && kind.status !== status) return false;
  if (entry !== undefined && kind.entry !== entry && !kind.entry.endsWith(`.${entry}`)) return false;
  return attention === undefined || kind.attention === attention;
}
