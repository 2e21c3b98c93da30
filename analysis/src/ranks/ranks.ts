import type { AnalysedRoutine } from "../analysis.ts";
import type { LinkedStatement } from "../tree.ts";
import { type Played, player } from "./play.ts";
import { Order, upwardRanks, type Workload, workloadOf } from "./workload.ts";

/**
 * The ranks by which a run serves its own steps that want a member of the same pool: ms, the greatest first, no two
 * equal. They are the upward ranks, permuted if another order makes the run shorter. Empty if no pool is used at two
 * places.
 */
export function ranksOf(routine: AnalysedRoutine): ReadonlyMap<LinkedStatement, number> {
  const known = results.get(routine) ?? compute(routine);
  results.set(routine, known);
  return known;
}

const results = new WeakMap<AnalysedRoutine, ReadonlyMap<LinkedStatement, number>>();

function compute(routine: AnalysedRoutine): ReadonlyMap<LinkedStatement, number> {
  const { tree } = routine;
  const work = workloadOf(routine);
  const ranks = new Map<LinkedStatement, number>();
  if (work === undefined) return ranks;
  const upward = upwardRanks(work);
  const inOrder = bestOrder(work, upward).filter((index) => (work.pools[index] ?? -1) >= 0);
  const dealt = inOrder.map((index) => upward[index] ?? 0).sort((one, other) => other - one);
  let before = Number.POSITIVE_INFINITY;
  for (const [place, index] of inOrder.entries()) {
    const linked = tree.all[index];
    const rank = Math.round(Math.min(dealt[place] ?? 0, before - step) / step) * step;
    before = rank;
    if (linked !== undefined) ranks.set(linked, thousandths(rank));
  }
  return ranks;
}

/** The distance between equal ones: the later one is lower by this much, in ms. */
const step = 0.001;

function thousandths(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}

/** Points and arcs that are passed over all plays together: about a second. */
const passesMax = 8e6;
const playsMax = 1_500;
const playsLeast = 8;

/**
 * The statements in an order in which members are given that makes the run no longer than that of upward rank does, and
 * where it is worth it shorter: orders near the best so far are played, each improved to and fro, as many as there is
 * time for, and the best is kept (random keys; J. C. Bean, “Genetic algorithms and random keys for sequencing and
 * optimization”, 1994). Always the same ones: chance is computed.
 */
function bestOrder(work: Workload, ranks: Float64Array): readonly number[] {
  const order = new Order(ranks);
  const least = atLeast(work, ranks);
  const passes = work.dag.size + work.dag.targets.length;
  const plays = Math.min(playsMax, Math.max(playsLeast, Math.floor(passesMax / Math.max(1, passes))));
  const improve = improver(work, order, { least, plays });
  let best = improve.from(ranks);
  for (const keys of tiesOtherwise(work, ranks)) {
    const keyed = best.length > least ? improve.from(keys) : best;
    if (keyed.length < best.length) best = keyed;
  }
  const chance = chances();
  for (let nth = 0; improve.played() < plays && best.length > least; nth++) {
    const keyed = improve.from(nearby(nth, ranks, best.keys, chance));
    if (keyed.length < best.length || (keyed.length === best.length && nth % 3 !== 0)) best = keyed;
  }
  return [...order.sorted(best.keys)];
}

/** ms that no order can be under: the longest way, and the work of each pool shared by all its members. */
function atLeast({ durations, pools, counts, capacities }: Workload, ranks: Float64Array): number {
  const work = capacities.map(() => 0);
  for (const [index, pool] of pools.entries()) {
    if (pool >= 0) work[pool] = (work[pool] ?? 0) + (durations[index] ?? 0) * (counts[index] ?? 0);
  }
  const shared = work.map((sum, pool) => Math.ceil(sum / (capacities[pool] ?? 1)));
  return ranks.reduce((most, rank) => Math.max(most, rank), Math.max(...shared));
}

