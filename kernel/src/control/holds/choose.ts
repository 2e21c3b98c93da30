import type { HoldRequest, Placement, RefusedMembers } from "../../messages.ts";
import { sizeOf, walk } from "../../persistent/sorted.ts";
import type { ControlState } from "../state.ts";
import { type Best, bestOf, heldText } from "./best.ts";
import { distancesTo } from "./figures.ts";
import { rankOf } from "./line.ts";
import { byName, columnsOf, isReady, type MemberState, type PoolState, standing } from "./pool.ts";
import { isEarly, keptFrom, nobody } from "./reservations.ts";
import { looking, type WhyNot, whyNots } from "./suits.ts";

export interface Chosen {
  readonly pool: string;
  readonly members: readonly MemberState[];
  readonly placed: Placement;
}

/** `free`: who can be given now. `ready`: who could be, were all let go of. */
type Among = "free" | "ready";

/** The number of runners-up that are named. */
const nextMax = 3;
/** The number of rejected members that are named for each reason. */
const namedMax = 3;

/**
 * Members that suit, all of one pool: of the pool that was asked for, else of those it overflows into, in order; where
 * measures are named, of the one of these pools that is best by them. Nearest first where a place was named; then by the strategy of the goal, where it is for one; then who was held
 * least, and by name.
 */
export function choose(
  state: ControlState,
  hold: HoldRequest,
  among: Among = "free",
  mine: Mine = {},
): Chosen | undefined {
  const refused = mine.refused ?? new Refusals();
  const all: Found[] = [];
  for (const pool of overflowChain(state.pools, hold.pool)) {
    const result = fromPool({ state, pool, hold, among, mine, refused });
    if (result !== undefined && hold.at === undefined) return result.chosen;
    if (result !== undefined) all.push(result);
  }
  return leastOf(all);
}

/**
 * Members that are reserved for a hold. `name`: the hold, by its message; `only`: no other members are looked at.
 * `refused`: where it is noted why members were not taken.
 */
interface Mine {
  readonly name?: string;
  readonly only?: ReadonlySet<string>;
  readonly refused?: Refusals;
}

/** A pool that could serve a request, and why none of its members does now. */
export interface Candidates {
  readonly pool: string;
  readonly members: number;
  readonly refused: readonly RefusedMembers[];
}

/** Why a request is not served now: pool by pool, in the order in which they would serve it. `name`: it, by its message. */
export function candidatesFor(state: ControlState, name: string, hold: HoldRequest): readonly Candidates[] {
  const refused = new Refusals();
  choose(state, hold, "free", { name, refused });
  return [...overflowChain(state.pools, hold.pool)].map((pool) => ({
    pool: pool.declared.name,
    members: pool.members.count(({ health }) => health !== "gone"),
    refused: refused.in(pool),
  }));
}

/** Members of one pool that suit, with figures of theirs: the first counts most, and the less, the better. */
interface Found {
  readonly chosen: Chosen;
  readonly figures: readonly number[];
}

function leastOf([first, ...others]: readonly Found[]): Chosen | undefined {
  if (first === undefined) return undefined;
  const least = others.reduce((best, one) => (isLess(one.figures, best.figures) ? one : best), first);
  const rest = [first, ...others].filter((one) => one !== least);
  const next = rest.flatMap(({ chosen: { members } }) => members.map(({ id }) => id));
  const { placed } = least.chosen;
  return { ...least.chosen, placed: { ...placed, next: [...placed.next, ...next].slice(0, nextMax) } };
}

