// Graphs.
export { cycles } from "./graph/cycles.ts";
export { type Dag, dag, dagOfEnds, successors } from "./graph/dag.ts";
export { type Heap, smallestFirst } from "./graph/heap.ts";
export { type Arc, type LongestPath, longestPath, topological } from "./graph/order.ts";
export { dominators, type Reachability, reachability, transitiveReduction } from "./graph/reachability.ts";
export { width } from "./graph/width.ts";
