import { type Dag, successors } from "./dag.ts";

/**
 * For each node the last one that every way from `entry` to it passes. Of `entry` it is `entry`, of what `entry`
 * doesn't reach -1. (Cooper, Harvey, Kennedy 2001; without cycles one pass in topological order is enough.)
 */
export function dominators(graph: Dag, entry: number): Int32Array {
  const place = new Int32Array(graph.size);
  graph.order.forEach((node, index) => {
    place[node] = index;
  });
  const dominator = new Int32Array(graph.size).fill(-1);
  dominator[entry] = entry;
  for (const node of graph.order) {
    if (dominator[node] === -1) continue;
    for (const target of successors(graph, node)) {
      const known = dominator[target] ?? -1;
      dominator[target] = known === -1 ? node : meet(known, node, dominator, place);
    }
  }
  return dominator;
}

/** Where two nodes' chains of dominators come together. */
function meet(a: number, b: number, dominator: Int32Array, place: Int32Array): number {
  let left = a;
  let right = b;
  while (left !== right) {
    if ((place[left] ?? 0) > (place[right] ?? 0)) left = dominator[left] ?? 0;
    else right = dominator[right] ?? 0;
  }
  return left;
}
