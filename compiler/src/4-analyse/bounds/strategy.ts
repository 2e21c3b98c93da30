import type { Bounds, Goal, Limit } from "@orchlang/plan";
import { isBounded } from "./limit.ts";

/** What a plan is weighed by, against the others that achieve the same goal. */
export interface Candidate {
  readonly bounds: Bounds;
  /** How many of its calls leave the device: to the edge count once, to the cloud twice. */
  readonly exposure: number;
}

/**
 * Plans in the order in which a goal tries them. `cost` and `latency` go by the worst case, then by the best;
 * `privacy` by what leaves the device, then by cost; `comfort` by the order in which they are written, which is the
 * author's; `balanced` by the sum of worst cost, worst latency and worst energy, each as a share of the largest among
 * the candidates, a missing bound counting as the largest. Ties keep the order of the text.
 */
export function byStrategy<C extends Candidate>(
  strategy: Goal["optimize"],
  candidates: readonly C[],
): readonly C[] {
  const score = scores[strategy](candidates);
  const order = candidates.map((candidate, at) => ({ candidate, at, score: score(candidate) }));
  order.sort((a, b) => compareScores(a.score, b.score) || a.at - b.at);
  return order.map(({ candidate }) => candidate);
}

type Score = readonly number[];

const scores: Readonly<Record<Goal["optimize"], (all: readonly Candidate[]) => (one: Candidate) => Score>> = {
  cost: () => (one) => [costOf(one), Number(one.bounds.cost.best.amount)],
  latency: () => (one) => [latencyOf(one), one.bounds.latency.best],
  privacy: () => (one) => [one.exposure, costOf(one)],
  comfort: () => () => [],
  balanced: (all) => {
    const measures = [costOf, latencyOf, energyOf].map((of) => share(of, all));
    return (one) => [measures.reduce((total, of) => total + of(one), 0)];
  },
};

function share(of: (one: Candidate) => number, all: readonly Candidate[]): (one: Candidate) => number {
  const largest = Math.max(0, ...all.map(of).filter(Number.isFinite));
  return (one) => {
    const own = of(one);
    if (!Number.isFinite(own)) return 1;
    return largest === 0 ? 0 : own / largest;
  };
}

function compareScores(left: Score, right: Score): number {
  for (const [at, value] of left.entries()) {
    const other = right[at] ?? 0;
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}

const costOf = ({ bounds }: Candidate): number =>
  isBounded(bounds.cost.worst) ? Number(bounds.cost.worst.value.amount) : Infinity;
const latencyOf = ({ bounds }: Candidate): number => finite(bounds.latency.worst);
const energyOf = ({ bounds }: Candidate): number => finite(bounds.energy.worst);

function finite(limit: Limit<number>): number {
  return isBounded(limit) ? limit.value : Infinity;
}
