import type { JsonObject } from "@orchlang/plan";
import { equal } from "@orchlang/plan/expressions";
import type { Priority } from "@orchlang/plan/nodes";
import { Map as PersistentMap } from "immutable";
import { limits } from "../../limits.ts";
import type { Instant, Ref, RunId, Seq } from "../../machine.ts";
import type { HoldRequest } from "../../messages.ts";
import { inserted, removed, type Sorted } from "../../persistent/sorted.ts";
import { figuresIn, type Place, placeIn } from "./figures.ts";

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

/** A reported health. `draining`: its holder goes on with it to the end, and nobody else gets it. */
export type ToldHealth = "ready" | "draining" | "degraded" | "maintenance" | "lost";
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

type Members = PersistentMap<string, MemberState>;

export interface PoolState {
  readonly declared: PoolDeclaration;
  readonly members: Members;
  /** So many can be held at once, however many there are; left out: all. */
  readonly capacity?: number;
  /** Its members come by themselves: where none would do, one may come. */
  readonly open?: true;
  /** No member that comes has had a fence below: one of its id may have been here before. */
  readonly floor: number;
  /** How many are held. */
  readonly held: number;
  /** Those that can be given, who was held least first: of ten thousand members none is looked at in vain. */
  readonly free: Sorted<MemberState>;
  /** Left out: none of its members is reserved. */
  readonly reservations?: readonly Reservation[];
}

