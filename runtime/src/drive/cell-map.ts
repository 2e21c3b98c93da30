/**
 * A map for what comes and goes by the thousand and is large while it is there. When a `Map` or `Set` makes room, V8
 * leaves its former table behind, with all that it named at the time; a map that is old leaves it in the old generation,
 * where it keeps everything alive, and moves it there, until the next full collection. Here tables name only cells, and
 * a cell that was taken out is empty.
 *
 * Keys should be texts or numbers: they are what is left behind.
 */
export class CellMap<Key extends string | number, Value extends object> {
  readonly #cells = new Map<Key, { value: Value | undefined }>();

  get size(): number {
    return this.#cells.size;
  }

  has(key: Key): boolean {
    return this.#cells.has(key);
  }

  get(key: Key): Value | undefined {
    return this.#cells.get(key)?.value;
  }

  /** One that is there keeps its place in the order. */
  set(key: Key, value: Value): void {
    const cell = this.#cells.get(key);
    if (cell === undefined) this.#cells.set(key, { value });
    else cell.value = value;
  }

  /** True if it was there. */
  delete(key: Key): boolean {
    const cell = this.#cells.get(key);
    if (cell === undefined) return false;
    cell.value = undefined;
    return this.#cells.delete(key);
  }

  /** Puts it behind all others, where it is there. */
  moveToEnd(key: Key): void {
    const cell = this.#cells.get(key);
    if (cell === undefined) return;
    this.#cells.delete(key);
    this.#cells.set(key, cell);
  }

  clear(): void {
    for (const cell of this.#cells.values()) cell.value = undefined;
    this.#cells.clear();
  }

  /** In the order in which they came. It may be changed meanwhile, as a map may. */
  *values(): Generator<Value, void> {
    for (const { value } of this.#cells.values()) if (value !== undefined) yield value;
  }
}
