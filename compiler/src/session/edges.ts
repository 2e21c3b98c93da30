/*
 * Edges from queries to their readers. A program has about eighty thousand queries a megabyte, most with one reader: one
 * reader is stored as itself, a few as a list, and only many as a set, which costs four times as much.
 */

/** None, one or several, each once. */
export type Listed<T extends object> = T | readonly T[] | undefined;

export type Edges<T extends object> = Listed<T> | Set<T>;

/** A list is copied to add to it, and gone through to look for one. */
const listedMax = 32;

export function withEdge<T extends object>(edges: Edges<T>, more: T): Edges<T> {
  if (edges === undefined) return more;
  if (edges instanceof Set) return edges.add(more);
  if (!isList(edges)) return edges === more ? edges : [edges, more];
  if (edges.includes(more)) return edges;
  return edges.length < listedMax ? edges.concat([more]) : new Set(edges).add(more);
}

export function withoutEdge<T extends object>(edges: Edges<T>, less: T): Edges<T> {
  if (edges === less) return undefined;
  if (edges instanceof Set) {
    edges.delete(less);
    return edges.size === 0 ? undefined : edges;
  }
  if (edges === undefined || !isList(edges)) return edges;
  const left = edges.filter((edge) => edge !== less);
  return left.length === 1 ? left[0] : left;
}

const none: readonly never[] = [];

export function edgesIn<T extends object>(edges: Edges<T>): Iterable<T> {
  return edges instanceof Set ? edges : listOf(edges);
}

export function listOf<T extends object>(edges: Listed<T>): readonly T[] {
  if (edges === undefined) return none;
  return isList(edges) ? edges : [edges];
}

export function listed<T extends object>(edges: readonly T[]): Listed<T> {
  return edges.length < 2 ? edges[0] : edges;
}

function isList<T extends object>(edges: T | readonly T[]): edges is readonly T[] {
  return Array.isArray(edges);
}
