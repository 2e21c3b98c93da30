import type { Dag } from "@orchlang/plan/graph";
import { predecessors, type Rows } from "./predecessors.ts";

/** A graph's arcs turned round, and the place of each point in its order. */
export interface Backwards {
  readonly sources: Rows;
  readonly rank: Int32Array;
}

type IsCut = (point: number) => boolean;

const known = new WeakMap<Dag, Backwards>();

/**
 * The points that lead to one, itself last, in the order of the graph; what `isCut` says is left out, and with it all
 * that leads there by it alone. Costs what it finds, once the graph has been asked before. `undefined`: there are more
 * than `most`.
 */
export function leadingTo(dag: Dag, to: number, isCut: IsCut): readonly number[];
export function leadingTo(dag: Dag, to: number, isCut: IsCut, most: number): readonly number[] | undefined;
export function leadingTo(
  dag: Dag,
  to: number,
  isCut: IsCut,
  most = Number.POSITIVE_INFINITY,
): readonly number[] | undefined {
  const { sources, rank } = backwards(dag);
  const found = new Set([to]);
  for (const point of found) {
    if (found.size > most) return undefined;
    const end = sources.starts[point + 1] ?? 0;
    for (let row = sources.starts[point] ?? 0; row < end; row++) {
      const source = sources.items[row] ?? 0;
      if (!found.has(source) && !isCut(source)) found.add(source);
    }
  }
  return [...found].sort((one, other) => (rank[one] ?? 0) - (rank[other] ?? 0));
}

/** Found once of a graph. */
export function backwards(dag: Dag): Backwards {
  const before = known.get(dag);
  if (before !== undefined) return before;
  const rank = new Int32Array(dag.size);
  for (const [at, point] of dag.order.entries()) rank[point] = at;
  const made = { sources: predecessors(dag), rank };
  known.set(dag, made);
  return made;
}
