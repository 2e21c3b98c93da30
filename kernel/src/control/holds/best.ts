/** The best of those that suit: the nearest, then by the strategy that somebody is wanted for, then who was held least. */
import type { HoldRequest } from "../../messages.ts";
import type { Columns } from "./columns.ts";
import type { Distances } from "./distances.ts";
import { leastHeld, type MemberState, type PoolState } from "./pool.ts";
import { metresOf } from "./suits.ts";
import { lessFirst, type Weights, weigh } from "./weigh.ts";

/** In no order. */
export interface Candidates {
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
}

interface Wanted {
  readonly count: number;
  readonly distances: Distances | undefined;
}

export function bestOf(
  pool: PoolState,
  { near, optimize }: HoldRequest,
  found: Candidates,
  { count, distances }: Wanted,
): Best {
  const { columns } = found;
  const weights = optimize === undefined ? undefined : weigh(optimize, pool, found);
  const away = distances === undefined ? undefined : awayFrom(distances, columns);
  const least = leastOf(found, count, { away, weights });
  const [first] = least;
  const best = least.flatMap((row) => columns.at(row) ?? []);
  if (first === undefined) return { best, because: "" };
  const used = optimize === undefined && near === undefined ? [heldText(best[0])] : [];
  const off = away === undefined ? [] : [`${Math.round(away.metres(first))} m off`];
  return {
    best,
    because: [...off, ...(weights === undefined ? [] : [weights.because(first)]), ...used].join(", "),
  };
}

export function heldText({ fence }: Pick<MemberState, "fence"> = { fence: 0 }): string {
  return fence === 0 ? "not held before" : `held ${fence === 1 ? "once" : `${fence} times`} before`;
}

/** Measured only when asked for. */
interface Away {
  metres(row: number): number;
  /** Whether one may be as near as another. */
  mayReach(one: number, other: number): boolean;
}

function awayFrom(distances: Distances, columns: Columns): Away {
  const { chords } = columns;
  const measured = new Map<number, number>();
  const metres = (row: number): number => {
    const known = measured.get(row);
    if (known !== undefined) return known;
    const found = metresOf(distances, columns.at(row)) ?? Number.POSITIVE_INFINITY;
    measured.set(row, found);
    return found;
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
