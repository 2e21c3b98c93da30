/**
 * The token of the one who may change a part of a state in place: its maker, as long as it keeps the token to itself. A
 * turn makes one token, so it copies each part at most once. Once the turn drops the token, the state is immutable.
 */
export type Owner = object;

const bits = 5;
const mask = (1 << bits) - 1;

/** `items`: knots below, or on the lowest level what was put there. */
interface Knot {
  readonly owner: Owner;
  readonly items: unknown[];
}

const width = mask + 1;
const nobody: Owner = {};
const bare: Knot = { owner: nobody, items: [] };

/**
 * A sparse array that only its owner changes in place: a tree of arrays of 32, as deep as need be, so that a change
 * copies one short array a level (P. Bagwell's tries; transients as in Clojure).
 */
export class Rows<T> implements Iterable<T> {
  /** One more than the highest index. */
  readonly size: number;
  readonly #owner: Owner;
  #root: Knot;
  #shift: number;

  constructor(size = 0, root = bare, shift = 0, owner = nobody) {
    this.size = size;
    this.#root = root;
    this.#shift = shift;
    this.#owner = owner;
  }

  get(index: number): T | undefined {
    if (index < 0 || index >= this.size) return undefined;
    let { items } = this.#root;
    for (let shift = this.#shift; shift > 0; shift -= bits) {
      const knot = items[(index >>> shift) & mask] as Knot | undefined;
      if (knot === undefined) return undefined;
      items = knot.items;
    }
    return items[index & mask] as T | undefined;
  }

  /** These with one more or other: the same object where `owner` has got it from here before. */
  set(index: number, value: T, owner: Owner = {}): Rows<T> {
    const rows = this.#owner === owner ? this : new Rows<T>(this.size, this.#root, this.#shift, owner);
    while (index >>> rows.#shift > mask) {
      rows.#root = { owner, items: [rows.#root] };
      rows.#shift += bits;
    }
    rows.#root = put(rows.#root, rows.#shift, index, value, owner);
    if (index >= rows.size) (rows as { size: number }).size = index + 1;
    return rows;
  }

  push(value: T, owner: Owner = {}): Rows<T> {
    return this.set(this.size, value, owner);
  }

  /** The items in order. */
  *[Symbol.iterator](): Iterator<T> {
    for (let index = 0; index < this.size; index++) {
      const value = this.get(index);
      if (value !== undefined) yield value;
    }
  }

  each(see: (value: T, index: number) => void): void {
    for (let index = 0; index < this.size; index++) {
      const value = this.get(index);
      if (value !== undefined) see(value, index);
    }
  }

  toJSON(): readonly (T | undefined)[] {
    return Array.from({ length: this.size }, (_, index) => this.get(index));
  }
}

const empty: readonly Rows<never>[] = Array.from({ length: width + 1 }, (_, count) => {
  return new Rows(0, { owner: nobody, items: new Array<unknown>(count).fill(undefined) });
});

/** Empty ones that are to hold so many: where they are known to be few, no room is kept for more. */
export function rowsFor<T>(count: number): Rows<T> {
  return empty[Math.min(count, width)] ?? new Rows<T>();
}

/** Fills missing places before the item, because arrays with holes are slow. */
function put(knot: Knot | undefined, shift: number, index: number, value: unknown, owner: Owner): Knot {
  const own = knot?.owner === owner ? knot : { owner, items: knot === undefined ? [] : knot.items.slice() };
  const { items } = own;
  const at = (index >>> shift) & mask;
  while (items.length < at) items.push(undefined);
  items[at] = shift === 0 ? value : put(items[at] as Knot | undefined, shift - bits, index, value, owner);
  return own;
}

/**
 * Values by name, in the order in which the names first came, that only its owner changes in place. Names are never
 * taken out. Tables that come from one another share one index of names, which only grows: each knows how many of the
 * names are its own. Where two go on from one and the same table, the second takes a copy of the index.
 */
export class Table<V> {
  #index: Map<string, number>;
  #rows: Rows<V>;
  readonly #owner: Owner;
  /** The name of its own that was looked for last: mostly it is the next one as well, and others are far off in memory. */
  #last = "";
  #lastNumber: number | undefined;

  constructor(index = new Map<string, number>(), rows = new Rows<V>(), owner: Owner = {}) {
    this.#index = index;
    this.#rows = rows;
    this.#owner = owner;
  }

  get size(): number {
    return this.#rows.size;
  }

  get(name: string): V | undefined {
    const number = this.#find(name);
    return number === undefined ? undefined : this.#rows.get(number);
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** The same object where `owner` has got it from here before. */
  set(name: string, value: V, owner: Owner = {}): Table<V> {
    const table = this.#owner === owner ? this : new Table(this.#index, this.#rows, owner);
    const known = table.#find(name);
    const { size } = table;
    if (known === undefined || known >= size) {
      if (table.#index.size > size) table.#index = new Map([...table.#index].slice(0, size));
      table.#index.set(name, size);
      table.#rows = table.#rows.set(size, value, owner);
    } else table.#rows = table.#rows.set(known, value, owner);
    return table;
  }

  /** Where it is, if it is here; else perhaps where another table has it that shares the index. */
  #find(name: string): number | undefined {
    if (this.#lastNumber !== undefined && name === this.#last) return this.#lastNumber;
    const number = this.#index.get(name);
    if (number === undefined || number >= this.size) return number;
    this.#last = name;
    this.#lastNumber = number;
    return number;
  }

  *keys(): Generator<string> {
    const { size } = this;
    for (const [name, number] of this.#index) {
      if (number >= size) return;
      yield name;
    }
  }

  values(): Iterable<V> {
    return this.#rows;
  }

  toJSON(): { readonly [name: string]: V | undefined } {
    return Object.fromEntries([...this.keys()].map((name) => [name, this.get(name)]));
  }
}
