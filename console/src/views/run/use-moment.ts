import { useEffect, useRef, useState } from "react";
import { ask, type Problem } from "../../server/client.ts";
import type { Graph, Run } from "../../server/types.ts";

/** A run and its graph after one event, or now. */
export interface Moment {
  readonly run?: Run;
  readonly graph?: Graph;
  readonly problem?: Problem;
}

/** Moments that are kept: a look back and forth costs no request. */
const keptMax = 400;

/**
 * The moment after the event `at`; undefined: the present one, read again as `events` grows. While somebody scrubs, one
 * moment is read at a time, the last that was wanted next, and the one before it stays on the page.
 */
export function useMoment(path: string, at: number | undefined, events: number | undefined): Moment {
  const [moment, setMoment] = useState<Moment>({});
  const reader = useRef<Moments | undefined>(undefined);
  useEffect(() => {
    const one = new Moments(path, setMoment);
    reader.current = one;
    return () => one.end();
  }, [path]);
  useEffect(() => {
    if (events !== undefined) reader.current?.want(at ?? events - 1);
  }, [at, events]);
  return moment;
}

class Moments {
  readonly #path: string;
  readonly #show: (moment: Moment) => void;
  readonly #kept = new Map<number, Moment>();
  readonly #abort = new AbortController();
  #wanted: number | undefined;
  #isBusy = false;

  constructor(path: string, show: (moment: Moment) => void) {
    this.#path = path;
    this.#show = show;
  }

  want(at: number): void {
    this.#wanted = at;
    const kept = this.#kept.get(at);
    if (kept !== undefined) this.#show(kept);
    else if (!this.#isBusy) void this.#read();
  }

  end(): void {
    this.#abort.abort();
  }

  async #read(): Promise<void> {
    this.#isBusy = true;
    for (let at = this.#wanted; at !== undefined && !this.#kept.has(at); at = this.#wanted) {
      const moment = await this.#at(at);
      if (this.#abort.signal.aborted) return;
      if (moment.problem !== undefined) {
        this.#show(moment);
        break;
      }
      if (this.#kept.size >= keptMax) this.#kept.clear();
      this.#kept.set(at, moment);
      this.#show(moment);
    }
    this.#isBusy = false;
  }

  async #at(at: number): Promise<Moment> {
    const { signal } = this.#abort;
    const [run, graph] = await Promise.all([
      ask<Run>({ path: `${this.#path}?at=${at}`, signal }),
      ask<Graph>({ path: `${this.#path}/graph?at=${at}`, signal }),
    ]);
    if (run.ok && graph.ok) return { run: run.value, graph: graph.value };
    if (!run.ok) return { problem: run.problem };
    return graph.ok ? {} : { run: run.value, problem: graph.problem };
  }
}
