import {
  type Evaluated,
  evaluate,
  formatInstant,
  type Json,
  type JsonObject,
  type Priority,
  type Scope,
} from "@orchlang/plan";
import { candidateOf } from "../../candidate.ts";
import type { HoldRequest } from "../../messages.ts";
import { ascending, sizeOf } from "../../persistent/sorted.ts";
import type { ControlState } from "../state.ts";
import { leastHeld, type MemberState, type PoolState } from "./pool.ts";

export interface Chosen {
  readonly pool: string;
  readonly members: readonly MemberState[];
}

const ranks: Readonly<Record<Priority, number>> = { critical: 0, high: 1, normal: 2, low: 3, info: 4 };

export function rankOf(priority: Priority): number {
  return ranks[priority];
}

/** `free`: who can be given now. `ready`: who could be, were all let go of. */
type Among = "free" | "ready";

/**
 * Members that suit, all of one pool: of the pool that was asked for, else of those it overflows into, in order.
 * Nearest first where a place was named, else those that were held least.
 */
export function choose(state: ControlState, hold: HoldRequest, among: Among = "free"): Chosen | undefined {
  for (const pool of overflowChain(state.pools, hold.pool)) {
    const members = fromPool(state, pool, hold, among);
    if (members !== undefined) return { pool: pool.declared.name, members };
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
): readonly MemberState[] | undefined {
  const { reserve } = pool.declared;
  // Some are kept back for what is more urgent.
  const kept = reserve !== undefined && rankOf(hold.priority) > rankOf(reserve.priority) ? reserve.count : 0;
  const ready = among === "free" ? [] : [...pool.members.values()].filter(({ health }) => health === "ready");
  const there = among === "free" ? sizeOf(pool.free) : ready.length;
  if (Math.min(there, roomIn(pool)) - kept < hold.count) return undefined;
  const inOrder = among === "free" ? freeMembers(pool) : ready.sort(leastHeld);
  const found: { readonly member: MemberState; readonly far: number }[] = [];
  for (const member of inOrder) {
    if (!suits(member, hold) || !isAllowed(state, pool, member, hold)) continue;
    const far = farOf(member, hold);
    if (far === undefined || far > (hold.distance ?? Number.POSITIVE_INFINITY)) continue;
    found.push({ member, far });
    // Where no place was named who comes first is as good as any.
    if (hold.near === undefined && found.length === hold.count) break;
  }
  if (found.length < hold.count) return undefined;
  found.sort((one, other) => one.far - other.far);
  return found.slice(0, hold.count).map(({ member }) => member);
}

function* freeMembers({ free, members }: PoolState): Generator<MemberState, undefined> {
  for (const { id } of ascending(free)) {
    const member = members.get(id);
    if (member !== undefined) yield member;
  }
  return undefined;
}

/** How many more may be held, where fewer may be than there are. */
function roomIn({ capacity, held }: PoolState): number {
  return capacity === undefined ? Number.POSITIVE_INFINITY : capacity - held;
}

/** What is not known of a member does not speak for it. */
function suits({ fields }: MemberState, { where, given = {} }: HoldRequest): boolean {
  if (where === undefined) return true;
  const scope: Scope = {
    read: ({ name }) => {
      if (name === "resource") return { value: fields };
      return Object.hasOwn(given, name) ? { value: given[name] ?? null } : { unknown: [name] };
    },
  };
  const found = evaluate(where, scope);
  return "value" in found && found.value === true;
}

/** What policies say of it as a candidate, three-valued: the unknown denies, and does not allow (semantics, rule 13). */
function isAllowed(
  state: ControlState,
  { declared }: PoolState,
  { fields }: MemberState,
  { rules = [] }: HoldRequest,
): boolean {
  if (rules.length === 0) return true;
  const resource = candidateOf(declared.name, declared as unknown as JsonObject, fields);
  return rules.every(({ says, when, given }) => {
    const found = evaluate(when, {
      read: ({ from, name }) => {
        if (from === "context") return contextual(state, name);
        if (name === "resource") return { value: resource };
        return Object.hasOwn(given, name) ? { value: given[name] ?? null } : { unknown: [name] };
      },
    });
    return "value" in found && found.value === (says === "allow");
  });
}

function contextual({ at, readings }: ControlState, name: string): Evaluated {
  if (name === "now") return { value: formatInstant(at) };
  const value = readings.get(name)?.value;
  return value === undefined ? { unknown: [name] } : { value };
}

/** How far off it is, in metres; undefined where a place matters and its own is not known. */
function farOf({ fields }: MemberState, { near }: HoldRequest): number | undefined {
  if (near === undefined) return 0;
  const place = Object.values(fields).find(isPlace);
  if (place === undefined) return undefined;
  const found = evaluate(
    {
      op: "call",
      fn: "geo.distance",
      args: [
        { op: "constant", value: place },
        { op: "constant", value: near },
      ],
    },
    { read: ({ name }) => ({ unknown: [name] }) },
  );
  return "value" in found && typeof found.value === "number" ? found.value : undefined;
}

function isPlace(value: Json): boolean {
  return typeof value === "object" && value !== null && "lat" in value && "lon" in value;
}