function isLess(one: readonly number[], other: readonly number[]): boolean {
  const at = one.findIndex((figure, index) => figure !== other[index]);
  return at >= 0 && (one[at] ?? 0) < (other[at] ?? 0);
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

/** True if enough members would do, were they all let go of: else waiting is of no use. */
export function wouldDo(state: ControlState, hold: HoldRequest): boolean {
  return choose(state, hold, "ready") !== undefined;
}

/** True if members come to one of these pools by themselves: then waiting may be of use where nobody is. */
export function mayCome(state: ControlState, hold: HoldRequest): boolean {
  for (const { open } of overflowChain(state.pools, hold.pool)) if (open === true) return true;
  return false;
}

export function isKnown(state: ControlState, hold: HoldRequest): boolean {
  return state.pools.has(hold.pool);
}

interface Search {
  readonly state: ControlState;
  readonly pool: PoolState;
  readonly hold: HoldRequest;
  readonly among: Among;
  readonly mine: Mine;
  readonly refused: Refusals;
}

function fromPool(searched: Search): Found | undefined {
  const { state, pool, hold, among, mine, refused } = searched;
  const { name, reserve } = pool.declared;
  // Some are kept back for what is more urgent.
  const kept = reserve !== undefined && rankOf(hold.priority) > rankOf(reserve.priority) ? reserve.count : 0;
  // Reservations end, so they do not make waiting useless.
  const counts = among === "free" || isEarly(state, hold);
  const taken = counts ? keptFrom(state, pool, hold, mine.name) : nobody;
  const all = (among === "free" ? sizeOf(pool.free) : readyIn(pool)) - countOf(pool, taken, among);
  const there = Math.min(all, roomIn(pool, among));
  refused.taken(pool);
  if (taken.size > 0) refused.add(pool, "reserved", taken.size);
  if (there - kept < hold.count) {
    if (there >= hold.count) refused.add(pool, `kept back for ${reserve?.priority} and above`, there);
    return undefined;
  }
  const isPlain = isAnyAsGood(hold) && among === "free" && taken.size === 0 && mine.only === undefined;
  const index = isPlain ? firstOf(pool, hold) : search(searched, taken);
  if (index === undefined) return undefined;
  const { best, because, figures } = index;
  const by = hold.at === undefined ? (hold.optimize ?? "use") : "measures";
  const placed: Placement = {
    by: hold.near !== undefined ? "place" : by,
    because,
    next: best.slice(hold.count).map(({ id }) => id),
    refused: refused.all(),
  };
  return { chosen: { pool: name, members: best.slice(0, hold.count), placed }, figures };
}

/** Nothing is asked of whom, and nothing speaks for one before another. */
function isAnyAsGood({ where, rules = [], near, optimize, at }: HoldRequest): boolean {
  const isWeighed = near !== undefined || optimize !== undefined || at !== undefined;
  return where === undefined && rules.length === 0 && !isWeighed;
}

function firstOf({ free }: PoolState, { count }: HoldRequest): Best {
  const best: MemberState[] = [];
  walk(free, (member) => best.push(member) >= count + nextMax);
  return { best, because: heldText(best[0]), figures: [] };
}

/** Undefined: there are not as many as are wanted. */
function search(
  { state, pool, hold, among, mine: { only }, refused }: Search,
  taken: ReadonlySet<string>,
): Best | undefined {
  const columns = columnsOf(pool.members);
  const distances = hold.near === undefined ? undefined : distancesTo(hold.near);
  const look = looking(state, pool, hold, columns, distances);
  const rows = columns.found;
  const reasons: { [why in WhyNot]?: Refusal } = {};
  const { standings, isByName, size: all } = columns;
  const least = standing[among];
  const isChoosy = taken.size > 0 || only !== undefined;
  const isOpen = (id: string): boolean => !taken.has(id) && only?.has(id) !== false;
  let size = 0;
  for (let row = 0; row < all; row++) {
    if ((standings[row] ?? standing.no) < least) continue;
    if (isChoosy && !isOpen(columns.at(row)?.id ?? "")) continue;
    const why = look(row);
    if (why === undefined) rows[size++] = row;
    else {
      reasons[why] ??= refused.of(pool, why);
      const reason = reasons[why];
      // Once the first names are known, further rejected members are only counted.
      if (isByName && reason.members.length === namedMax) reason.count += 1;
      else count(reason, columns.at(row)?.id ?? "");
    }
  }
  if (size < hold.count) return undefined;
  return bestOf(pool, hold, { columns, rows, size }, { count: hold.count + nextMax, distances });
}

/** Why others were not taken: of each pool, by reason. */
class Refusals {
  readonly #all = new Map<PoolState, Map<string, Refusal>>();

  /** The one of that reason, to be counted on. */
  of(pool: PoolState, why: string): Refusal {
    const reasons = this.#all.get(pool) ?? new Map<string, Refusal>();
    if (reasons.size === 0) this.#all.set(pool, reasons);
    const known = reasons.get(why) ?? { why, count: 0, members: [] };
    reasons.set(why, known);
    return known;
  }

  add(pool: PoolState, why: string, count: number): void {
    this.of(pool, why).count += count;
  }

  /** Those that cannot be given at all; only of pools that are small enough by name. */
  taken(pool: PoolState): void {
    const { members, held, free } = pool;
    const other = members.size - held - sizeOf(free);
    if (members.size > namesLookedFor) {
      if (held > 0) this.add(pool, "held", held);
      if (other > 0) this.add(pool, "not ready", other);
      return;
    }
    if (members.size === sizeOf(free)) return;
    for (const { id, health, holder } of [...members.values()].sort((a, b) => byName(a.id, b.id))) {
      if (holder !== undefined) count(this.of(pool, "held"), id);
      else if (health !== "ready" && health !== "gone") count(this.of(pool, health), id);
    }
  }

  in(pool: PoolState): readonly RefusedMembers[] {
    return [...(this.#all.get(pool)?.values() ?? [])].sort(byWhy);
  }

  /** All refusals, pool by pool: first members that cannot be given, then members that do not match. */
  all(): readonly RefusedMembers[] {
    return [...this.#all.values()].flatMap((reasons) => [...reasons.values()].sort(byWhy));
  }
}

interface Refusal {
  readonly why: string;
  count: number;
  readonly members: string[];
}

function byWhy(one: Refusal, other: Refusal): number {
  return whyNots.indexOf(one.why as WhyNot) - whyNots.indexOf(other.why as WhyNot);
}

/** Keeps the first few names in order, whatever the order of visits. */
function count(refusal: Refusal, name: string): void {
  refusal.count += 1;
  const { members } = refusal;
  const last = members[namedMax - 1];
  if (last !== undefined && byName(name, last) >= 0) return;
  let at = members.length;
  while (at > 0 && byName(name, members[at - 1] ?? "") < 0) at--;
  members.splice(at, 0, name);
  if (members.length > namedMax) members.pop();
}

const namesLookedFor = 64;

/** How many of these could be given otherwise. */
function countOf({ members }: PoolState, ids: ReadonlySet<string>, among: Among): number {
  let count = 0;
  for (const id of ids) {
    const member = members.get(id);
    if (member !== undefined && isReady(member) && (among === "ready" || member.holder === undefined))
      count++;
  }
  return count;
}

function readyIn({ members }: PoolState): number {
  return members.count(isReady);
}

/** How many more may be held, where fewer may be than there are. */
function roomIn({ capacity, held }: PoolState, among: Among): number {
  if (capacity === undefined) return Number.POSITIVE_INFINITY;
  return among === "ready" ? capacity : capacity - held;
}
