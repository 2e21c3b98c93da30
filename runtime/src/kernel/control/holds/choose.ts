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
import type { ControlState } from "../state.ts";
import type { MemberState, PoolState } from "./pool.ts";

export interface Chosen {
  readonly pool: string;
  readonly members: readonly MemberState[];
}

const ranks: Readonly<Record<Priority, number>> = { critical: 0, high: 1, normal: 2, low: 3, info: 4 };

export function rankOf(priority: Priority): number {
  return ranks[priority];
}

/**
 * Free members that suit, all of one pool: of the pool that was asked for, else of those it overflows into, in order.
 * Nearest first where a place was named, else those that were held least.
 */
export function choose(state: ControlState, hold: HoldRequest, isThere = isFree): Chosen | undefined {
  const seen = new Set<string>();
  for (let name: string | undefined = hold.pool; name !== undefined && !seen.has(name); ) {
    seen.add(name);
    const pool: PoolState | undefined = state.pools.get(name);
    if (pool === undefined) return undefined;
    const members = fromPool(state, pool, hold, isThere);
    if (members !== undefined) return { pool: name, members };
    name = pool.declared.overflow;
  }
  return undefined;
}

function isFree({ health, holder }: MemberState): boolean {
  return health === "ready" && holder === undefined;
}

/** Whether enough members would do, were they all let go of: else waiting is of no use. */
export function wouldDo(state: ControlState, hold: HoldRequest): boolean {
  return choose(state, hold, ({ health }) => health === "ready") !== undefined;
}

export function isKnown(state: ControlState, hold: HoldRequest): boolean {
  return state.pools.has(hold.pool);
}

function fromPool(
  state: ControlState,
  pool: PoolState,
  hold: HoldRequest,
  isThere: (member: MemberState) => boolean,
): readonly MemberState[] | undefined {
  const free: MemberState[] = [];
  for (const member of pool.members.values()) if (isThere(member)) free.push(member);
  const { reserve } = pool.declared;
  // Some are kept back for what is more urgent.
  const kept = reserve !== undefined && rankOf(hold.priority) > rankOf(reserve.priority) ? reserve.count : 0;
  if (Math.min(free.length, roomIn(pool)) - kept < hold.count) return undefined;
  const fitting = free
    .filter((member) => suits(member, hold) && isAllowed(state, pool, member, hold))
    .map((member) => ({ member, far: farOf(member, hold) }));
  const near = fitting.filter(
    ({ far }) => far !== undefined && far <= (hold.distance ?? Number.POSITIVE_INFINITY),
  );
  if (near.length < hold.count) return undefined;
  near.sort(
    (one, other) =>
      (one.far ?? 0) - (other.far ?? 0) ||
      one.member.fence - other.member.fence ||
      byId(one.member, other.member),
  );
  return near.slice(0, hold.count).map(({ member }) => member);
}

/** How many more may be held, where fewer may be than there are. */
function roomIn({ capacity, members }: PoolState): number {
  if (capacity === undefined) return Number.POSITIVE_INFINITY;
  return capacity - members.count(({ holder }) => holder !== undefined);
}

function byId(one: MemberState, other: MemberState): number {
  return one.id.length - other.id.length || (one.id < other.id ? -1 : 1);
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
