import { availableParallelism } from "node:os";
import { steadyInAllThreads, systemHands } from "@orchlang/runtime/clock";
import type { Piscina } from "piscina";
import type { Verified } from "../exploration/verify.ts";
import type { PlayedScenario } from "../scenario/play.ts";
import { type PackedPlayed, type PackedVerified, unpackedPlayed, unpackedVerified } from "./packed.ts";
import { openPool } from "./pool.ts";
import {
  type PlayedInThread,
  type Playing,
  played,
  type Search,
  type Simulating,
  searched,
  type Timed,
} from "./work.ts";

/** A rest that takes less than twice as long is over before another thread has begun. ms. */
const aloneDefault = 300;
/** So that no thread waits long for the last. */
const partsOfThread = 4;

/** On how many threads scenarios are played. */
export interface PlayAllOptions {
  /** Default: as many as the machine can run at once. The result does not depend on it. */
  readonly threads?: number;
  /** So long it is played in this thread; then it is seen whether the rest is worth others. Default 300. */
  readonly aloneMs?: number;
}

/** `playScenario` of many, side by side where that is worth it; in their order. */
export async function playAll(
  playings: readonly Playing[],
  { threads = availableParallelism(), aloneMs = aloneDefault }: PlayAllOptions = {},
): Promise<readonly Timed<PlayedScenario>[]> {
  const began = systemHands.steady();
  const first: Timed<PlayedScenario>[] = [];
  for (const playing of playings) {
    const took = systemHands.steady() - began;
    const left = playings.length - first.length;
    if (threads > 1 && took > aloneMs && (took / first.length) * left > 2 * aloneMs) break;
    first.push(played(playing));
  }
  const rest = playings.slice(first.length);
  if (rest.length === 0) return first;
  const parts = divided(rest, Math.ceil(rest.length / (threads * partsOfThread)));
  const others = await withThreads<
    { readonly playings: readonly Playing[] },
    readonly Timed<PackedPlayed>[],
    readonly (readonly Timed<PlayedScenario>[])[]
  >(threads, (inThread) =>
    sideBySide(parts, threads, async (part) => {
      const done = await inThread({ playings: part.map(plain) });
      return done.flatMap(({ took, ...one }, place) => {
        const playing = part[place];
        return playing === undefined ? [] : [{ ...unpackedPlayed(playing.file, one), took }];
      });
    }),
  );
  return [...first, ...others.flat()];
}

/** Without what a scenario has besides, which may not be sent. */
function plain({ scenario: { says, target, clauses }, file, context }: Playing): Playing {
  return { scenario: { says, target, clauses }, file, context };
}

function divided<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, nth) =>
    items.slice(nth * size, (nth + 1) * size),
  );
}

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
        const packedVerified = await inThread({ search: { ...one, ...share() } });
        return unpackedVerified(one.file, packedVerified);
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

/** Runs one piece of work in another thread. */
type InThread<Work, Done> = (work: Work) => Promise<Done>;

/** Threads for as long as `use` takes. */
async function withThreads<Work, Done, Result>(
  threads: number,
  use: (inThread: InThread<Work, Done>) => Promise<Result>,
): Promise<Result> {
  const pool = await openPool<Work, Done>({ minThreads: threads, maxThreads: threads });
  try {
    return await use((work) => pool.run(work));
  } finally {
    await pool.destroy();
  }
}

/** So many go on side by side; results stand in the order of what they are of. */
async function sideBySide<Item, Done>(
  items: readonly Item[],
  lanes: number,
  run: (item: Item) => Promise<Done>,
): Promise<readonly Done[]> {
  const results: Done[] = [];
  const left = [...items.entries()];
  const lane = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [place, item] = next;
      results[place] = await run(item);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}
