import { type Dag, successors } from "./dag.ts";

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
