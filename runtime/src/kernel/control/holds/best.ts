/** The best of those that suit: the nearest, else by the strategy that somebody is wanted for, else who was held least. */
import type { HoldRequest } from "../../messages.ts";
import type { Distances } from "./distances.ts";
import { figuresOf } from "./figures.ts";
import type { MemberState, PoolState } from "./pool.ts";
import { type Weights, weigh } from "./weigh.ts";

/** Whoever was held least comes first. */
export interface Candidates {
  readonly members: readonly MemberState[];
  /** How far off each is, as a chord of `Distances`. */
  readonly chords: readonly number[];
}

export interface Best {
  /** In order. */
  readonly best: readonly MemberState[];
  /** What spoke for the first, in words. */
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
  const { members } = found;
  const weights = optimize === undefined ? undefined : weigh(optimize, pool, members);
  const away = distances === undefined ? undefined : awayFrom(distances, found);
  const least =
    weights === undefined && away === undefined
      ? Array.from({ length: Math.min(count, members.length) }, (_, at) => at)
      : leastOf(members.length, count, away, weights);
  const [first] = least;
  const best = least.flatMap((at) => members[at] ?? []);
  if (first === undefined) return { best, because: "" };
  const used = optimize === undefined && near === undefined ? [heldText(members[first])] : [];
  const off = away === undefined ? [] : [`${Math.round(away.metres(first))} m off`];
  return {
    best,
    because: [...off, ...(weights === undefined ? [] : [weights.because(first)]), ...used].join(", "),
  };
}

function heldText({ fence }: Pick<MemberState, "fence"> = { fence: 0 }): string {
  return fence === 0 ? "not held before" : `held ${fence === 1 ? "once" : `${fence} times`} before`;
}

/** Measured only when asked for. */
interface Away {
  metres(at: number): number;
  /** Whether one may be as near as another. */
  mayReach(one: number, other: number): boolean;
}

function awayFrom(distances: Distances, { members, chords }: Candidates): Away {
  const measured = new Map<number, number>();
  const metres = (at: number): number => {
    const known = measured.get(at);
    if (known !== undefined) return known;
    const { place } = figuresOf(members[at]?.fields ?? {});
    const found = (place === undefined ? undefined : distances.metres(place)) ?? Number.POSITIVE_INFINITY;
    measured.set(at, found);
    return found;
  };
  // Of one and the same member asked again and again.
  let of = -1;
  let reach = 0;
  return {
    metres,
    mayReach: (one, other) => {
      if (of !== other) {
        of = other;
        reach = distances.atMost(metres(other));
      }
      return (chords[one] ?? 0) <= reach;
    },
  };
}

/** The first so many of 0 to below `size` in order, by how far, then by weight; of those that are the same the first. */
function leastOf(
  size: number,
  count: number,
  away: Away | undefined,
  weights: Weights | undefined,
): readonly number[] {
  const least: number[] = [];
  const order = (one: number, other: number): number =>
    (away === undefined ? 0 : lessFirst(away.metres(one), away.metres(other))) ||
    byWeight(weights, one, other);
  for (let one = 0; one < size; one++) {
    const last = least.length < count ? undefined : least.at(-1);
    if (last !== undefined) {
      if (away !== undefined && !away.mayReach(one, last)) continue;
      if (order(one, last) >= 0) continue;
    }
    let at = least.length;
    while (at > 0 && order(one, least[at - 1] ?? 0) < 0) at--;
    least.splice(at, 0, one);
    if (least.length > count) least.pop();
  }
  return least;
}

function byWeight(weights: Weights | undefined, one: number, other: number): number {
  if (weights === undefined) return 0;
  return (
    lessFirst(weights.first(one), weights.first(other)) ||
    lessFirst(weights.second(one), weights.second(other))
  );
}

/** Also of two that are Infinity. */
function lessFirst(one: number, other: number): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
