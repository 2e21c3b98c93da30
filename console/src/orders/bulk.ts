import type { Forecast, Left } from "../server/types.ts";

/** One run of a bulk order: what would come of it, or why the order has no effect on it. */
export interface Foretold {
  readonly run: string;
  readonly forecast?: Forecast;
  readonly problem?: { readonly code: string; readonly detail: string };
}

interface BulkCounts {
  /** Runs after which nothing is left of what they did. */
  readonly clean: number;
  /** Runs that leave an effect, or one that nobody can be sure of. */
  readonly leaving: number;
  /** Runs that do not take the order. */
  readonly refused: number;
}

export function countsOf(foretold: readonly Foretold[]): BulkCounts {
  const leaves = (forecast: Forecast): boolean => leftBy(forecast).length + forecast.doubtful.length > 0;
  const leaving = foretold.filter(({ forecast }) => forecast !== undefined && leaves(forecast)).length;
  const refused = foretold.filter(({ forecast }) => forecast === undefined).length;
  return { clean: foretold.length - leaving - refused, leaving, refused };
}

/** The effects that outlive what is stopped. Where nothing is stopped, the run itself still answers for them. */
export function leftBy({ undone, stays, ends, remaining }: Forecast): readonly Left[] {
  const isStopped = undone.length > 0 || ends !== undefined || remaining === undefined;
  return isStopped ? stays : [];
}
