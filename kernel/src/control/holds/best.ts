/** The best of those that suit: the nearest, then by the strategy that somebody is wanted for, then who was held least. */

import type { Goal, JsonObject } from "@orchlang/plan";
import type { Measure } from "@orchlang/plan/nodes";
import { formatDuration, formatMoney } from "@orchlang/plan/quantities";
import type { HoldRequest } from "../../messages.ts";
import { type Distances, type Figures, figuresIn } from "./figures.ts";
import { type Columns, leastHeld, type MemberState, type Part, type PoolState, part, width } from "./pool.ts";
import { metresOf } from "./suits.ts";

/** In no order. */
interface Candidates {
  readonly columns: Columns;
  /** The rows of those that suit; beyond `size` there is something else. */
  readonly rows: Int32Array;
  readonly size: number;
}

export interface Best {
  /** In order. */
  readonly best: readonly MemberState[];
  /** Why the first was chosen, in words. */
  readonly because: string;
  /** By which those of one pool are compared with those of another: how far, and the measures that are named. */
  readonly figures: readonly number[];
}

interface Wanted {
  readonly count: number;
  readonly distances: Distances | undefined;
}

export function bestOf(
  pool: PoolState,
  hold: HoldRequest,
  candidates: Candidates,
  { count, distances }: Wanted,
): Best {
  const { near, count: wanted } = hold;
  const { columns } = candidates;
  const weights = weightsOf(hold, pool, candidates);
  const away = distances === undefined ? undefined : awayFrom(distances, columns);
  const least = leastOf(candidates, count, { away, weights });
  const [first] = least;
  const best = least.flatMap((row) => columns.at(row) ?? []);
  if (first === undefined) return { best, because: "", figures: [] };
  const used = weights === undefined && near === undefined ? [heldText(best[0])] : [];
  const off = away === undefined ? [] : [`${Math.round(away.metres(first))} m off`];
  return {
    best,
    because: [...off, ...(weights === undefined ? [] : [weights.because(first)]), ...used].join(", "),
    figures: [
      ...(away === undefined ? [] : [away.metres(first)]),
      ...(weights?.measured?.(least.slice(0, wanted)) ?? []),
    ],
  };
}

export function heldText({ fence }: Pick<MemberState, "fence"> = { fence: 0 }): string {
  return fence === 0 ? "not held before" : `held ${fence === 1 ? "once" : `${fence} times`} before`;
}

/** Measured only when asked for. */
interface Away {
  metres(row: number): number;
  /** True if one may be as near as another. */
  mayReach(one: number, other: number): boolean;
}

function awayFrom(distances: Distances, columns: Columns): Away {
  const { chords } = columns;
  const measured = new Map<number, number>();
  const metres = (row: number): number => {
    const known = measured.get(row);
    if (known !== undefined) return known;
    const result = metresOf(distances, columns.at(row)) ?? Number.POSITIVE_INFINITY;
    measured.set(row, result);
    return result;
  };
  // Caches the last `other`: the same one is asked about repeatedly.
  let of = -1;
  let reach = 0;
  return {
    metres,
    mayReach: (one, other) => {
      if (of !== other) {
        of = other;
        reach = distances.atMost(metres(other));
      }
      return (chords[one] ?? Number.NaN) <= reach;
    },
  };
}

interface By {
  readonly away: Away | undefined;
  readonly weights: Weights | undefined;
}

/** The first so many in order, by how far, then by weight, then by who was held least; by row. */
function leastOf(
  { columns, rows, size }: Candidates,
  count: number,
  { away, weights }: By,
): readonly number[] {
  const order = (one: number, other: number): number =>
    (away === undefined ? 0 : lessFirst(away.metres(one), away.metres(other))) ||
    (weights === undefined ? 0 : weights.order(one, other)) ||
    byUse(columns.at(one), columns.at(other));
  if (count > severalMax) return [...rows.subarray(0, size)].sort(order).slice(0, count);
  const least: number[] = [];
  for (let at = 0; at < size; at++) {
    const one = rows[at] ?? 0;
    const last = least.length < count ? undefined : least.at(-1);
    if (last !== undefined) {
      if (away !== undefined && !away.mayReach(one, last)) continue;
      if (order(one, last) >= 0) continue;
    }
    let place = least.length;
    while (place > 0 && order(one, least[place - 1] ?? 0) < 0) place--;
    least.splice(place, 0, one);
    if (least.length > count) least.pop();
  }
  return least;
}

