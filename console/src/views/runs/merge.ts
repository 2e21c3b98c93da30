import type { RunSummary, RunsPage } from "../../server/types.ts";

/** The runs of a list that were read so far, newest first. */
export interface Known {
  readonly runs: readonly RunSummary[];
  /** Where the next page begins; undefined: all are there. */
  readonly next: string | undefined;
  readonly total: number;
}

export const nothingKnown: Known = { runs: [], next: undefined, total: 0 };

/**
 * A page put over what is known. It says everything about the stretch from its first run to its last: runs in between
 * that it lacks fit the filter no longer. `cursor`: where the page began; undefined: with the newest.
 */
export function merged(known: Known, page: RunsPage, cursor: string | undefined): Known {
  const fresh = new Set(page.runs.map(({ run }) => run));
  const first = cursor === undefined ? undefined : page.runs[0];
  const last = page.next === undefined ? undefined : page.runs.at(-1);
  const isCovered = (one: RunSummary): boolean =>
    (first === undefined || order(one, first) >= 0) && (last === undefined || order(one, last) <= 0);
  const kept = known.runs.filter((one) => !fresh.has(one.run) && !isCovered(one));
  const runs = [...kept, ...page.runs].sort(order);
  // A page in the middle does not say where the list goes on after its end.
  const isEnd = page.runs.length === 0 || runs.at(-1)?.run === page.runs.at(-1)?.run;
  return { runs, next: isEnd ? page.next : known.next, total: page.total };
}

/**
 * Where to read on after a page that was read again, because more runs were started since than a page holds: between its
 * end and the older runs that are known there may be others. Undefined: nothing is missing.
 */
export function holeAfter(known: Known, { runs, next }: RunsPage): string | undefined {
  const last = runs.at(-1);
  if (next === undefined || last === undefined || known.runs.some(({ run }) => run === next))
    return undefined;
  return known.runs.some((one) => order(one, last) > 0) ? next : undefined;
}

/** Newest first; runs of the same instant by their ids. */
function order(one: RunSummary, other: RunSummary): number {
  return other.started - one.started || (one.run < other.run ? -1 : one.run > other.run ? 1 : 0);
}
