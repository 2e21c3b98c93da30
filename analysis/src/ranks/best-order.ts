import { improver } from "./improve.ts";
import { Order } from "./order.ts";
import type { Workload } from "./workload.ts";

/** Points and arcs that are passed over all plays together: about a second. */
const passesMax = 8e6;
const playsMax = 1_500;
const playsLeast = 8;

/**
 * The statements in an order in which members are given that makes the run no longer than that of upward rank does, and
 * where it is worth it shorter: orders near the best so far are played, each improved to and fro, as many as there is
 * time for, and the best is kept (random keys; J. C. Bean, “Genetic algorithms and random keys for sequencing and
 * optimization”, 1994). Always the same ones: chance is reckoned.
 */
export function bestOrder(work: Workload, ranks: Float64Array): readonly number[] {
  const order = new Order(ranks);
  const least = atLeast(work, ranks);
  const passes = work.dag.size + work.dag.targets.length;
  const plays = Math.min(playsMax, Math.max(playsLeast, Math.floor(passesMax / Math.max(1, passes))));
  const improve = improver(work, order, { least, plays });
  let best = improve.from(ranks);
  for (const keys of tiesOtherwise(work, ranks)) {
    const found = best.length > least ? improve.from(keys) : best;
    if (found.length < best.length) best = found;
  }
  const chance = chances();
  for (let nth = 0; improve.played() < plays && best.length > least; nth++) {
    const found = improve.from(nearby(nth, ranks, best.keys, chance));
    if (found.length < best.length || (found.length === best.length && nth % 3 !== 0)) best = found;
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
