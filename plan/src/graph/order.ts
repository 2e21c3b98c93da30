import { type Dag, dag, successors } from "./dag.ts";

export interface Arc {
  readonly from: string;
  readonly to: string;
}

/**
 * From sources to sinks; of those that are free, the first given goes first. A cycle is given by one closing
 * path, `["a", "b", "a"]`. Arcs of nodes that aren't given are passed over.
 */
export function topological(
  nodes: readonly string[],
  arcs: readonly Arc[],
): { readonly ok: readonly string[] } | { readonly cycle: readonly string[] } {
  const names = [...new Set(nodes)];
  const built = dag(names.length, numbered(names, arcs));
  const named = (ids: Iterable<number>): string[] => Array.from(ids, (id) => names[id] ?? "");
  return "ok" in built ? { ok: named(built.ok.order) } : { cycle: named(built.cycle) };
}

/** Arcs as pairs of places in `names`. */
export function numbered(
  names: readonly string[],
  arcs: readonly Arc[],
): readonly (readonly [number, number])[] {
  const ids = new Map(names.map((name, index) => [name, index]));
  const pairs: (readonly [number, number])[] = [];
  for (const { from, to } of arcs) {
    const source = ids.get(from);
    const target = ids.get(to);
    if (source !== undefined && target !== undefined) pairs.push([source, target]);
  }
  return pairs;
}

export interface LongestPath {
  /** The sum of the weights on the heaviest way; 0 of an empty graph. */
  readonly length: number;
  /** Its nodes, from the first to the last. Of ways that weigh the same, one. */
  readonly path: readonly number[];
  /** When each node can begin and end at the earliest, where all begin at 0. */
  readonly begin: Float64Array;
  readonly end: Float64Array;
}

/** Weights stand on nodes, are not negative and may be Infinity. */
export function longestPath(graph: Dag, weights: ArrayLike<number>): LongestPath {
  const begin = new Float64Array(graph.size);
  const end = new Float64Array(graph.size);
  const before = new Int32Array(graph.size).fill(-1);
  let last = -1;
  for (const node of graph.order) {
    const ended = (begin[node] ?? 0) + (weights[node] ?? 0);
    end[node] = ended;
    if (last === -1 || ended > (end[last] ?? 0)) last = node;
    for (const target of successors(graph, node)) {
      if (before[target] !== -1 && ended <= (begin[target] ?? 0)) continue;
      begin[target] = ended;
      before[target] = node;
    }
  }
  const path: number[] = [];
  for (let node = last; node !== -1; node = before[node] ?? -1) path.push(node);
  return { length: last === -1 ? 0 : (end[last] ?? 0), path: path.reverse(), begin, end };
}
