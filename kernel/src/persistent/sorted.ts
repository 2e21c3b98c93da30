/**
 * Entries in order, never changed in place: a tree that is kept in balance by the number of entries on each side
 * (S. Adams, “Efficient sets: a balancing act”, 1993). Adding and taking out copy one way from the top, O(log n).
 */
export type Sorted<T> = Knot<T> | undefined;

interface Knot<T> {
  readonly entry: T;
  readonly size: number;
  readonly left: Sorted<T>;
  readonly right: Sorted<T>;
}

/** Negative: the one comes first. Zero: they are the same entry. */
type Order<T> = (one: T, other: T) => number;

/** How many times as many entries one side may have as the other. */
const weight = 3;

export function sizeOf<T>(tree: Sorted<T>): number {
  return tree?.size ?? 0;
}

/** With one more entry, in place of one that is the same. */
export function inserted<T>(tree: Sorted<T>, entry: T, order: Order<T>): Knot<T> {
  if (tree === undefined) return { entry, size: 1, left: undefined, right: undefined };
  const side = order(entry, tree.entry);
  if (side === 0) return { ...tree, entry };
  return side < 0
    ? balanced(tree.entry, inserted(tree.left, entry, order), tree.right)
    : balanced(tree.entry, tree.left, inserted(tree.right, entry, order));
}

/** Without the entry; the same tree where it is not there. */
export function removed<T>(tree: Sorted<T>, entry: T, order: Order<T>): Sorted<T> {
  if (tree === undefined) return undefined;
  const side = order(entry, tree.entry);
  if (side === 0) return joined(tree.left, tree.right);
  if (side < 0) {
    const left = removed(tree.left, entry, order);
    return left === tree.left ? tree : balanced(tree.entry, left, tree.right);
  }
  const right = removed(tree.right, entry, order);
  return right === tree.right ? tree : balanced(tree.entry, tree.left, right);
}

export function firstOf<T>(tree: Sorted<T>): T | undefined {
  let first = tree;
  while (first?.left !== undefined) first = first.left;
  return first?.entry;
}

export function lastOf<T>(tree: Sorted<T>): T | undefined {
  let last = tree;
  while (last?.right !== undefined) last = last.right;
  return last?.entry;
}

/** First to last; whoever stops early has paid for no more than was seen. */
export function* ascending<T>(tree: Sorted<T>): Generator<T, undefined> {
  const above: Knot<T>[] = [];
  let knot = tree;
  for (;;) {
    for (; knot !== undefined; knot = knot.left) above.push(knot);
    const next = above.pop();
    if (next === undefined) return undefined;
    yield next.entry;
    knot = next.right;
  }
}

/** First to last, until `stop` says so: without the cost of an iterator. */
export function walk<T>(tree: Sorted<T>, stop: (entry: T) => boolean): boolean {
  if (tree === undefined) return false;
  return walk(tree.left, stop) || stop(tree.entry) || walk(tree.right, stop);
}

function joined<T>(left: Sorted<T>, right: Sorted<T>): Sorted<T> {
  if (left === undefined) return right;
  if (right === undefined) return left;
  const [first, rest] = withoutFirst(right);
  return balanced(first, left, rest);
}

function withoutFirst<T>({ entry, left, right }: Knot<T>): readonly [T, Sorted<T>] {
  if (left === undefined) return [entry, right];
  const [first, rest] = withoutFirst(left);
  return [first, balanced(entry, rest, right)];
}

function knot<T>(entry: T, left: Sorted<T>, right: Sorted<T>): Knot<T> {
  return { entry, size: sizeOf(left) + sizeOf(right) + 1, left, right };
}

/** One side has at most one entry more or less than before, when both were in balance. */
function balanced<T>(entry: T, left: Sorted<T>, right: Sorted<T>): Knot<T> {
  if (right !== undefined && isHeavy(right, left)) {
    if (sizeOf(right.left) < 2 * sizeOf(right.right) || right.left === undefined)
      return knot(right.entry, knot(entry, left, right.left), right.right);
    const { left: inner } = right;
    return knot(inner.entry, knot(entry, left, inner.left), knot(right.entry, inner.right, right.right));
  }
  if (left !== undefined && isHeavy(left, right)) {
    if (sizeOf(left.right) < 2 * sizeOf(left.left) || left.right === undefined)
      return knot(left.entry, left.left, knot(entry, left.right, right));
    const { right: inner } = left;
    return knot(inner.entry, knot(left.entry, left.left, inner.left), knot(entry, inner.right, right));
  }
  return knot(entry, left, right);
}

function isHeavy<T>(one: Sorted<T>, other: Sorted<T>): boolean {
  return sizeOf(one) + sizeOf(other) > 1 && sizeOf(one) > weight * sizeOf(other);
}
