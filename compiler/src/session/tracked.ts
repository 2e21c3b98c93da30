/** A map that notes who asked it for what: `get` finds and notes one entry, `entries` all of them in their order. */
export class TrackedMap<V> implements ReadonlyMap<string, V> {
  readonly #get: (key: string) => V | undefined;
  readonly #all: () => Iterable<readonly [string, V]>;

  constructor(get: (key: string) => V | undefined, all: () => Iterable<readonly [string, V]>) {
    this.#get = get;
    this.#all = all;
  }

  get(key: string): V | undefined {
    return this.#get(key);
  }

  has(key: string): boolean {
    return this.#get(key) !== undefined;
  }

  get size(): number {
    return [...this.#all()].length;
  }

  *entries(): MapIterator<[string, V]> {
    for (const [key, value] of this.#all()) yield [key, value];
  }

  *keys(): MapIterator<string> {
    for (const [key] of this.#all()) yield key;
  }

  *values(): MapIterator<V> {
    for (const [, value] of this.#all()) yield value;
  }

  [Symbol.iterator](): MapIterator<[string, V]> {
    return this.entries();
  }

  forEach(visit: (value: V, key: string, map: ReadonlyMap<string, V>) => void): void {
    for (const [key, value] of this.#all()) visit(value, key, this);
  }
}

/** The same of a set. */
export class TrackedSet extends Set<string> {
  readonly #has: (key: string) => boolean;

  constructor(has: (key: string) => boolean) {
    super();
    this.#has = has;
  }

  override has(key: string): boolean {
    return this.#has(key);
  }
}

/** An object each field of which is asked for by itself; who lists its fields has asked for all of them. */
export function trackedRecord<T extends object>(now: () => T, read: (field: keyof T & string) => unknown): T {
  return new Proxy({ now, read }, tracking) as unknown as T;
}

interface TrackedRecord {
  readonly now: () => object;
  readonly read: (field: never) => unknown;
}

/** One for all records: there are as many of these as declarations. */
const tracking: ProxyHandler<TrackedRecord> = {
  get: (record, field) => fieldOf(record, field),
  has: (record, field) => fieldOf(record, field) !== undefined || field in record.now(),
  ownKeys: (record) => {
    const fields = Object.keys(record.now());
    for (const field of fields) fieldOf(record, field);
    return fields;
  },
  getOwnPropertyDescriptor: (record, field) => ({
    value: fieldOf(record, field),
    enumerable: true,
    configurable: true,
  }),
};

function fieldOf({ read }: TrackedRecord, field: string | symbol): unknown {
  return read(field as never);
}

/** Remembers what was made for each key. */
export function keyed<V, K extends string = string>(make: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = make(key);
    known.set(key, made);
    return made;
  };
}
