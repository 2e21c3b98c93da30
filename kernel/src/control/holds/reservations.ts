/** Members that are kept for holds that begin later. Nobody else is given one for a time that reaches into such a hold. */
import { limits } from "../../limits.ts";
import type { HoldRequest } from "../../messages.ts";
import type { ControlState } from "../state.ts";
import type { PoolState } from "./pool.ts";

export const nobody: ReadonlySet<string> = new Set();

export function isEarly({ at }: Pick<ControlState, "at">, { from }: HoldRequest): boolean {
  return from !== undefined && from > at;
}

/**
 * The members of a pool that can't be given for the whole time of a hold: those that are reserved for others meanwhile and,
 * where it begins later, those that may still be held then.
 * @param name the hold itself, whose own reservation does not count.
 */
export function keptFrom(
  state: ControlState,
  { members, reservations = [] }: PoolState,
  hold: HoldRequest,
  name?: string,
): ReadonlySet<string> {
  const later = isEarly(state, hold);
  if (!later && reservations.length === 0) return nobody;
  const begins = later ? (hold.from ?? state.at) : state.at;
  const ends = begins + hold.for;
  const kept = new Set<string>();
  for (const { hold: other, member, from, until } of reservations)
    if (other !== name && from < ends && until > begins) kept.add(member);
  if (!later) return kept;
  for (const { id, holder } of members.values()) {
    const until = holder === undefined ? undefined : state.holds.get(holder)?.due;
    if (until !== undefined && until - limits.leaseGrace > begins) kept.add(id);
  }
  return kept;
}
