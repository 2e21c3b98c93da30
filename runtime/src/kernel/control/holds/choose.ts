import type { Priority } from "@orchlang/plan";
import type { HoldRequest, Placement, RefusedMembers } from "../../messages.ts";
import { sizeOf, walk } from "../../persistent/sorted.ts";
import type { ControlState } from "../state.ts";
import { bestOf, type Candidates } from "./best.ts";
import { type Distances, distancesTo } from "./distances.ts";
import { byName, type MemberState, type PoolState } from "./pool.ts";
import { looking } from "./suits.ts";

export interface Chosen {
  readonly pool: string;
  readonly members: readonly MemberState[];
  readonly placed: Placement;
}

const ranks: Readonly<Record<Priority, number>> = { critical: 0, high: 1, normal: 2, low: 3, info: 4 };

export function rankOf(priority: Priority): number {
  return ranks[priority];
}

/** `free`: who can be given now. `ready`: who could be, were all let go of. */
type Among = "free" | "ready";

/** How many more are told that would have done. */
const nextMax = 3;
/** Of those that would not, so many are named for each reason. */
const namedMax = 3;
/** Beyond those that are taken so many are looked at for who would be next, where the first that suits is the best. */
const furtherMax = 32;

/**
 * Members that suit, all of one pool: of the pool that was asked for, else of those it overflows into, in order.
 * Nearest first where a place was named; then by the strategy of the goal, where it is for one; then who was held
 * least, and by name.
 */
export function choose(state: ControlState, hold: HoldRequest, among: Among = "free"): Chosen | undefined {
  const refused = new Refusals();
  for (const pool of overflowChain(state.pools, hold.pool)) {
    const found = fromPool(state, pool, hold, among, refused);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A pool that is known, and those that it overflows into; each once. */
export function* overflowChain(pools: ControlState["pools"], name: string): Generator<PoolState, undefined> {
  const seen = new Set<string>();
  let next: string | undefined = name;
  while (next !== undefined && !seen.has(next)) {
    seen.add(next);
    const pool: PoolState | undefined = pools.get(next);
    if (pool === undefined) return undefined;
    yield pool;
    next = pool.declared.overflow;
  }
  return undefined;
}

/** Whether enough members would do, were they all let go of: else waiting is of no use. */
export function wouldDo(state: ControlState, hold: HoldRequest): boolean {
  return choose(state, hold, "ready") !== undefined;
}

export function isKnown(state: ControlState, hold: HoldRequest): boolean {
  return state.pools.has(hold.pool);
}

function fromPool(
  state: ControlState,
  pool: PoolState,
  hold: HoldRequest,
  among: Among,
  refused: Refusals,
): Chosen | undefined {
  const { name, reserve } = pool.declared;
  // Some are kept back for what is more urgent.
  const kept = reserve !== undefined && rankOf(hold.priority) > rankOf(reserve.priority) ? reserve.count : 0;
  const ready = among === "free" ? undefined : readyMembers(pool);
  const there = Math.min(ready?.length ?? sizeOf(pool.free), roomIn(pool, among));
  refused.taken(pool);
  if (there - kept < hold.count) {
    if (there >= hold.count) refused.add(`kept back for ${reserve?.priority} and above`, pool, there);
    return undefined;
  }
  // Where neither place nor strategy says otherwise whoever comes first is as good as any.
  const most = hold.near === undefined && hold.optimize === undefined ? hold.count : undefined;
  const distances = hold.near === undefined ? undefined : distancesTo(hold.near);
  const found = suitable(state, pool, ready, { hold, most, refused, distances });
  if (found.members.length < hold.count) return undefined;
  const { best, because } = bestOf(pool, hold, found, { count: hold.count + nextMax, distances });
  const placed: Placement = {
    by: hold.near !== undefined ? "place" : (hold.optimize ?? "use"),
    because,
    next: best.slice(hold.count).map(({ id }) => id),
    refused: refused.all(),
  };
  return { pool: name, members: best.slice(0, hold.count), placed };
}

interface Wanted {
  readonly hold: HoldRequest;
  /** So many are enough; left out: all are looked at. */
  readonly most: number | undefined;
  readonly refused: Refusals;
  readonly distances: Distances | undefined;
}

function suitable(
  state: ControlState,
  pool: PoolState,
  ready: readonly MemberState[] | undefined,
  { hold, most = Number.POSITIVE_INFINITY, refused, distances }: Wanted,
): Candidates {
  const members: MemberState[] = [];
  const chords: number[] = [];
  const look = looking(state, pool, hold, distances);
  let further = 0;
  const take = (member: MemberState): boolean => {
    if (members.length >= most + nextMax || (members.length >= most && ++further > furtherMax)) return true;
    const seen = look(member);
    if (typeof seen === "string") refused.add(seen, pool, 1, member.id);
    else {
      members.push(member);
      chords.push(seen);
    }
    return false;
  };
  if (ready === undefined) walk(pool.free, take);
  else ready.some(take);
  return { members, chords };
}

/** Why others were not taken: of each pool, by reason. */
class Refusals {
  readonly #all = new Map<PoolState, Map<string, { why: string; count: number; members: string[] }>>();

  add(why: string, pool: PoolState, count: number, member?: string): void {
    const reasons = this.#all.get(pool) ?? new Map();
    if (reasons.size === 0) this.#all.set(pool, reasons);
    const known = reasons.get(why) ?? { why, count: 0, members: [] };
    if (known.count === 0) reasons.set(why, known);
    known.count += count;
    if (member !== undefined && known.members.length < namedMax) known.members.push(member);
  }

  /** Those that cannot be given at all; only of pools that are small enough by name. */
  taken(pool: PoolState): void {
    const { members, held, free } = pool;
    if (held > 0 && members.size > namesLookedFor) this.add("held", pool, held);
    const other = members.size - held - sizeOf(free);
    if (other > 0 && members.size > namesLookedFor) this.add("not ready", pool, other);
    if (members.size > namesLookedFor || members.size === sizeOf(free)) return;
    for (const { id, health, holder } of [...members.values()].sort((a, b) => byName(a.id, b.id))) {
      if (holder !== undefined) this.add("held", pool, 1, id);
      else if (health !== "ready" && health !== "gone") this.add(health, pool, 1, id);
    }
  }

  all(): readonly RefusedMembers[] {
    return [...this.#all.values()].flatMap((reasons) => [...reasons.values()]);
  }
}

const namesLookedFor = 64;

function readyMembers({ members }: PoolState): readonly MemberState[] {
  return [...members.values()]
    .filter(({ health }) => health === "ready")
    .sort((one, other) => one.fence - other.fence || byName(one.id, other.id));
}

/** How many more may be held, where fewer may be than there are. */
function roomIn({ capacity, held }: PoolState, among: Among): number {
  if (capacity === undefined) return Number.POSITIVE_INFINITY;
  return among === "ready" ? capacity : capacity - held;
}
