import { type Owner, Rows } from "./rows.ts";

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
