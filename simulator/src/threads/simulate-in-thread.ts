import type { Piscina } from "piscina";
import { openPool } from "./lanes.ts";
import type { PlayedInThread, Simulating } from "./work.ts";

/** Plays plans in a thread of their own, so that the caller's goes on. */
export interface SimulationThread {
  /** `limitMs` includes the time before its turn: after it, the thread is ended in the middle of the run. */
  simulate(work: Simulating, limitMs: number): Promise<PlayedInThread | { readonly refused: "time" }>;
  close(): Promise<void>;
}

/** A thread that idles this long ends, ms. */
const idleMs = 60_000;

/** The thread begins with the first simulation. */
export function simulationThread(): SimulationThread {
  let opened: Promise<Piscina> | undefined;
  return {
    simulate: async (work, limitMs) => {
      opened ??= openPool({ minThreads: 0, maxThreads: 1, idleTimeout: idleMs });
      const signal = AbortSignal.timeout(limitMs);
      try {
        return await (await opened).run({ simulating: work }, { signal });
      } catch (error) {
        if (signal.aborted) return { refused: "time" };
        throw error;
      }
    },
    close: async () => {
      await (await opened)?.destroy();
    },
  };
}
