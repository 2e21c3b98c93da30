import { useEffect, useRef, useState } from "react";
import { ask, type Problem } from "../../server/client.ts";
import { useLiveUpdates } from "../../server/live.ts";
import type { Graph, NodeStates, Run } from "../../server/types.ts";
import { withStates } from "./with-states.ts";

/** A run and its graph after one event, or now; a run of now is left out. */
export interface Moment {
  readonly run?: Run;
  readonly graph?: Graph;
  readonly problem?: Problem;
}

/** Past moments that are kept: a look back and forth costs no request. */
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
    if (events !== undefined) reader.current?.want(at ?? events - 1, at !== undefined);
  }, [at, events]);
  // Also after a reading that failed, once the connection is back.
  useLiveUpdates(({ reread }) => {
    if (reread && events !== undefined) reader.current?.want(at ?? events - 1, at !== undefined);
  });
  return moment;
}

/** The events of a run may be shown as they were after one of them; that of now has no run of its own. */
interface Wanted {
  readonly at: number;
  readonly isPast: boolean;
}

interface Kept {
  readonly states: NodeStates;
  readonly run?: Run;
}

class Moments {
  readonly #path: string;
  readonly #show: (moment: Moment) => void;
  readonly #kept = new Map<number, Kept>();
  readonly #abort = new AbortController();
  /** With the states that were shown last. */
  #graph: Graph | undefined;
  #wanted: Wanted | undefined;
  #isBusy = false;

  constructor(path: string, show: (moment: Moment) => void) {
    this.#path = path;
    this.#show = show;
  }

  want(at: number, isPast: boolean): void {
    this.#wanted = { at, isPast };
    if (!this.#isBusy) void this.#read();
  }

  end(): void {
    this.#abort.abort();
  }

  async #read(): Promise<void> {
    this.#isBusy = true;
    for (let wanted = this.#wanted; wanted !== undefined; wanted = this.#wanted) {
      const moment = await this.#at(wanted);
      if (this.#abort.signal.aborted) return;
      if (this.#wanted === wanted) this.#wanted = undefined;
      this.#show(moment);
    }
    this.#isBusy = false;
  }

  async #at({ at, isPast }: Wanted): Promise<Moment> {
    const kept = isPast ? this.#kept.get(at) : undefined;
    if (kept !== undefined) return this.#shown(kept);
    const { signal } = this.#abort;
    const [run, states, graph] = await Promise.all([
      isPast ? ask<Run>({ path: `${this.#path}?at=${at}`, signal }) : undefined,
      ask<NodeStates>({ path: `${this.#path}/graph/states?at=${at}`, signal }),
      this.#graph === undefined ? ask<Graph>({ path: `${this.#path}/graph`, signal }) : undefined,
    ]);
    for (const one of [run, states, graph])
      if (one?.ok === false) return { ...this.#last(), problem: one.problem };
    if (graph?.ok === true) this.#graph = graph.value;
    if (!states.ok) return {};
    if (this.#graph !== undefined && this.#graph.plan !== states.value.plan) {
      // The run has gone over to another version of its plan.
      this.#graph = undefined;
      return await this.#at({ at, isPast });
    }
    const now: Kept = { states: states.value, ...(run?.ok === true ? { run: run.value } : {}) };
    if (isPast) {
      if (this.#kept.size >= keptMax) this.#kept.clear();
      this.#kept.set(at, now);
    }
    return this.#shown(now);
  }

  #shown({ states, run }: Kept): Moment {
    if (this.#graph !== undefined) this.#graph = withStates(this.#graph, states);
    return { ...this.#last(), ...(run === undefined ? {} : { run }) };
  }

  #last(): Moment {
    return this.#graph === undefined ? {} : { graph: this.#graph };
  }
}