/** Above it is quicker to sort all of them. */
const severalMax = 32;

function byUse(one: MemberState | undefined, other: MemberState | undefined): number {
  return one === undefined || other === undefined ? 0 : leastHeld(one, other);
}

// Weighs members by the strategy of the goal that they are wanted for, with the words and weights that the compiler
// uses to compare plans. The least value always comes first.

export type Strategy = Goal["optimize"];

/** Weights of several members, by row. */
interface Weights {
  /** Negative: the one is better. */
  order(one: number, other: number): number;
  /** In words. */
  because(row: number): string;
  /** The sums of what is named, of several rows. */
  measured?(rows: readonly number[]): readonly number[];
}

const names = ["privacy", "cost", "latency", "energy", "reliability"] as const;

interface Weighed {
  readonly candidates: Candidates;
  /** The pool's figures, which count where a member says nothing itself. */
  readonly common: Figures;
  readonly own: Float64Array;
  /** The pool's figures in the order of a row. A pool declares no falls. */
  readonly told: readonly number[];
}

function weightsOf(
  { optimize, at }: Pick<HoldRequest, "optimize" | "at">,
  pool: PoolState,
  candidates: Candidates,
): Weights | undefined {
  if (at !== undefined) return weighedAt(at, weighed(pool, candidates));
  return optimize === undefined ? undefined : weigh(optimize, pool, candidates);
}

/**
 * `cost` and `latency` go by that, then by each other; `privacy` by how far from the device, then by cost; `comfort` by
 * who falls least, then by latency; `balanced` by the sum of how far, cost, latency, power and falls, each as a share of
 * the largest among the candidates, what is not known counting as the largest.
 */
function weigh(strategy: Strategy, pool: PoolState, candidates: Candidates): Weights {
  const all = weighed(pool, candidates);
  return strategy === "balanced" ? onBalance(all) : inOrder(all, orders[strategy]);
}

function weighed({ declared }: PoolState, candidates: Candidates): Weighed {
  const common = figuresIn(declared as unknown as JsonObject);
  const told = [common.away, common.cost, common.latency, common.power, 0];
  return { candidates, common, told, own: candidates.columns.figures };
}

/** By the measures that a step names, in their order. */
function weighedAt(at: readonly Measure[], all: Weighed): Weights {
  const parts = at.map((measure) => names.indexOf(measure) as Part);
  return {
    order: (one, other) => {
      for (const which of parts) {
        const order = lessFirst(figure(all, one, which), figure(all, other, which));
        if (order !== 0) return order;
      }
      return 0;
    },
    because: (row) => at.map((measure) => measureTexts[measure](all, row)).join(", "),
    measured: (rows) => parts.map((which) => rows.reduce((sum, row) => sum + figure(all, row, which), 0)),
  };
}

/** The member's own figure, else the pool's. An unknown figure is Infinity. */
function figure({ own, told }: Weighed, row: number, which: Part): number {
  const result = own[row * width + which] ?? Number.NaN;
  if (!Number.isNaN(result)) return result;
  const common = told[which] ?? Number.NaN;
  return Number.isNaN(common) ? Number.POSITIVE_INFINITY : common;
}

/** Also of two that are Infinity. */
function lessFirst(one: number, other: number): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

const measureTexts: Readonly<Record<Measure, Text>> = {
  privacy: (all, row) => `on ${saying(all, "away", row).tier}`,
  cost: costText,
  latency: latencyText,
  energy: powerText,
  reliability: failingText,
};

type ByOrder = Exclude<Strategy, "balanced">;
type Text = (all: Weighed, row: number) => string;

