/** A collection that can be iterated repeatedly. */
type Listed<V> = readonly [string, V][] | ReadonlyMap<string, V>;

/** A map that notes who asked it for what: `get` finds and notes one entry, `entries` all of them in their order. */
export class TrackedMap<V> implements ReadonlyMap<string, V> {
  readonly #get: (key: string) => V | undefined;
  readonly #all: () => Listed<V>;

  constructor(get: (key: string) => V | undefined, all: () => Listed<V>) {
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

  entries(): MapIterator<[string, V]> {
    return this.#all()[Symbol.iterator]();
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

/**
 * For each key an object each field of which is asked for by itself; who lists its fields has asked for all of them.
 * There are as many of these as declarations, so all of a kind share what answers for them.
 */
export function trackedRecords<K, T extends object>(
  now: (key: K) => T,
  read: (key: K, field: keyof T & string) => unknown,
): (key: K) => T {
  const fieldOf = ({ key }: { readonly key: K }, field: string | symbol): unknown =>
    read(key, field as never);
  const answering: ProxyHandler<{ readonly key: K }> = {
    get: fieldOf,
    has: (record, field) => fieldOf(record, field) !== undefined || field in now(record.key),
    ownKeys: (record) => {
      const fields = Object.keys(now(record.key));
      for (const field of fields) fieldOf(record, field);
      return fields;
    },
    getOwnPropertyDescriptor: (record, field) => ({
      value: fieldOf(record, field),
      enumerable: true,
      configurable: true,
    }),
  };
  return (key) => new Proxy({ key }, answering) as unknown as T;
}

/** Remembers what was made for each key. */
export function keyed<V, K extends string = string>(make: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const result = known.get(key);
    if (result !== undefined) return result;
    const made = make(key);
    known.set(key, made);
    return made;
  };
}

/**
 * Things that are large and can be made again. Each is let go of once nobody has asked for it for as long as
 * whoever calls `release` says: of a program that is open then only what its author is at stays in memory.
 */
export class Recent<T extends object> {
  readonly #letGo: (one: T) => void;
  /** By when they were last asked for. */
  readonly #asked = new Map<T, number>();
  /** Counts how often `release` was called. */
  #time = 0;

  constructor(letGo: (one: T) => void) {
    this.#letGo = letGo;
  }

  /** Somebody asks for it. */
  touch(one: T): void {
    this.#asked.set(one, this.#time);
  }

  /** Lets go of what nobody has asked for since this was called so many times before. */
  release(times: number): void {
    this.#time += 1;
    if (times === Number.POSITIVE_INFINITY) return;
    for (const [one, asked] of this.#asked) {
      if (this.#time - asked < times) continue;
      this.#asked.delete(one);
      this.#letGo(one);
    }
  }
}
