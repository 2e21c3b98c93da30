import { availableParallelism } from "node:os";
import { steadyInAllThreads } from "@orchlang/runtime/clock";
import type { Verified } from "../exploration/verify.ts";
import { sideBySide, withThreads } from "./lanes.ts";
import { type PackedVerified, unpackedVerified } from "./packed.ts";
import { type Search, searched } from "./work.ts";

/** How long several plans are searched, and on how many threads. */
export interface VerifyAllOptions {
  /** For all of them; each has its share, and what one leaves over those after it have. */
  readonly timeMs?: number;
  /** Default: as many as the machine can run at once. The findings do not depend on it. */
  readonly threads?: number;
}

/** Fewer runs than these are over before another thread has begun. */
const muchRuns = 1_000;
/** The approximate number of faults at one call. */
const kindsOfCall = 5;

/** {@link verify} of several plans, side by side where that is worth it; in their order. */
export async function verifyAll(
  searches: readonly Omit<Search, "during">[],
  { timeMs, threads = availableParallelism() }: VerifyAllOptions = {},
): Promise<readonly Verified[]> {
  const large = searches.filter((one) => runsOf(one) >= muchRuns).length;
  const lanes = Math.max(1, Math.min(threads, large));
  const share = sharing(timeMs, searches.length, lanes);
  if (lanes === 1) return searches.map((one) => searched({ ...one, ...share() }));
  return await withThreads<{ readonly search: Search }, PackedVerified, readonly Verified[]>(
    lanes,
    (inThread) =>
      sideBySide(searches, lanes, async (one) => {
        const found = await inThread({ search: { ...one, ...share() } });
        return unpackedVerified(one.file, found);
      }),
  );
}

/** How long the next may take: what is left, shared among those that have not begun. */
function sharing(timeMs: number | undefined, count: number, lanes: number): () => Pick<Search, "during"> {
  if (timeMs === undefined) return () => ({});
  const until = steadyInAllThreads() + timeMs;
  let waiting = count;
  return () => {
    const from = steadyInAllThreads();
    const left = Math.max(0, until - from);
    const forMs = Math.min(left, (left * lanes) / waiting);
    waiting -= 1;
    return { during: { from, until: from + forMs } };
  };
}

/** How many runs a search will about come to: sets of faults at its calls, and those by chance. */
function runsOf({ file, options: { faults = 2, runs = {} } }: Omit<Search, "during">): number {
  const calls = Object.values(file.plan.routines)
    .flatMap(({ nodes }) => nodes)
    .filter(({ kind }) => kind === "call").length;
  const points = calls * kindsOfCall;
  let sets = 1;
  let all = 1;
  for (let size = 1; size <= faults; size++) {
    sets = (sets * Math.max(0, points - size + 1)) / size;
    all += sets;
  }
  return Math.min(all, runs.exhaustive ?? all) + 2 * (runs.random ?? 0);
}
