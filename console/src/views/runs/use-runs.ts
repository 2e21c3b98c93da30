import { useCallback, useEffect, useRef, useState } from "react";
import { ask, type Problem } from "../../server/client.ts";
import { useLiveUpdates } from "../../server/live.ts";
import type { RunSummary, RunsPage } from "../../server/types.ts";

const pageSize = 100;
/** Between two readings, ms: a list that changes more often cannot be read. */
const pauseMs = 500;

interface Runs {
  readonly known: Known | undefined;
  readonly problem: Problem | undefined;
  /** Reads the next page, if there is one. */
  more(): void;
  again(): void;
}

/** Runs that fit a filter, a page at a time; pages with runs of which something happened are read again. */
export function useRuns(filter: string): Runs {
  const [known, setKnown] = useState<Known | undefined>();
  const [problem, setProblem] = useState<Problem | undefined>();
  const list = useRef<List | undefined>(undefined);
  useEffect(() => {
    setKnown(undefined);
    const one = new List(filter, (next, fault) => {
      if (next !== undefined) setKnown(next);
      setProblem(fault);
    });
    list.current = one;
    one.want(undefined);
    return () => one.end();
  }, [filter]);
  useLiveUpdates(({ frames, reread }) => {
    const touched = frames.flatMap(({ data }) => (typeof data.run === "string" ? [data.run] : []));
    if (reread || touched.length > 0) list.current?.touched(touched, reread);
  });
  const more = useCallback(() => list.current?.more(), []);
  const again = useCallback(() => list.current?.want(undefined), []);
  return { known, problem, more, again };
}

/** One reading at a time, of the pages that are wanted. */
class List {
  readonly #filter: string;
  readonly #changed: (known: Known | undefined, problem: Problem | undefined) => void;
  readonly #abort = new AbortController();
  readonly #wanted = new Set<string | undefined>();
  #known = nothingKnown;
  #isBusy = false;

  constructor(filter: string, changed: (known: Known | undefined, problem: Problem | undefined) => void) {
    this.#filter = filter;
    this.#changed = changed;
  }

  want(cursor: string | undefined): void {
    this.#wanted.add(cursor);
    if (!this.#isBusy) void this.#read();
  }

  more(): void {
    if (this.#known.next !== undefined) this.want(this.#known.next);
  }

  /** New runs are at the top; a known one is read with the page that begins with it. */
  touched(runs: readonly string[], all: boolean): void {
    const { runs: shown } = this.#known;
    const touched = new Set(runs);
    this.#wanted.add(undefined);
    for (let at = pageSize; at < shown.length; at += pageSize) {
      const page = shown.slice(at, at + pageSize);
      if (all || page.some(({ run }) => touched.has(run))) this.#wanted.add(page[0]?.run);
    }
    if (!this.#isBusy) void this.#read();
  }

  end(): void {
    this.#abort.abort();
  }

  async #read(): Promise<void> {
    const { signal } = this.#abort;
    this.#isBusy = true;
    for (let wanted = [...this.#wanted]; wanted.length > 0 && !signal.aborted; wanted = [...this.#wanted]) {
      this.#wanted.clear();
      for (const cursor of wanted) {
        if (signal.aborted) break;
        await this.#page(cursor);
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    this.#isBusy = false;
  }

  async #page(cursor: string | undefined): Promise<void> {
    const at = cursor === undefined ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const answer = await ask<RunsPage>({
      path: `/runs?limit=${pageSize}${this.#filter === "" ? "" : `&${this.#filter}`}${at}`,
      signal: this.#abort.signal,
    });
    if (this.#abort.signal.aborted) return;
    if (answer.ok) {
      const hole = holeAfter(this.#known, answer.value);
      if (hole !== undefined) this.#wanted.add(hole);
      this.#known = merged(this.#known, answer.value, cursor);
      this.#changed(this.#known, undefined);
    } else if (answer.problem.code === "unknown_cursor") this.#wanted.add(undefined);
    else this.#changed(undefined, answer.problem);
  }
}

/** The runs of a list that were read so far, newest first. */
interface Known {
  readonly runs: readonly RunSummary[];
  /** Where the next page begins; undefined: all are there. */
  readonly next: string | undefined;
  readonly total: number;
}

export const nothingKnown: Known = { runs: [], next: undefined, total: 0 };

/**
 * A page put over what is known. It says everything about the stretch from its first run to its last: runs in between
 * that it lacks fit the filter no longer. `cursor`: where the page began; undefined: with the newest.
 */
export function merged(known: Known, page: RunsPage, cursor: string | undefined): Known {
  const fresh = new Set(page.runs.map(({ run }) => run));
  const first = cursor === undefined ? undefined : page.runs[0];
  const last = page.next === undefined ? undefined : page.runs.at(-1);
  const isCovered = (one: RunSummary): boolean =>
    (first === undefined || order(one, first) >= 0) && (last === undefined || order(one, last) <= 0);
  const kept = known.runs.filter((one) => !fresh.has(one.run) && !isCovered(one));
  const runs = [...kept, ...page.runs].sort(order);
  // A page in the middle does not say where the list goes on after its end.
  const isEnd = page.runs.length === 0 || runs.at(-1)?.run === page.runs.at(-1)?.run;
  return { runs, next: isEnd ? page.next : known.next, total: page.total };
}

/**
 * Where to read on after a page that was read again, because more runs were started since than a page holds: between its
 * end and the older runs that are known there may be others. Undefined: nothing is missing.
 */
export function holeAfter(known: Known, { runs, next }: RunsPage): string | undefined {
  const last = runs.at(-1);
  if (next === undefined || last === undefined || known.runs.some(({ run }) => run === next))
    return undefined;
  return known.runs.some((one) => order(one, last) > 0) ? next : undefined;
}

/** Newest first; runs of the same instant by their ids. */
function order(one: RunSummary, other: RunSummary): number {
  return other.started - one.started || (one.run < other.run ? -1 : one.run > other.run ? 1 : 0);
}
