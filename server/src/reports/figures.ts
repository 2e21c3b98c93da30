import type { Money } from "@orchlang/plan";
import { addMoney } from "@orchlang/plan/quantities";
import type { RunDetail } from "@orchlang/runtime";
import { shownStatus } from "../run-list.ts";

/* Figures of some runs. Times are in ms. */

export interface Figures {
  readonly runs: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly open: number;
  /** The median of those that have ended. */
  readonly median?: number;
  readonly longest?: number;
  readonly cost: readonly Money[];
  /** Attempts after the first. */
  readonly retries: number;
  /** Effects that were undone. */
  readonly undone: number;
}

function countsOf(runs: readonly RunDetail[]) {
  const counted = (status: string): number => runs.filter((run) => shownStatus(run) === status).length;
  const [completed, failed, cancelled] = ["completed", "failed", "cancelled"].map(counted);
  const over = (completed ?? 0) + (failed ?? 0) + (cancelled ?? 0);
  return {
    completed: completed ?? 0,
    failed: failed ?? 0,
    cancelled: cancelled ?? 0,
    open: runs.length - over,
  };
}

export function figuresOf(runs: readonly RunDetail[]): Figures {
  const lengths = runs.flatMap(({ started, ended }) => (ended === undefined ? [] : [ended - started]));
  const steps = runs.flatMap((run) => run.steps);
  const median = medianOf(lengths);
  const longest = lengths.toSorted((one, other) => one - other).at(-1);
  return {
    runs: runs.length,
    ...countsOf(runs),
    ...(median === undefined ? {} : { median }),
    ...(longest === undefined ? {} : { longest }),
    cost: sumOf(runs.map(({ spent }) => spent)),
    ...repairsOf(steps),
  };
}

type Step = RunDetail["steps"][number];

export function repairsOf(steps: readonly Step[]) {
  return {
    retries: steps.reduce((sum, { attempts }) => sum + Math.max(0, attempts - 1), 0),
    undone: steps.filter(({ standing }) => standing === "undone").length,
  };
}

export function medianOf(lengths: readonly number[]): number | undefined {
  return lengths.toSorted((one, other) => one - other)[Math.floor((lengths.length - 1) / 2)];
}

/** Currencies are never added up. */
export function sumOf(spent: readonly { readonly cost: readonly Money[] }[]): readonly Money[] {
  const sums = new Map<string, Money>();
  for (const one of spent.flatMap(({ cost }) => cost)) {
    const before = sums.get(one.currency);
    sums.set(one.currency, before === undefined ? one : addMoney(before, one));
  }
  return [...sums.values()];
}
