/**
 * A leftist heap (C. A. Crane, 1972): the least entry at the top, adding and removing in O(log n), never changed in
 * place. Entries that no longer matter stay until they are at the top, or until `kept` sweeps them.
 */
export type Heap<T> = Knot<T> | undefined;

interface Knot<T> {
  readonly entry: T;
  /** Knots on the shortest way down to where one is missing. */
  readonly rank: number;
  readonly size: number;
  readonly left: Heap<T>;
  readonly right: Heap<T>;
}

export type Before<T> = (left: T, right: T) => boolean;

export function pushed<T>(heap: Heap<T>, entry: T, before: Before<T>): Heap<T> {
  return merged(heap, { entry, rank: 1, size: 1, left: undefined, right: undefined }, before);
}

export function popped<T>(heap: Heap<T>, before: Before<T>): Heap<T> {
  return heap === undefined ? undefined : merged(heap.left, heap.right, before);
}

export function sizeOf<T>(heap: Heap<T>): number {
  return heap?.size ?? 0;
}

/** Only the entries that are still wanted. */
export function kept<T>(heap: Heap<T>, wanted: (entry: T) => boolean, before: Before<T>): Heap<T> {
  let result: Heap<T>;
  const left: Knot<T>[] = heap === undefined ? [] : [heap];
  for (let knot = left.pop(); knot !== undefined; knot = left.pop()) {
    if (wanted(knot.entry)) result = pushed(result, knot.entry, before);
    if (knot.left !== undefined) left.push(knot.left);
    if (knot.right !== undefined) left.push(knot.right);
  }
  return result;
}

/** As deep as the two right spines together, each of O(log n). */
function merged<T>(one: Heap<T>, other: Heap<T>, before: Before<T>): Heap<T> {
  if (one === undefined) return other;
  if (other === undefined) return one;
  const [top, below] = before(other.entry, one.entry) ? [other, one] : [one, other];
  const merging = merged(top.right, below, before);
  const [left, right] = rankOf(top.left) >= rankOf(merging) ? [top.left, merging] : [merging, top.left];
  return {
    entry: top.entry,
    rank: rankOf(right) + 1,
    size: sizeOf(left) + sizeOf(right) + 1,
    left,
    right,
  };
}

function rankOf<T>(heap: Heap<T>): number {
  return heap?.rank ?? 0;
}
