import { type Dag, successors } from "@orchlang/plan/graph";
import type { AnalysedRoutine } from "../analysis.ts";
import { inNumbers } from "../bounds/duration.ts";
import { overflowChain } from "../bounds/holding.ts";
import { endless } from "../bounds/timeline.ts";
import { oneTry } from "../bounds/tries.ts";
import { countOf, takingsOf } from "../resources/taking.ts";
import type { LinkedStatement } from "../tree.ts";

/**
 * The work of one run of a plan without failures, in enough detail to play it. Two points for each statement, as in
 * `Precedence`; everything else by the index of the statement.
 */
export interface Workload {
  readonly dag: Dag;
  /** ms from begin to end. A hold whose contents do the work takes no time itself. */
  readonly durations: Float64Array;
  /** The pool that it takes members of, -1 for none; how many. */
  readonly pools: Int32Array;
  readonly counts: Int32Array;
  /** How many members each pool has, those that it overflows into among them. */
  readonly capacities: readonly number[];
}

/** ms: what has no bound takes as long as anything else that has none. */
const nominal = 1_000;

/** `undefined`: nobody in it stands in anybody's way, since no pool is asked at two places. */
export function workloadOf(routine: AnalysedRoutine): Workload | undefined {
  const { tree, precedence, context } = routine;
  const size = tree.all.length;
  const pools = new Int32Array(size).fill(-1);
  const counts = new Int32Array(size);
  const names: string[] = [];
  const places = new Map<string, number>();
  for (const linked of tree.all) {
    const [taking] = takingsOf(linked);
    if (taking === undefined) continue;
    const { pool } = taking.pick;
    if (!names.includes(pool)) names.push(pool);
    places.set(pool, (places.get(pool) ?? 0) + 1);
    pools[linked.index] = names.indexOf(pool);
    const { least } = countOf(routine, taking);
    counts[linked.index] = Math.max(1, least);
  }
  if ([...places.values()].every((count) => count < 2)) return undefined;
  const capacities = names.map((name) =>
    overflowChain(context.program, name).reduce((sum, { count }) => sum + count, 0),
  );
  const durations = Float64Array.from(tree.all, (linked) => durationOf(routine, linked));
  return { dag: precedence.dag, durations, pools, counts, capacities };
}

/** One try of a step; of what has blocks with a time of their own, at worst. */
function durationOf({ context, bounds }: AnalysedRoutine, linked: LinkedStatement): number {
  const { node } = linked.statement;
  if (node.kind === "call") {
    const once = inNumbers(oneTry(context, linked, node.attempt).duration.worst);
    return once < endless ? once : nominal;
  }
  if (node.kind !== "loop" && node.kind !== "race" && node.kind !== "quorum" && node.kind !== "wait")
    return 0;
  const time = bounds.timeline.lastingOf(linked);
  return time < endless ? time : nominal;
}

/** Orders by keys, the greatest first, those that are the same as the text has them. */
export class Order {
  readonly #indices: Int32Array;
  readonly #places: Int32Array;

  constructor({ length }: Float64Array) {
    this.#indices = Int32Array.from({ length }, (_, index) => index);
    this.#places = new Int32Array(length);
  }

  sorted(keys: Float64Array): Int32Array {
    return this.#indices.sort((one, other) => (keys[other] ?? 0) - (keys[one] ?? 0) || one - other);
  }

  by(keys: Float64Array): Int32Array {
    for (const [place, index] of this.sorted(keys).entries()) this.#places[index] = place;
    return this.#places;
  }
}

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
