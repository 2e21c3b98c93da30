import type { AnalysedRoutine } from "../analysis.ts";
import type { Located } from "../tree.ts";
import { bestOrder } from "./best-order.ts";
import { upwardRanks, workloadOf } from "./workload.ts";

/**
 * The ranks by which a run serves its own steps that want a member of the same pool: ms, the greatest first, no two
 * equal. They are the upward ranks, permuted if another order makes the run shorter. Empty if no pool is used at two
 * places.
 */
export function ranksOf(routine: AnalysedRoutine): ReadonlyMap<Located, number> {
  const known = found.get(routine) ?? reckon(routine);
  found.set(routine, known);
  return known;
}

const found = new WeakMap<AnalysedRoutine, ReadonlyMap<Located, number>>();

function reckon(routine: AnalysedRoutine): ReadonlyMap<Located, number> {
  const { tree } = routine;
  const work = workloadOf(routine);
  const ranks = new Map<Located, number>();
  if (work === undefined) return ranks;
  const upward = upwardRanks(work);
  const inOrder = bestOrder(work, upward).filter((index) => (work.pools[index] ?? -1) >= 0);
  const dealt = inOrder.map((index) => upward[index] ?? 0).sort((one, other) => other - one);
  let before = Number.POSITIVE_INFINITY;
  for (const [place, index] of inOrder.entries()) {
    const located = tree.all[index];
    const rank = Math.round(Math.min(dealt[place] ?? 0, before - step) / step) * step;
    before = rank;
    if (located !== undefined) ranks.set(located, thousandths(rank));
  }
  return ranks;
}

/** The distance between equal ones: the later one is lower by this much, in ms. */
const step = 0.001;

function thousandths(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
