/**
 * A pairing heap (Fredman, Sedgewick, Sleator and Tarjan, 1986): the least entry at the top, adding in O(1), taking the
 * top off in O(log n) over all, never changed in place. Entries that no longer matter stay until they are at the top, or
 * until `kept` sweeps them.
 */
export type Heap<T> = Knot<T> | undefined;

interface Knot<T> {
  readonly entry: T;
  readonly size: number;
  /** None of them before this one; the newest first. */
  readonly below: Below<T> | undefined;
}

interface Below<T> {
  readonly knot: Knot<T>;
  readonly rest: Below<T> | undefined;
}

export type Before<T> = (left: T, right: T) => boolean;

export function pushed<T>(heap: Heap<T>, entry: T, before: Before<T>): Heap<T> {
  const knot = { entry, size: 1, below: undefined };
  return heap === undefined ? knot : merged(heap, knot, before);
}

/** The subheaps are merged in pairs, then the pairs one after another, in a loop instead of by recursion. */
export function popped<T>(heap: Heap<T>, before: Before<T>): Heap<T> {
  let pairs: Below<T> | undefined;
  for (let left = heap?.below; left !== undefined; ) {
    const { rest } = left;
    pairs = { knot: rest === undefined ? left.knot : merged(left.knot, rest.knot, before), rest: pairs };
    left = rest?.rest;
  }
  let result: Heap<T>;
  for (let left = pairs; left !== undefined; left = left.rest) {
    result = result === undefined ? left.knot : merged(result, left.knot, before);
  }
  return result;
}

export function sizeOf<T>(heap: Heap<T>): number {
  return heap?.size ?? 0;
}

/** All of them, in no order. */
export function* entriesOf<T>(heap: Heap<T>): Generator<T> {
  const left: Knot<T>[] = heap === undefined ? [] : [heap];
  for (let knot = left.pop(); knot !== undefined; knot = left.pop()) {
    yield knot.entry;
    for (let below = knot.below; below !== undefined; below = below.rest) left.push(below.knot);
  }
}

/** Only the entries that are still wanted. */
export function kept<T>(heap: Heap<T>, wanted: (entry: T) => boolean, before: Before<T>): Heap<T> {
  let result: Heap<T>;
  const left: Knot<T>[] = heap === undefined ? [] : [heap];
  for (let knot = left.pop(); knot !== undefined; knot = left.pop()) {
    if (wanted(knot.entry)) result = pushed(result, knot.entry, before);
    for (let below = knot.below; below !== undefined; below = below.rest) left.push(below.knot);
  }
  return result;
}

function merged<T>(one: Knot<T>, other: Knot<T>, before: Before<T>): Knot<T> {
  const size = one.size + other.size;
  return before(other.entry, one.entry)
    ? { entry: other.entry, size, below: { knot: one, rest: other.below } }
    : { entry: one.entry, size, below: { knot: other, rest: one.below } };
}
