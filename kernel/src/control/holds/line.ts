/**
 * The line for members of a pool. A place in the line belongs to a run and is ordered by urgency and time of request,
 * which is fair between runs. The run's own wishes are served in the order of its ranks: the longest remaining path
 * first, as in list scheduling by upward rank (H. Topcuoglu, S. Hariri, M.-Y. Wu, “Performance-effective and
 * low-complexity task scheduling”, 2002).
 */

import type { Priority } from "@orchlang/plan/nodes";
import { Map as PersistentMap } from "immutable";
import { limits } from "../../limits.ts";
import type { Instant, Seq } from "../../machine.ts";
import { firstOf, inserted, lastOf, removed, type Sorted, sizeOf } from "../../persistent/sorted.ts";
import type { HoldState } from "./pool.ts";

export interface Line {
  readonly places: Sorted<Place>;
  readonly groups: PersistentMap<string, Group>;
  /** How many of those who wait have said how long a way is still before them. */
  readonly ranked: number;
  /** When those who wait are looked at together: what comes in until then counts as having come at once. */
  readonly due: Instant | undefined;
}

/** Those before it come first. */
export interface Place {
  readonly at: Instant;
  readonly nth: Seq;
  readonly group: string;
}

/** One run's wishes of the same urgency, and as many places. */
interface Group {
  readonly places: Sorted<Place>;
  readonly wishes: Sorted<Wish>;
}

interface Wish {
  readonly name: string;
  readonly rank: number;
  readonly nth: Seq;
}

export const emptyLine: Line = { places: undefined, groups: PersistentMap(), ranked: 0, due: undefined };

export function isEmpty({ places }: Line): boolean {
  return places === undefined;
}

export function joinLine(line: Line, name: string, hold: HoldState): Line {
  const place = placeOf(hold);
  const { places, wishes } = line.groups.get(place.group) ?? { places: undefined, wishes: undefined };
  return {
    ...line,
    places: inserted(line.places, place, byPlace),
    groups: line.groups.set(place.group, {
      places: inserted(places, place, byPlace),
      wishes: inserted(wishes, wishOf(name, hold), byRank),
    }),
    ranked: line.ranked + (isRanked(hold) ? 1 : 0),
  };
}

/** A served wish uses the run's first place. A withdrawn wish gives up its own place, or else the last one. */
export function leaveLine(line: Line, name: string, hold: HoldState, why: "given" | "gone"): Line {
  const own = placeOf(hold);
  const group = line.groups.get(own.group);
  const wishes = removed(group?.wishes, wishOf(name, hold), byRank);
  if (group === undefined || wishes === group.wishes) return line;
  const last = removed(group.places, own, byPlace) === group.places ? lastOf(group.places) : own;
  const place = (why === "given" ? firstOf(group.places) : last) ?? own;
  const places = removed(group.places, place, byPlace);
  return {
    ...line,
    places: removed(line.places, place, byPlace),
    groups:
      sizeOf(wishes) === 0 ? line.groups.delete(own.group) : line.groups.set(own.group, { places, wishes }),
    ranked: line.ranked - (isRanked(hold) ? 1 : 0),
  };
}

export function wishesOf(line: Line, group: string): Sorted<Wish> {
  return line.groups.get(group)?.wishes;
}

export function isRanked({ hold }: HoldState): boolean {
  return hold.rank !== undefined;
}

/**
 * Urgency is a head start: who is one rank less urgent comes behind those who are more so and ask within the head start
 * after it, and before all who ask later. So nobody waits behind anybody who came more than four head starts later,
 * however many those are.
 */
function placeOf({ since, nth, run, hold }: HoldState): Place {
  return { at: since + rankOf(hold.priority) * limits.headStart, nth, group: `${run}#${hold.priority}` };
}

function wishOf(name: string, { nth, hold }: HoldState): Wish {
  return { name, nth, rank: hold.rank ?? 0 };
}

export function byPlace(one: Place, other: Place): number {
  return one.at - other.at || one.nth - other.nth;
}

function byRank(one: Wish, other: Wish): number {
  return other.rank - one.rank || one.nth - other.nth;
}

export function rankOf(priority: Priority): number {
  return ranks[priority];
}

const ranks: Readonly<Record<Priority, number>> = { critical: 0, high: 1, normal: 2, low: 3, info: 4 };
