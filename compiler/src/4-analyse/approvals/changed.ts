/** A map with other values in it; whoever asks for one entry has asked the map itself for that one alone. */
export function changed<V>(
  map: ReadonlyMap<string, V>,
  change: (key: string, value: V) => V,
): ReadonlyMap<string, V> {
  return new Changed(map, change);
}

class Changed<V> implements ReadonlyMap<string, V> {
  readonly #map: ReadonlyMap<string, V>;
  readonly #change: (key: string, value: V) => V;

  constructor(map: ReadonlyMap<string, V>, change: (key: string, value: V) => V) {
    this.#map = map;
    this.#change = change;
  }

  get(key: string): V | undefined {
    const value = this.#map.get(key);
    return value === undefined ? undefined : this.#change(key, value);
  }

  has(key: string): boolean {
    return this.#map.has(key);
  }

  get size(): number {
    return this.#map.size;
  }

  *entries(): MapIterator<[string, V]> {
    for (const [key, value] of this.#map) yield [key, this.#change(key, value)];
  }

  keys(): MapIterator<string> {
    return this.#map.keys();
  }

  *values(): MapIterator<V> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): MapIterator<[string, V]> {
    return this.entries();
  }

  forEach(visit: (value: V, key: string, map: ReadonlyMap<string, V>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this);
  }
}
