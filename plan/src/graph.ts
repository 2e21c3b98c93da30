// Graphs.
export { cycles } from "./graph/cycles.ts";
export { type Dag, dag, dagOfEnds, successors } from "./graph/dag.ts";
export { dominators } from "./graph/dominators.ts";
export { type Heap, smallestFirst } from "./graph/heap.ts";
export { type LongestPath, longestPath } from "./graph/longest-path.ts";
export { type Arc, topological } from "./graph/order.ts";
export { type Reachability, reachability } from "./graph/reachability.ts";
export { transitiveReduction } from "./graph/reduction.ts";
export { width } from "./graph/width.ts";