const orders: Readonly<Record<ByOrder, { readonly by: readonly [Part, Part]; readonly because: Text }>> = {
  cost: { by: [part.cost, part.latency], because: costText },
  latency: { by: [part.latency, part.cost], because: latencyText },
  privacy: {
    by: [part.away, part.cost],
    because: (all, row) => `on ${saying(all, "away", row).tier}, ${costText(all, row)}`,
  },
  comfort: {
    by: [part.failing, part.latency],
    because: (all, row) => `${failingText(all, row)}, ${latencyText(all, row)}`,
  },
};

function inOrder(all: Weighed, { by: [first, second], because }: (typeof orders)[ByOrder]): Weights {
  return {
    order: (one, other) =>
      lessFirst(figure(all, one, first), figure(all, other, first)) ||
      lessFirst(figure(all, one, second), figure(all, other, second)),
    because: (row) => because(all, row),
  };
}

/** Part by part, so that no number is made anything else on the way. */
function onBalance(all: Weighed): Weights {
  const { columns, rows, size } = all.candidates;
  const largest = names.map((_, which) => largestOf(all, which as Part));
  const sums = columns.sums;
  for (let at = 0; at < size; at++) sums[rows[at] ?? 0] = 0;
  for (const [which, most] of largest.entries()) {
    if (Number.isNaN(most)) continue;
    for (let at = 0; at < size; at++) {
      const row = rows[at] ?? 0;
      sums[row] = (sums[row] ?? 0) + share(figure(all, row, which as Part), most);
    }
  }
  return {
    order: (one, other) => lessFirst(sums[one] ?? 0, sums[other] ?? 0),
    because: (row) => sumText(all, largest, row),
  };
}

/** The share of the largest value; 0 if the largest is NaN, because then nothing is known. */
function share(value: number, largest: number): number {
  if (Number.isNaN(largest)) return 0;
  if (!Number.isFinite(value)) return 1;
  return largest === 0 ? 0 : value / largest;
}

/** The largest of a part; NaN where nobody says anything of it, or all are alike. */
function largestOf(all: Weighed, which: Part): number {
  const { rows, size } = all.candidates;
  let least = Number.POSITIVE_INFINITY;
  let largest = 0;
  let isMissing = false;
  for (let at = 0; at < size; at++) {
    const value = figure(all, rows[at] ?? 0, which);
    if (!Number.isFinite(value)) isMissing = true;
    else {
      if (value < least) least = value;
      if (value > largest) largest = value;
    }
  }
  const isNobody = least === Number.POSITIVE_INFINITY;
  return isNobody || (!isMissing && least === largest) ? Number.NaN : largest;
}

function sumText(all: Weighed, largest: readonly number[], row: number): string {
  let sum = 0;
  const counting = names.flatMap((name, which) => {
    const shared = share(figure(all, row, which as Part), largest[which] ?? Number.NaN);
    sum += shared;
    return shared > 0 ? [`${name} ${rounded(shared)}`] : [];
  });
  return counting.length === 0 ? "as good as any" : `${counting.join(" + ")} = ${rounded(sum)}`;
}

/** The figures that state this part: the member's, or its pool's. */
function saying({ candidates, common }: Weighed, which: "away" | "cost" | "latency", row: number): Figures {
  const figures = figuresIn(candidates.columns.at(row)?.fields ?? {});
  return Number.isNaN(figures[which]) ? common : figures;
}

function costText(all: Weighed, row: number): string {
  const { cost, currency } = saying(all, "cost", row);
  return Number.isFinite(cost)
    ? `${formatMoney({ amount: String(rounded(cost)), currency })} per h`
    : "no price known";
}

function latencyText(all: Weighed, row: number): string {
  const { latency } = saying(all, "latency", row);
  return Number.isFinite(latency) ? `${formatDuration(latency)} away` : "no latency known";
}

function powerText(all: Weighed, row: number): string {
  const power = figure(all, row, part.power);
  return Number.isFinite(power) ? `${rounded(power)} W` : "no power known";
}

function failingText(all: Weighed, row: number): string {
  const failing = figure(all, row, part.failing);
  return failing === 0 ? "never fell" : `fell in ${rounded(100 * failing)}% of its holds`;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
