import type { Bounds, Goal, Limit } from "@orchlang/plan";
import { formatDuration, formatMoney } from "@orchlang/plan/quantities";
import { isBounded } from "../bounds/limit.ts";
import { counted } from "../words.ts";
import type { Exposure } from "./exposure.ts";

/** The measures that compare a plan with others for the same goal. */
export interface Candidate {
  readonly bounds: Bounds;
  readonly exposure: Exposure;
}

/** A plan in its place, and what brought it there, in words. */
interface Placed<C> {
  readonly candidate: C;
  readonly because: string;
}

/**
 * Plans in the order in which a goal tries them. `cost` and `latency` go by the worst case;
 * `privacy` by what personal data leaves the device with, then by what leaves it at all, to the cloud counting twice what
 * counts once to the edge, then by cost; `comfort` by the
 * order in which they are written, which is the author's; `balanced` by the sum of worst cost, worst latency and worst
 * energy, each as a share of the largest among the candidates, a missing bound counting as the largest. Ties keep the
 * order of the text.
 */
export function byStrategy<C extends Candidate>(
  strategy: Goal["optimize"],
  candidates: readonly C[],
): readonly Placed<C>[] {
  const weigh = strategies[strategy](candidates);
  const order = candidates.map((candidate, at) => ({ candidate, at, ...weigh(candidate, at) }));
  order.sort((a, b) => compareScores(a.score, b.score) || a.at - b.at);
  return order.map(({ candidate, because }) => ({ candidate, because }));
}

interface Weight {
  /** Compared from the left; the least is best. */
  readonly score: readonly number[];
  readonly because: string;
}

type Weigh = (one: Candidate, at: number) => Weight;

const strategies: Readonly<Record<Goal["optimize"], (all: readonly Candidate[]) => Weigh>> = {
  cost: () => (one) => ({
    score: [costOf(one)],
    because: costText(one),
  }),
  latency: () => (one) => ({
    score: [latencyOf(one)],
    because: latencyText(one),
  }),
  privacy: () => (one) => ({
    score: [one.exposure.personal.weight, one.exposure.any.weight, costOf(one)],
    because: `${counted(one.exposure.personal.calls, "call")} with personal data and ${one.exposure.any.calls} in all off the device, ${costText(one)}`,
  }),
  comfort: () => (_, at) => ({ score: [], because: `written as number ${at + 1}` }),
  balanced: (all) => {
    const measures = [costOf, latencyOf, energyOf].map((of) => share(of, all));
    return (one) => {
      const shares = measures.map((of) => of(one));
      const score = shares.reduce((total, each) => total + each, 0);
      const parts = shares.map(rounded).join(" + ");
      return { score: [score], because: `cost, time and energy as shares: ${parts} = ${rounded(score)}` };
    };
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

function rounded(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function compareScores(left: readonly number[], right: readonly number[]): number {
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

function costText({ bounds: { cost } }: Candidate): string {
  return isBounded(cost.worst) ? `at most ${formatMoney(cost.worst.value)}` : "no bound of cost";
}

function latencyText({ bounds: { latency } }: Candidate): string {
  return isBounded(latency.worst) ? `at most ${formatDuration(latency.worst.value)}` : "no bound of time";
}