/** A member is kept for a hold that begins later. */
interface Reservation {
  readonly hold: string;
  readonly member: string;
  readonly from: Instant;
  readonly until: Instant;
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

function isFree(member: MemberState): boolean {
  return isReady(member) && member.holder === undefined;
}

/** A hold that somebody wants or has. */
export interface HoldState {
  readonly ref: Ref;
  readonly run: RunId;
  readonly hold: HoldRequest;
  /** True if a step's gate asked for it, which is answered with it. */
  readonly gate: boolean;
  /** The names that the gate reads as well. */
  readonly reads: readonly string[];
  /** `early`: it is to be held from a later time on, and stands in no line before. */
  readonly status: "early" | "waiting" | "held";
  readonly since: Instant;
  /** The sequence number of the event that requested it, or that made it eligible. */
  readonly nth: Seq;
  /** When it is to be held, is no longer wanted, or its members are free again whatever the holder does. */
  readonly due: Instant | undefined;
  /** Those that are held, or reserved. */
  readonly members: readonly { readonly pool: string; readonly id: string }[];
}

export function poolDeclaration(name: string, fields: JsonObject): PoolDeclaration {
  return { count: 1, ...(fields as Partial<PoolDeclaration>), name };
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

function saidOf({ fields = {} }: PoolDeclaration, id: string): JsonObject {
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

// A pool's members side by side, so that very many are looked at without making anything for each: what they say of
// themselves as columns of numbers, and whom a condition was true of when it was asked last. All of it follows from the
// members. It is carried along from one state of a pool to the next, a member at a time; who goes on from an older state
// gets columns of its own.

/** By its place in a member's row of figures. `failing`: the share of its falls in the times that it was held, from 0. */
export const part = { away: 0, cost: 1, latency: 2, power: 3, failing: 4 } as const;
export type Part = (typeof part)[keyof typeof part];
export const width = 5;

/** The availability of a member. `no`: the row is empty or the member is down; `ready`: it is held. */
export const standing = { no: 0, ready: 1, free: 2 } as const;

/** Not asked yet, or of what it said before. */
const unasked = 0;
const isSo = 1;
const isNot = 2;

const known = new WeakMap<Members, Columns>();

export function columnsOf(members: Members): Columns {
  const carried = known.get(members);
  if (carried?.isOf(members) === true) return carried;
  const made = new Columns(members);
  known.set(members, made);
  return made;
}

/** Copies the columns of `from` to `to`, which differ in one member only. */
function carryColumns(from: Members, to: Members, id: string): void {
  const columns = known.get(from);
  if (columns?.isOf(from) !== true) return;
  columns.goOn(to, id);
  known.set(to, columns);
}

export class Columns {
  #members: Members;
  readonly #rowOf = new Map<string, number>();
  readonly #vacant: number[] = [];
  readonly #rows: (MemberState | undefined)[] = [];
  #standings: Uint8Array;
  /** True if later members have later names; only what is added at the end keeps it so. */
  #isByName = true;
  #lastName: string | undefined;
  #figures: Float64Array | undefined;
  #places: Float64Array | undefined;
  /** By the text of a condition and of what it reads beside the member; the one asked last is the last. */
  readonly #verdicts = new Map<string, Uint8Array>();
  /** Rows that were found, to be filled anew by each search. */
  #found = new Int32Array(0);
  #sums = new Float64Array(0);
  #chords = new Float64Array(0);

  constructor(members: Members) {
    this.#members = members;
    this.#standings = new Uint8Array(members.size);
    for (const member of [...members.values()].sort((one, other) => byName(one.id, other.id))) {
      this.#lastName = member.id;
      this.#standings[this.#rows.length] = standingOf(member);
      this.#rowOf.set(member.id, this.#rows.length);
      this.#rows.push(member);
    }
  }

  isOf(members: Members): boolean {
    return this.#members === members;
  }

  /** Members and gaps. */
  get size(): number {
    return this.#rows.length;
  }

  at(row: number): MemberState | undefined {
    return this.#rows[row];
  }

  /** By row, one of `standing`; beyond `size` there is something else. */
  get standings(): Uint8Array {
    return this.#standings;
  }

  get isByName(): boolean {
    return this.#isByName;
  }

  goOn(members: Members, id: string): void {
    this.#members = members;
    const member = members.get(id);
    const known = this.#rowOf.get(id);
    if (member === undefined) {
      if (known === undefined) return;
      this.#rows[known] = undefined;
      this.#standings[known] = standing.no;
      this.#rowOf.delete(id);
      this.#vacant.push(known);
      return;
    }
    const row = known ?? this.#vacant.pop() ?? this.#rows.length;
    const says = this.#rows[row]?.fields;
    if (known === undefined) this.#named(row, id);
    if (row === this.#rows.length) this.#grow();
    this.#rowOf.set(id, row);
    this.#rows[row] = member;
    this.#standings[row] = standingOf(member);
    if (this.#figures !== undefined) putFailing(this.#figures, row, member);
    if (says === member.fields) return;
    this.#forget(row);
    if (this.#figures !== undefined) putFigures(this.#figures, row, member);
    if (this.#places !== undefined) putPlace(this.#places, row, placeIn(member.fields));
  }

  #named(row: number, id: string): void {
    const isLast = this.#lastName === undefined || byName(this.#lastName, id) < 0;
    if (row < this.#rows.length || !isLast) this.#isByName = false;
    if (isLast) this.#lastName = id;
  }

  /** `width` numbers a row. */
  get figures(): Float64Array {
    this.#figures ??= this.#filled(width, (figures, row, member) => {
      putFailing(figures, row, member);
      putFigures(figures, row, member);
    });
    return this.#figures;
  }

  /** Three numbers a row, NaN where no place is known. */
  get places(): Float64Array {
    this.#places ??= this.#filled(3, (places, row, { fields }) => putPlace(places, row, placeIn(fields)));
    return this.#places;
  }

  #filled(wide: number, put: (into: Float64Array, row: number, member: MemberState) => void): Float64Array {
    const into = new Float64Array(this.#rows.length * wide);
    for (const [row, member] of this.#rows.entries()) if (member !== undefined) put(into, row, member);
    return into;
  }

  /** Room for the rows, sums and chords of a search; what was there before is lost. */
  get found(): Int32Array {
    if (this.#found.length < this.size) this.#found = new Int32Array(this.size);
    return this.#found;
  }

  get sums(): Float64Array {
    if (this.#sums.length < this.size) this.#sums = new Float64Array(this.size);
    return this.#sums;
  }

  get chords(): Float64Array {
    if (this.#chords.length < this.size) this.#chords = new Float64Array(this.size);
    return this.#chords;
  }

  /** Asks a condition of a member, unless it was asked before and the member says the same since. */
  asking(text: string | undefined, ask: (member: MemberState) => boolean): (row: number) => boolean {
    const rows = this.#rows;
    const of = (row: number): boolean => {
      const member = rows[row];
      return member !== undefined && ask(member);
    };
    if (text === undefined || text.length > limits.conditionTextMax) return of;
    const verdicts = this.#verdicts.get(text) ?? new Uint8Array(rows.length);
    this.#verdicts.delete(text);
    this.#verdicts.set(text, verdicts);
    const [oldest] = this.#verdicts.keys();
    if (this.#verdicts.size * rows.length > limits.verdictsMax && oldest !== undefined && oldest !== text)
      this.#verdicts.delete(oldest);
    return (row) => {
      const before = verdicts[row];
      if (before !== unasked) return before === isSo;
      const now = of(row);
      verdicts[row] = now ? isSo : isNot;
      return now;
    };
  }

  #forget(row: number): void {
    for (const verdicts of this.#verdicts.values()) verdicts[row] = unasked;
  }

  /** By one row: what is kept by row has room for some more. */
  #grow(): void {
    const size = this.#rows.length + 1;
    if (this.#standings.length < size) this.#standings = longer(this.#standings, 2 * size);
    this.#figures = roomier(this.#figures, size * width);
    this.#places = roomier(this.#places, size * 3);
    for (const [text, verdicts] of this.#verdicts) {
      if (verdicts.length < size) this.#verdicts.set(text, longer(verdicts, 2 * size));
    }
  }
}

function standingOf(member: MemberState): number {
  return isFree(member) ? standing.free : isReady(member) ? standing.ready : standing.no;
}

function longer(bytes: Uint8Array, length: number): Uint8Array {
  const more = new Uint8Array(length);
  more.set(bytes);
  return more;
}

function roomier(numbers: Float64Array | undefined, size: number): Float64Array | undefined {
  if (numbers === undefined || numbers.length >= size) return numbers;
  const more = new Float64Array(2 * size);
  more.set(numbers);
  return more;
}

function putFailing(figures: Float64Array, row: number, { falls = 0, fence }: MemberState): void {
  figures[row * width + part.failing] = falls / (fence + 1);
}

function putFigures(figures: Float64Array, row: number, { fields }: MemberState): void {
  const { away, cost, latency, power } = figuresIn(fields);
  const at = row * width;
  figures[at] = away;
  figures[at + part.cost] = cost;
  figures[at + part.latency] = latency;
  figures[at + part.power] = power;
}

function putPlace(places: Float64Array, row: number, place: Place | undefined): void {
  const at = row * 3;
  places[at] = place?.x ?? Number.NaN;
  places[at + 1] = place?.y ?? Number.NaN;
  places[at + 2] = place?.z ?? Number.NaN;
}
