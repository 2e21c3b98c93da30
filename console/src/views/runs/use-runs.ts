import { useCallback, useEffect, useRef, useState } from "react";
import { ask, type Problem } from "../../server/client.ts";
import type { RunsPage } from "../../server/types.ts";
import { useNews } from "../../server/use-live.ts";
import { holeAfter, type Known, merged, nothingKnown } from "./merge.ts";

const pageSize = 100;
/** Between two readings, ms: a list that changes more often cannot be read. */
const pauseMs = 500;

export interface Runs {
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
  useNews(({ frames, reread }) => {
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
