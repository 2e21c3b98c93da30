import { successors } from "@orchlang/plan/graph";
import type { Workload } from "./workload.ts";

/**
 * For each statement, the longest path from its begin to the end of the plan, in ms: its upward rank (H. Topcuoglu, S.
 * Hariri, M.-Y. Wu, “Performance-effective and low-complexity task scheduling for heterogeneous computing”, 2002).
 */
export function upwardRanks({ dag, durations }: Workload): Float64Array {
  const after = new Float64Array(dag.size);
  for (let at = dag.size - 1; at >= 0; at--) {
    const point = dag.order[at] ?? 0;
    let longest = 0;
    for (const target of successors(dag, point)) {
      // From a begin to the end of the same statement goes its own time.
      const own = target === point + 1 && point % 2 === 0 ? (durations[point >> 1] ?? 0) : 0;
      longest = Math.max(longest, own + (after[target] ?? 0));
    }
    after[point] = longest;
  }
  return Float64Array.from(durations, (_, index) => after[2 * index] ?? 0);
}
