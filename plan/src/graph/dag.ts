const todo = (): never => {
  throw new Error("unfinished");
};
/** A directed graph without cycles over 0 .. size-1, in rows of a typed array. */
export interface Dag {
  readonly size: number;
  /** Successors of `n`: `targets[starts[n]]` up to before `targets[starts[n + 1]]`. */
  readonly starts: Int32Array;
  readonly targets: Int32Array;
  /** A topological order. */
  readonly order: Int32Array;
}
/** From pairs (from, to); a pair said twice counts once. A cycle gives one closing path. */
export function dag(
  _size: number,
  _arcs: readonly (readonly [number, number])[],
): { readonly ok: Dag } | { readonly cycle: readonly number[] } {
  return todo();
}
export interface LongestPath {
  readonly length: number;
  /** Nodes from the first to the last. */
  readonly path: readonly number[];
  /** When each node can begin and end at the earliest. */
  readonly begin: Float64Array;
  readonly end: Float64Array;
}
/** Weights stand on nodes, and may be Infinity. */
export function longestPath(_dag: Dag, _weights: ArrayLike<number>): LongestPath {
  return todo();
}
export interface Reachability {
  /** A way of one arc or more. */
  reaches(from: number, to: number): boolean;
  /** Neither reaches the other, and they differ. */
  unordered(a: number, b: number): boolean;
  /** All that `from` reaches, ascending. */
  reachedFrom(from: number): readonly number[];
}
export function reachability(_dag: Dag): Reachability {
  return todo();
}
/** Immediate dominators seen from `entry`; of `entry` itself `entry`, of what it does not reach -1. */
export function dominators(_dag: Dag, _entry: number): Int32Array {
  return todo();
}
/** The most nodes no two of which are ordered, and one such set. */
export function width(_dag: Dag): { readonly size: number; readonly nodes: readonly number[] } {
  return todo();
}
