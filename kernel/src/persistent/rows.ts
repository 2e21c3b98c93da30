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
