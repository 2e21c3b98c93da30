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
