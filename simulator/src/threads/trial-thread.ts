import { steadyInAllThreads } from "@orchlang/runtime/clock";
import type { Piscina } from "piscina";
import { openPool } from "./pool.ts";
import type { Covered, ToldScenario, ToldSearch, Trying } from "./trying.ts";
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
  /** Its time is for the search; making the findings small may take as long again. */
  verify(search: Omit<Search, "during">, ending: Ending): Promise<ToldSearch | NotTried>;
  play(playing: Playing, ending: Ending): Promise<ToldScenario | NotTried>;
  /** Scenarios of one plan. */
  cover(playings: readonly Playing[], ending: Ending): Promise<Covered | NotTried>;
  close(): Promise<void>;
}

/** A thread that idles this long ends, ms. */
const idleMs = 60_000;

export function trialThread(): TrialThread {
  let opened: Promise<Piscina> | undefined;
  let isBusy = false;
  const closing = new AbortController();
  const run = async <Done>(work: Trying, { limitMs, gone }: Ending): Promise<Done | NotTried> => {
    if (isBusy) return { refused: "busy" };
    isBusy = true;
    const late = AbortSignal.timeout(limitMs);
    try {
      opened ??= openPool({ minThreads: 0, maxThreads: 1, idleTimeout: idleMs });
      const signal = AbortSignal.any([late, gone, closing.signal]);
      return (await (await opened).run({ trying: work }, { signal })) as Done;
    } catch (error) {
      if (gone.aborted || closing.signal.aborted) return { refused: "cancelled" };
      if (late.aborted) return { refused: "time" };
      throw error;
    } finally {
      isBusy = false;
    }
  };
  return {
    verify: (search, { limitMs, gone }) => {
      const from = steadyInAllThreads();
      const during = { from, until: from + limitMs };
      return run({ search: { ...search, during } }, { limitMs: 2 * limitMs, gone });
    },
    play: (playing, ending) => run({ playing: plain(playing) }, ending),
    cover: (playings, ending) => run({ playings: playings.map(plain) }, ending),
    close: async () => {
      closing.abort();
      await (await opened)?.destroy();
    },
  };
}

/** Without what a scenario has besides, which may not be sent. */
function plain({ scenario: { says, target, clauses }, file: { plan, id }, context }: Playing): Playing {
  return { scenario: { says, target, clauses }, file: { plan, id }, context };
}
