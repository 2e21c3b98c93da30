/**
 * A pool's members side by side, so that very many are looked at without making anything for each: what they say of
 * themselves as columns of numbers, and whom a condition was true of when it was asked last. All of it follows from the
 * members. It is carried along from one state of a pool to the next, a member at a time; who goes on from an older state
 * gets columns of its own.
 */
import { limits } from "../../limits.ts";
import { figuresIn, type Place, placeIn } from "./figures.ts";
import { byName, isFree, isReady, type MemberState, type Members } from "./pool.ts";

/** By its place in a member's row of figures. `failing`: the share of its falls in the times that it was held, from 0. */
export const part = { away: 0, cost: 1, latency: 2, power: 3, failing: 4 } as const;
export type Part = (typeof part)[keyof typeof part];
export const width = 5;

/** Whether a member can be given. `no`: the row is empty or the member is down; `ready`: it is held. */
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
export function carryColumns(from: Members, to: Members, id: string): void {
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
  /** Whether whoever comes later has the later name; only what is added at the end keeps it so. */
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
