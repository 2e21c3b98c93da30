import { openPool } from "./pool.ts";
import type { Covered, ScenarioReport, SearchReport, Trying } from "./trying.ts";
import type { Playing, Search } from "./work.ts";

/** Why a trial has no result: another one is under way, its time is over, or nobody waits for it any more. */
export interface NotTried {
  readonly refused: "busy" | "time" | "cancelled";
}

/** When a trial ends at the latest: after so many ms, and once nobody waits for it. */
export interface Ending {
  readonly limitMs: number;
  readonly gone: AbortSignal;
}

/** Tries plans in a thread of its own, one at a time. A trial that ends early is ended in the middle of a run. */
export interface TrialThread {
  /** The time is that of the search, once its thread has begun; the findings may be minimised for as long again. */
  verify(search: Omit<Search, "during">, ending: Ending): Promise<SearchReport | NotTried>;
  play(playing: Playing, ending: Ending): Promise<ScenarioReport | NotTried>;
  /** Scenarios of one plan. */
  cover(playings: readonly Playing[], ending: Ending): Promise<Covered | NotTried>;
  close(): void;
}

/** A search is ended at the latest then: a busy machine takes seconds to begin its thread. ms */
const longest = (searchMs: number): number => 2 * searchMs + 30_000;

export function trialThread(): TrialThread {
  let isBusy = false;
  const closing = new AbortController();
  const run = async <Done>(work: Trying, { limitMs, gone }: Ending): Promise<Done | NotTried> => {
    if (isBusy) return { refused: "busy" };
    isBusy = true;
    const cancelled = AbortSignal.any([gone, closing.signal]);
    const late = AbortSignal.timeout(limitMs);
    // One for each trial: a pool that loses its thread may keep the next one waiting.
    const pool = await openPool({ minThreads: 0, maxThreads: 1 });
    try {
      return (await pool.run({ trying: work }, { signal: AbortSignal.any([cancelled, late]) })) as Done;
    } catch (error) {
      if (cancelled.aborted) return { refused: "cancelled" };
      if (late.aborted) return { refused: "time" };
      throw error;
    } finally {
      await pool.destroy();
      isBusy = false;
    }
  };
  return {
    verify: ({ file: { plan, id }, ...search }, { limitMs, gone }) =>
      run({ search: { ...search, file: { plan, id } }, forMs: limitMs }, { limitMs: longest(limitMs), gone }),
    play: (playing, ending) => run({ playing: plain(playing) }, ending),
    cover: (playings, ending) => run({ playings: playings.map(plain) }, ending),
    close: () => closing.abort(),
  };
}

/** Without what a scenario has besides, which may not be sent. */
function plain({ scenario: { says, target, clauses }, file: { plan, id }, context }: Playing): Playing {
  return { scenario: { says, target, clauses }, file: { plan, id }, context };
}
