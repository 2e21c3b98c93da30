import type { RunSummary } from "../../server/types.ts";

/*
 * A time axis on which stretches without an event are folded: minutes of work stay readable between days of waiting.
 * Instants are ms since 1970, places are pixels from the left.
 */

export interface Axis {
  readonly from: number;
  readonly to: number;
  readonly width: number;
  /** Stretches in order, without a hole. */
  readonly stretches: readonly Stretch[];
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly left: number;
  readonly right: number;
  /** Nothing begins and nothing ends in it; it has one width, however long it is. */
  readonly isFolded: boolean;
}

interface AxisOptions {
  /** In pixels, when nothing is folded wider than it would be. */
  readonly width: number;
  readonly isFolding: boolean;
}

const foldWidth = 36;
/** Shorter stretches are not folded, ms. */
const foldAfterMs = 2_000;
/** A stretch is folded if it is so many times the typical one. */
const foldTimes = 20;

/** Around all instants; one instant alone gets a second. */
export function axisOf(instants: readonly number[], { width, isFolding }: AxisOptions): Axis {
  const marks = [...new Set(instants)].sort((one, other) => one - other);
  const from = marks[0] ?? 0;
  const to = Math.max(marks.at(-1) ?? 0, from + 1_000);
  const ends = marks.at(-1) === to ? marks : [...marks, to];
  const gaps = ends.slice(1).map((end, at) => ({ from: ends[at] ?? from, to: end }));
  const limit = isFolding ? foldLimit(gaps.map((gap) => gap.to - gap.from)) : Number.POSITIVE_INFINITY;
  const folds = gaps.filter((gap) => gap.to - gap.from > limit).length;
  const shownMs = gaps.reduce((sum, gap) => sum + (gap.to - gap.from > limit ? 0 : gap.to - gap.from), 0);
  const scale = Math.max(width / 4, width - folds * foldWidth) / Math.max(1, shownMs);
  const stretches: Stretch[] = [];
  for (const gap of gaps) {
    const left = stretches.at(-1)?.right ?? 0;
    const isFolded = gap.to - gap.from > limit;
    const right = left + (isFolded ? foldWidth : (gap.to - gap.from) * scale);
    const last = stretches.at(-1);
    if (last !== undefined && !last.isFolded && !isFolded)
      stretches[stretches.length - 1] = { ...last, to: gap.to, right };
    else stretches.push({ ...gap, left, right, isFolded });
  }
  return { from, to, width: stretches.at(-1)?.right ?? width, stretches };
}

/** When a run that goes on will have ended at the latest; empty: it has no bound. */
export function futureOf({ remaining }: Pick<RunSummary, "remaining">, now: number): readonly number[] {
  return remaining !== undefined && "value" in remaining.time ? [now + remaining.time.value] : [];
}

/** Longer stretches are folded. The typical one is the median, so that few long waits do not count. */
function foldLimit(lengths: readonly number[]): number {
  const sorted = lengths.toSorted((one, other) => one - other);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return Math.max(foldAfterMs, median * foldTimes);
}

/** Instants outside of the axis lie at its edges. */
export function placeOf({ stretches, from, to, width }: Axis, at: number): number {
  if (at <= from) return 0;
  if (at >= to) return width;
  const stretch = stretches.find((one) => at <= one.to);
  if (stretch === undefined) return width;
  return stretch.left + ((stretch.right - stretch.left) * (at - stretch.from)) / (stretch.to - stretch.from);
}

const sizes = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000,
  1_800_000, 3_600_000, 7_200_000, 21_600_000, 43_200_000, 86_400_000, 172_800_000, 604_800_000,
];

export interface Tick {
  readonly at: number;
  readonly left: number;
  /** Ticks are so far apart, ms: it says how exactly they have to be written. */
  readonly size: number;
}

/** Round instants, at least `apart` pixels from each other and from the end of their stretch; none in what is folded. */
export function ticksOf(axis: Axis, apart: number): readonly Tick[] {
  return axis.stretches.flatMap(({ from, to, left, right, isFolded }): Tick[] => {
    if (isFolded || right <= left) return [];
    const msPerPixel = (to - from) / (right - left);
    const size = sizes.find((one) => one >= apart * msPerPixel) ?? sizes.at(-1) ?? 1;
    const ticks: Tick[] = [];
    for (let at = Math.ceil(from / size) * size; at <= to; at += size) {
      const place = left + (at - from) / msPerPixel;
      if (right - place >= apart) ticks.push({ at, left: place, size });
    }
    return ticks;
  });
}
