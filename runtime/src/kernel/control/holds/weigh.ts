/**
 * What speaks for one member before another, by the strategy of the goal that it is wanted for: the words and weights
 * that the compiler compares plans with. Always the least comes first.
 */
import { formatDuration, formatMoney, type Goal, type JsonObject } from "@orchlang/plan";
import { type Figures, figuresIn, figuresOf } from "./figures.ts";
import type { MemberState, PoolState } from "./pool.ts";

export type Strategy = Goal["optimize"];

/** What speaks for each of several members, by its place among them: the least `first` is best, then the least `second`. */
export interface Weights {
  first(at: number): number;
  second(at: number): number;
  /** In words. */
  because(at: number): string;
}

/** What is weighed, by its place in a row. `failing`: the share of a member's falls in the times that it was held, from 0. */
const part = { away: 0, cost: 1, latency: 2, power: 3, failing: 4 } as const;
type Part = (typeof part)[keyof typeof part];
const names = ["privacy", "cost", "latency", "energy", "reliability"] as const;
const width = names.length;

interface Weighed {
  readonly size: number;
  /** A row of figures of each member; what is not known is Infinity. */
  readonly rows: Float64Array;
  readonly own: readonly Figures[];
  /** The pool's, which count where a member says nothing itself. */
  readonly common: Figures;
}

/**
 * `cost` and `latency` go by that, then by each other; `privacy` by how far from the device, then by cost; `comfort` by
 * who falls least, then by latency; `balanced` by the sum of how far, cost, latency, power and falls, each as a share of
 * the largest among the candidates, what is not known counting as the largest.
 */
export function weigh(strategy: Strategy, { declared }: PoolState, members: readonly MemberState[]): Weights {
  const common = figuresIn(declared as unknown as JsonObject);
  const own: Figures[] = [];
  const rows = new Float64Array(members.length * width);
  let row = 0;
  for (const { fields, falls = 0, fence } of members) {
    const figures = figuresOf(fields);
    own.push(figures);
    rows[row] = either(figures.away, common.away);
    rows[row + part.cost] = either(figures.cost, common.cost);
    rows[row + part.latency] = either(figures.latency, common.latency);
    rows[row + part.power] = either(figures.power, common.power);
    rows[row + part.failing] = falls / (fence + 1);
    row += width;
  }
  const all = { size: members.length, rows, own, common };
  return strategy === "balanced" ? onBalance(all) : inOrder(all, orders[strategy]);
}

function either(own: number, common: number): number {
  if (!Number.isNaN(own)) return own;
  return Number.isNaN(common) ? Number.POSITIVE_INFINITY : common;
}

type ByOrder = Exclude<Strategy, "balanced">;
type Text = (all: Weighed, at: number) => string;

const orders: Readonly<Record<ByOrder, { readonly by: readonly [Part, Part]; readonly because: Text }>> = {
  cost: { by: [part.cost, part.latency], because: costText },
  latency: { by: [part.latency, part.cost], because: latencyText },
  privacy: {
    by: [part.away, part.cost],
    because: (all, at) => `on ${saying(all, "away", at).tier}, ${costText(all, at)}`,
  },
  comfort: {
    by: [part.failing, part.latency],
    because: (all, at) => `${failingText(all, at)}, ${latencyText(all, at)}`,
  },
};

function inOrder(all: Weighed, { by: [first, second], because }: (typeof orders)[ByOrder]): Weights {
  return {
    first: (at) => figure(all, first, at),
    second: (at) => figure(all, second, at),
    because: (at) => because(all, at),
  };
}

function figure({ rows }: Weighed, part: Part, at: number): number {
  return rows[at * width + part] ?? Number.POSITIVE_INFINITY;
}

function onBalance(all: Weighed): Weights {
  const { rows, size } = all;
  const largest = largestOf(all);
  const sums = new Float64Array(size);
  for (let at = 0; at < size; at++) {
    let sum = 0;
    for (let part = 0; part < width; part++)
      sum += share(rows[at * width + part] ?? 0, largest[part] ?? Number.NaN);
    sums[at] = sum;
  }
  return { first: (at) => sums[at] ?? 0, second: () => 0, because: (at) => sumText(all, largest, at) };
}

/** Of the largest, which is NaN where that tells nothing. */
function share(value: number, largest: number): number {
  if (Number.isNaN(largest)) return 0;
  if (!Number.isFinite(value)) return 1;
  return largest === 0 ? 0 : value / largest;
}

/** The largest of each part; NaN where nobody says anything of it, or all are alike. */
function largestOf({ rows }: Weighed): Float64Array {
  const least = new Float64Array(width).fill(Number.POSITIVE_INFINITY);
  const largest = new Float64Array(width);
  const missing = new Uint8Array(width);
  for (let row = 0; row < rows.length; row += width) {
    for (let part = 0; part < width; part++) {
      const value = rows[row + part] ?? 0;
      if (!Number.isFinite(value)) missing[part] = 1;
      else {
        if (value < (least[part] ?? 0)) least[part] = value;
        if (value > (largest[part] ?? 0)) largest[part] = value;
      }
    }
  }
  return largest.map((value, part) => {
    const isNobody = least[part] === Number.POSITIVE_INFINITY;
    return isNobody || (missing[part] === 0 && least[part] === value) ? Number.NaN : value;
  });
}

function sumText({ rows }: Weighed, largest: Float64Array, at: number): string {
  let sum = 0;
  const counting = names.flatMap((name, part) => {
    const shared = share(rows[at * width + part] ?? 0, largest[part] ?? Number.NaN);
    sum += shared;
    return shared > 0 ? [`${name} ${rounded(shared)}`] : [];
  });
  return counting.length === 0 ? "as good as any" : `${counting.join(" + ")} = ${rounded(sum)}`;
}

/** What says something of it: the member, or its pool. */
function saying({ own, common }: Weighed, part: "away" | "cost" | "latency", at: number): Figures {
  const figures = own[at] ?? common;
  return Number.isNaN(figures[part]) ? common : figures;
}

function costText(all: Weighed, at: number): string {
  const { cost, currency } = saying(all, "cost", at);
  return Number.isFinite(cost)
    ? `${formatMoney({ amount: String(rounded(cost)), currency })} per h`
    : "no price known";
}

function latencyText(all: Weighed, at: number): string {
  const { latency } = saying(all, "latency", at);
  return Number.isFinite(latency) ? `${formatDuration(latency)} away` : "no latency known";
}

function failingText(all: Weighed, at: number): string {
  const failing = figure(all, part.failing, at);
  return failing === 0 ? "never fell" : `fell in ${rounded(100 * failing)}% of its holds`;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