/** Other tie-breaks for equal ranks than the order of the text: the last first, the longest, the shortest. */
function tiesOtherwise({ durations }: Workload, ranks: Float64Array): readonly Float64Array[] {
  const longest = durations.reduce((most, one) => Math.max(most, one), 1);
  // Ranks are whole ms.
  const before = (share: (index: number) => number) => ranks.map((rank, index) => rank + share(index) / 2);
  return [
    before((index) => index / ranks.length),
    before((index) => (durations[index] ?? 0) / longest),
    before((index) => 1 - (durations[index] ?? 0) / longest),
  ];
}

const widths = [0.05, 0.2, 0.5, 1];

/** By turns: all ranks a little otherwise, all of the best so far, a few of the best so far. */
function nearby(nth: number, ranks: Float64Array, best: Float64Array, chance: () => number): Float64Array {
  const width = 2 * (widths[nth % widths.length] ?? 1);
  if (nth % 3 === 0) return ranks.map((rank) => rank * (1 + (chance() - 0.5) * width));
  if (nth % 3 === 1) return best.map((key) => key * (1 + (chance() - 0.5) * width));
  const share = 3 / best.length;
  return best.map((key) => (chance() < share ? key * (1 + (chance() - 0.5) * 2 * width) : key));
}

/** Mulberry32: numbers from 0 to below 1 that look like chance and are the same each time. */
function chances(): () => number {
  let state = 7;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Keys by which statements are ordered, the greatest first, and how long the run takes with them, ms. */
interface Keyed {
  readonly keys: Float64Array;
  readonly length: number;
}

/**
 * Makes the run of an order shorter by playing it to and fro: backwards what ends last goes first, so that all is done as
 * late as can be, then forwards again in the order in which it had to begin by then, as long as that helps (K. Y. Li,
 * R. J. Willis, “An iterative scheduling technique for resource-constrained project scheduling”, 1992). No run gets longer.
 */
export function improver(
  work: Workload,
  order: Order,
  { least, plays }: { readonly least: number; readonly plays: number },
): { readonly from: (keys: Float64Array) => Keyed; readonly played: () => number } {
  const forwards = player(work);
  const backwards = player(reversed(work));
  const ends = new Float64Array(work.durations.length);
  let played = 0;
  const play = (run: typeof forwards, keys: Float64Array): number => {
    played += 1;
    return run(order.by(keys), ends);
  };
  return {
    from: (given) => {
      let best: Keyed = { keys: given, length: play(forwards, given) };
      while (best.length > least && played + 2 <= plays) {
        play(backwards, ends.slice());
        // The last to end on the way back must begin first.
        const keys = ends.slice();
        const length = play(forwards, keys);
        if (length >= best.length) return best;
        best = { keys, length };
      }
      return best;
    },
    played: () => played,
  };
}

/** The same work from its end: each arc the other way round, each begin an end. */
function reversed(work: Played): Played {
  const { size, starts, targets } = work.dag;
  // The point between the plan's work and its `finally` is both of its ends.
  const otherEnd = (point: number): number =>
    point >= 2 * work.durations.length ? point : point % 2 === 0 ? point + 1 : point - 1;
  const begins = new Int32Array(size + 1);
  for (const target of targets) {
    const from = otherEnd(target) + 1;
    begins[from] = (begins[from] ?? 0) + 1;
  }
  for (let point = 0; point < size; point++)
    begins[point + 1] = (begins[point + 1] ?? 0) + (begins[point] ?? 0);
  const next = begins.slice();
  const ends = new Int32Array(targets.length);
  for (let point = 0; point < size; point++) {
    for (let row = starts[point] ?? 0; row < (starts[point + 1] ?? 0); row++) {
      const from = otherEnd(targets[row] ?? 0);
      const place = next[from] ?? 0;
      next[from] = place + 1;
      ends[place] = otherEnd(point);
    }
  }
  return { ...work, dag: { size, starts: begins, targets: ends } };
}
