import type { JsonObject } from "@orchlang/plan";
import { equal } from "@orchlang/plan/expressions";
import type { Priority } from "@orchlang/plan/nodes";
import { Map as PersistentMap } from "immutable";
import type { Instant, Ref, RunId, Seq } from "../../machine.ts";
import type { HoldRequest } from "../../messages.ts";
import { inserted, removed, type Sorted } from "../../persistent/sorted.ts";
import { carryColumns } from "./columns.ts";

/** The parts of a pool's declaration that decide who is given what. */
export interface PoolDeclaration {
  readonly name: string;
  readonly count: number;
  /** Their names, where the program gives them any. */
  readonly members?: readonly string[];
  /** Fields of single members in the program, by name. */
  readonly fields?: Readonly<Record<string, JsonObject>>;
  readonly tier?: string;
  /** The default for members that do not state their own. */
  readonly latency?: number;
  readonly cost?: JsonObject;
  readonly power?: number;
  /** ms. */
  readonly lease?: number;
  readonly overflow?: string;
  readonly reserve?: { readonly count: number; readonly priority: Priority };
}

/** A reported health. */
export type ToldHealth = "ready" | "degraded" | "maintenance" | "lost";
/** `quarantined`: who had it may still be using it. `gone`: declared, and taken out of the pool. */
export type Health = ToldHealth | "quarantined" | "gone";

export interface MemberState {
  readonly id: string;
  readonly fields: JsonObject;
  /** The resulting health. Only a `ready` member is given to anybody. */
  readonly health: Health;
  /** The last report. */
  readonly told: ToldHealth | "gone";
  /** When anything was heard of it last; how often it promises to be, in ms; what its silence is taken for. */
  readonly heard: Instant;
  readonly beats?: number;
  readonly silent?: "degraded" | "lost";
  /** Until when its falls weigh on it (see `health.ts`); it is kept back for them. */
  readonly burden: Instant;
  readonly damped?: true;
  /** The hold whose holder may still be using it. */
  readonly quarantine?: string;
  /** It does not look at fencing tokens. */
  readonly unfenced?: true;
  /** The registry that it comes from; absent: declared by the program, or self-reported. */
  readonly registry?: string;
  /** When its silence or its burden is looked at next. */
  readonly due?: Instant;
  /** The hold that it is given to, by its message. */
  readonly holder: string | undefined;
  /** The fencing token of its last holder; 0: never held. */
  readonly fence: number;
  /** How often it fell; left out: never. */
  readonly falls?: number;
}

export type Members = PersistentMap<string, MemberState>;

export interface PoolState {
  readonly declared: PoolDeclaration;
  readonly members: Members;
  /** So many can be held at once, however many there are; left out: all. */
  readonly capacity?: number;
  /** No member that comes has had a fence below: one of its id may have been here before. */
  readonly floor: number;
  /** How many are held. */
  readonly held: number;
  /** Those that can be given, who was held least first: of ten thousand members none is looked at in vain. */
  readonly free: Sorted<MemberState>;
}

/** Least recently held first, then by name. */
export function leastHeld(one: MemberState, other: MemberState): number {
  return one.fence - other.fence || byName(one.id, other.id);
}

/** `desk[9]` before `desk[10]`. */
export function byName(one: string, other: string): number {
  return one.length - other.length || (one < other ? -1 : one === other ? 0 : 1);
}

/** One more member, or another state of one that is there. */
export function withMember(pool: PoolState, member: MemberState): PoolState {
  const { free, held } = withoutPlace(pool, member.id);
  const members = pool.members.set(member.id, member);
  carryColumns(pool.members, members, member.id);
  return {
    ...pool,
    members,
    free: isFree(member) ? inserted(free, member, leastHeld) : free,
    held: held + (member.holder === undefined ? 0 : 1),
  };
}

export function withoutMember(pool: PoolState, id: string): PoolState {
  const members = pool.members.delete(id);
  carryColumns(pool.members, members, id);
  return { ...pool, members, ...withoutPlace(pool, id) };
}

/** It counts among neither the free nor the held. */
function withoutPlace({ members, free, held }: PoolState, id: string): Pick<PoolState, "free" | "held"> {
  const before = members.get(id);
  if (before === undefined) return { free, held };
  return {
    free: isFree(before) ? removed(free, before, leastHeld) : free,
    held: held - (before.holder === undefined ? 0 : 1),
  };
}

export function isReady({ health }: MemberState): boolean {
  return health === "ready";
}

export function isFree(member: MemberState): boolean {
  return isReady(member) && member.holder === undefined;
}

/** A hold that somebody wants or has. */
export interface HoldState {
  readonly ref: Ref;
  readonly run: RunId;
  readonly hold: HoldRequest;
  /** Whether a step's gate asked for it, which is answered with it. */
  readonly gate: boolean;
  /** The names that the gate reads as well. */
  readonly reads: readonly string[];
  readonly status: "waiting" | "held";
  readonly since: Instant;
  /** The sequence number of the event that requested it, or that made it eligible. */
  readonly nth: Seq;
  /** When it is no longer wanted, or its members are free again whatever the holder does. */
  readonly due: Instant | undefined;
  readonly members: readonly { readonly pool: string; readonly id: string }[];
}

export function poolDeclaration(name: string, said: JsonObject): PoolDeclaration {
  return { count: 1, ...(said as Partial<PoolDeclaration>), name };
}

/** A pool as its declaration has it: members of which nothing is known but that they are there. */
export function declaredMembers(
  declared: PoolDeclaration,
  floor = 0,
): readonly (readonly [string, MemberState])[] {
  return namesOf(declared).map((id) => {
    const member = newMember(id, floor);
    return [id, { ...member, fields: { ...member.fields, ...saidOf(declared, id), id } }] as const;
  });
}

export function saidOf({ fields = {} }: PoolDeclaration, id: string): JsonObject {
  return Object.hasOwn(fields, id) ? (fields[id] ?? {}) : {};
}

/** Applies a changed declaration to a known member: fields that were reported since keep their values. */
export function redeclared(member: MemberState, before: PoolDeclaration, now: PoolDeclaration): MemberState {
  const was: JsonObject = { ...newMember(member.id).fields, ...saidOf(before, member.id) };
  const news = Object.entries(saidOf(now, member.id)).filter(
    ([name, value]) => !equal(member.fields[name], value) && equal(member.fields[name], was[name]),
  );
  return news.length === 0
    ? member
    : { ...member, fields: { ...member.fields, ...Object.fromEntries(news) } };
}

/** By number where the program gives them no names: `presses[1]`. */
export function namesOf({ name, count, members }: PoolDeclaration): readonly string[] {
  const short = name.slice(name.lastIndexOf(".") + 1);
  return members ?? Array.from({ length: count }, (_, index) => `${short}[${index + 1}]`);
}

/** One of which nothing is known but that it is there. */
export function newMember(id: string, fence = 0): MemberState {
  return {
    id,
    fields: { id, online: true },
    health: "ready",
    told: "ready",
    heard: 0,
    burden: 0,
    holder: undefined,
    fence,
  };
}

export function emptyPool(name: string): PoolState {
  return { declared: { name, count: 0 }, members: PersistentMap(), floor: 0, held: 0, free: undefined };
}
