import type { Dag } from "@orchlang/plan/graph";

/** Compressed rows: the items of `n` stand from `starts[n]` up to before `starts[n + 1]`. */
export interface Rows {
  readonly starts: Int32Array;
  readonly items: Int32Array;
}

/** The graph's arcs turned round. */
export function predecessors(graph: Dag): Rows {
  const starts = new Int32Array(graph.size + 1);
  for (const target of graph.targets) starts[target + 1] = (starts[target + 1] ?? 0) + 1;
  for (let point = 0; point < graph.size; point++) {
    starts[point + 1] = (starts[point + 1] ?? 0) + (starts[point] ?? 0);
  }
  const fill = Int32Array.from(starts);
  const items = new Int32Array(graph.targets.length);
  for (let from = 0; from < graph.size; from++) {
    const end = graph.starts[from + 1] ?? 0;
    for (let row = graph.starts[from] ?? 0; row < end; row++) {
      const target = graph.targets[row] ?? 0;
      const slot = fill[target] ?? 0;
      items[slot] = from;
      fill[target] = slot + 1;
    }
  }
  return { starts, items };
}

/** A graph's arcs turned round, and the place of each point in its order. */
interface Backwards {
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
  const results = new Set([to]);
  for (const point of results) {
    if (results.size > most) return undefined;
    const end = sources.starts[point + 1] ?? 0;
    for (let row = sources.starts[point] ?? 0; row < end; row++) {
      const source = sources.items[row] ?? 0;
      if (!results.has(source) && !isCut(source)) results.add(source);
    }
  }
  return [...results].sort((one, other) => (rank[one] ?? 0) - (rank[other] ?? 0));
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
