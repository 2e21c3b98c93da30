/**
 * What speaks for one member before another, by the strategy of the goal that it is wanted for: the words and weights
 * that the compiler compares plans with. Always the least comes first.
 */
import {
  formatDuration,
  formatMoney,
  type Goal,
  type Json,
  type JsonObject,
  type Tier,
} from "@orchlang/plan";
import { present } from "../../invariant.ts";
import type { MemberState, PoolState } from "./pool.ts";

export type Strategy = Goal["optimize"];

/** What speaks for each of several members, by its place among them: the least `first` is best, then the least `second`. */
export interface Weights {
  first(at: number): number;
  second(at: number): number;
  /** In words. */
  because(at: number): string;
}

/** What is known of a member that can be weighed; what is not known is Infinity. */
interface Figures {
  /** 0 device, 1 edge, 2 cloud. */
  readonly away: number;
  /** Of an hour, in `currency`. */
  readonly cost: number;
  readonly currency: string;
  /** ms. */
  readonly latency: number;
  /** W. */
  readonly power: number;
  /** The share of its falls in the times that it was held, from 0. */
  readonly failing: number;
  readonly tier: string;
}

/**
 * `cost` and `latency` go by that, then by each other; `privacy` by how far from the device, then by cost; `comfort` by
 * who falls least, then by latency; `balanced` by the sum of how far, cost, latency, power and falls, each as a share of
 * the largest among the candidates, what is not known counting as the largest.
 */
export function weigh(
  strategy: Strategy,
  pool: PoolState,
  all: readonly { readonly member: MemberState }[],
): Weights {
  const figures = all.map(({ member }) => figuresOf(pool, member));
  const { first, second = () => 0, because } = strategies[strategy](figures);
  const firsts = Float64Array.from(figures, first);
  const seconds = Float64Array.from(figures, second);
  return {
    first: (at) => firsts[at] ?? 0,
    second: (at) => seconds[at] ?? 0,
    because: (at) => because(present(figures[at], "a member that is weighed")),
  };
}

interface Measures {
  readonly first: Measure;
  readonly second?: Measure;
  readonly because: (one: Figures) => string;
}

const strategies: Readonly<Record<Strategy, (all: readonly Figures[]) => Measures>> = {
  cost: () => ({ first: ({ cost }) => cost, second: ({ latency }) => latency, because: costText }),
  latency: () => ({ first: ({ latency }) => latency, second: ({ cost }) => cost, because: latencyText }),
  privacy: () => ({
    first: ({ away }) => away,
    second: ({ cost }) => cost,
    because: (one) => `on ${one.tier}, ${costText(one)}`,
  }),
  comfort: () => ({
    first: ({ failing }) => failing,
    second: ({ latency }) => latency,
    because: (one) => `${failingText(one)}, ${latencyText(one)}`,
  }),
  balanced: (all) => {
    const shares = parts.map(([name, of]) => [name, share(of, all)] as const);
    const sum: Measure = (one) => shares.reduce((total, [, of]) => total + of(one), 0);
    return { first: sum, because: (one) => sumText(shares, one, sum(one)) };
  },
};

type Measure = (one: Figures) => number;

function sumText(shares: readonly (readonly [string, Measure])[], one: Figures, sum: number): string {
  const counting = shares.flatMap(([name, of]) => (of(one) > 0 ? [`${name} ${rounded(of(one))}`] : []));
  return counting.length === 0 ? "as good as any" : `${counting.join(" + ")} = ${rounded(sum)}`;
}

const parts: readonly (readonly [string, Measure])[] = [
  ["privacy", ({ away }) => away],
  ["cost", ({ cost }) => cost],
  ["latency", ({ latency }) => latency],
  ["energy", ({ power }) => power],
  ["reliability", ({ failing }) => failing],
];

/** A measure that nobody says anything of, or in which all are alike, tells nothing. */
function share(of: Measure, all: readonly Figures[]): Measure {
  let least = Number.POSITIVE_INFINITY;
  let largest = 0;
  let missing = false;
  for (const one of all) {
    const value = of(one);
    if (!Number.isFinite(value)) missing = true;
    else {
      least = Math.min(least, value);
      largest = Math.max(largest, value);
    }
  }
  if (least === Number.POSITIVE_INFINITY || (!missing && least === largest)) return () => 0;
  return (one) => {
    const value = of(one);
    if (!Number.isFinite(value)) return 1;
    return largest === 0 ? 0 : value / largest;
  };
}

/** The member's own fields go before its pool's. */
function figuresOf({ declared }: PoolState, { fields, falls = 0, fence }: MemberState): Figures {
  const tier = fields.tier ?? declared.tier;
  const { cost, currency } = costOf(fields.cost ?? declared.cost);
  return {
    away:
      typeof tier === "string" ? (tiers[tier as Tier] ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY,
    tier: typeof tier === "string" ? tier : "an unknown tier",
    cost,
    currency,
    latency: numberOf(fields.latency ?? declared.latency),
    power: numberOf(fields.power ?? declared.power),
    failing: falls / (fence + 1),
  };
}

const tiers: Readonly<Record<Tier, number>> = { device: 0, edge: 1, cloud: 2 };

function costOf(cost: Json | undefined): Pick<Figures, "cost" | "currency"> {
  const none = { cost: Number.POSITIVE_INFINITY, currency: "" };
  if (typeof cost !== "object" || cost === null || Array.isArray(cost)) return none;
  const { amount, currency, per } = cost as JsonObject;
  if (typeof amount !== "string" || typeof currency !== "string") return none;
  const ms = typeof per === "number" && per > 0 ? per : hour;
  return { cost: (Number(amount) * hour) / ms, currency };
}

const hour = 3_600_000;

function numberOf(value: Json | undefined): number {
  return typeof value === "number" ? value : Number.POSITIVE_INFINITY;
}

function costText({ cost, currency }: Figures): string {
  return Number.isFinite(cost)
    ? `${formatMoney({ amount: String(rounded(cost)), currency })} per h`
    : "no price known";
}

function latencyText({ latency }: Figures): string {
  return Number.isFinite(latency) ? `${formatDuration(latency)} away` : "no latency known";
}

function failingText({ failing }: Figures): string {
  return failing === 0 ? "never fell" : `fell in ${rounded(100 * failing)}% of its holds`;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
