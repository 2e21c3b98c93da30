import type { Priority } from "@orchlang/plan";
import type { HoldRequest, Placement, RefusedMembers } from "../../messages.ts";
import { sizeOf, walk } from "../../persistent/sorted.ts";
import type { ControlState } from "../state.ts";
import { byName, type MemberState, type PoolState } from "./pool.ts";
import { looking } from "./suits.ts";
import { weigh } from "./weigh.ts";

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

interface Candidate {
  readonly member: MemberState;
  readonly far: number;
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
  const found = suitable(state, pool, ready, { hold, most, refused });
  if (found.length < hold.count) return undefined;
  const { inOrder, because } = ordered(pool, hold, found);
  const taken = inOrder.slice(0, hold.count);
  const placed: Placement = {
    by: hold.near !== undefined ? "place" : (hold.optimize ?? "use"),
    because: becauseOf(hold, taken[0], because),
    next: inOrder.slice(hold.count, hold.count + nextMax).map(({ member }) => member.id),
    refused: refused.all(),
  };
  return { pool: name, members: taken.map(({ member }) => member), placed };
}

interface Wanted {
  readonly hold: HoldRequest;
  /** So many are enough; left out: all are looked at. */
  readonly most: number | undefined;
  readonly refused: Refusals;
}

function suitable(
  state: ControlState,
  pool: PoolState,
  ready: readonly MemberState[] | undefined,
  { hold, most = Number.POSITIVE_INFINITY, refused }: Wanted,
): Candidate[] {
  const found: Candidate[] = [];
  const look = looking(state, pool, hold);
  let further = 0;
  const take = (member: MemberState): boolean => {
    if (found.length >= most + nextMax || (found.length >= most && ++further > furtherMax)) return true;
    const seen = look(member);
    if (typeof seen === "string") refused.add(seen, pool, 1, member.id);
    else found.push({ member, far: seen });
    return false;
  };
  if (ready === undefined) walk(pool.free, take);
  else ready.some(take);
  return found;
}

interface Ordered {
  readonly inOrder: readonly Candidate[];
  /** What spoke for the first, beside how far off it is. */
  readonly because?: string;
}

/** Whoever comes first in `found` was held least. */
function ordered(pool: PoolState, hold: HoldRequest, found: readonly Candidate[]): Ordered {
  const { near, optimize, count } = hold;
  if (near === undefined && optimize === undefined) return { inOrder: found };
  const weights = optimize === undefined ? undefined : weigh(optimize, pool, found);
  const least = leastOf(found.length, count + nextMax, (one, other) => {
    const far = (found[one]?.far ?? 0) - (found[other]?.far ?? 0);
    if (far !== 0 || weights === undefined) return far;
    return (
      lessFirst(weights.first(one), weights.first(other)) ||
      lessFirst(weights.second(one), weights.second(other))
    );
  });
  const inOrder = least.flatMap((at) => found[at] ?? []);
  const [first] = least;
  return weights === undefined || first === undefined
    ? { inOrder }
    : { inOrder, because: weights.because(first) };
}

/** Also of two that are Infinity. */
function lessFirst(one: number, other: number): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

/** The first so many of 0 to below `size` in order; of those that are the same the first. */
function leastOf(
  size: number,
  count: number,
  order: (one: number, other: number) => number,
): readonly number[] {
  const least: number[] = [];
  for (let one = 0; one < size; one++) {
    const last = least.at(-1);
    if (least.length >= count && last !== undefined && order(one, last) >= 0) continue;
    let at = least.length;
    while (at > 0 && order(one, least[at - 1] ?? 0) < 0) at--;
    least.splice(at, 0, one);
    if (least.length > count) least.pop();
  }
  return least;
}

function becauseOf(
  { near, optimize }: HoldRequest,
  first: Candidate | undefined,
  weighed: string | undefined,
): string {
  if (first === undefined) return "";
  const away = near === undefined ? [] : [`${Math.round(first.far)} m off`];
  const used = optimize === undefined && near === undefined ? [heldText(first.member)] : [];
  return [...away, ...(weighed === undefined ? [] : [weighed]), ...used].join(", ");
}

function heldText({ fence }: MemberState): string {
  return fence === 0 ? "not held before" : `held ${fence === 1 ? "once" : `${fence} times`} before`;
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
