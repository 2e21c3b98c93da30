import { type Dag, dag } from "@orchlang/plan";
import type { Located, LocatedBlock, RoutineTree } from "../tree.ts";
import { endingChoices } from "./endings.ts";
import type { Needs } from "./needs.ts";

/*
 * What happens before what, whatever the durations. Every statement has two points: where it begins, and where it
 * has settled. An arc says that its source comes first in every run in which its target comes at all.
 */

export interface Precedence {
  readonly tree: RoutineTree;
  readonly dag: Dag;
  /** Whether `first` has settled in every run before `then` begins. */
  before(first: Located, then: Located): boolean;
  /** Whether `first` has settled in every run before `then` has. */
  settlesBefore(first: Located, then: Located): boolean;
  /** Every statement that has settled before `then` begins. */
  allBefore(then: Located): readonly Located[];
}

export type Arc = readonly [from: number, to: number];

export const beginOf = (located: Located): number => 2 * located.index;
export const endOf = (located: Located): number => 2 * located.index + 1;

/** The point between the plan's work and its `finally`. */
export const turnOf = (tree: RoutineTree): number => 2 * tree.all.length;

/** The arcs of a routine; the size of the graph is one more than {@link turnOf}. */
export function arcsOf(tree: RoutineTree, needs: Needs): readonly Arc[] {
  const arcs: Arc[] = [];
  for (const located of tree.all) {
    arcs.push([beginOf(located), endOf(located)]);
    for (const block of located.blocks) {
      for (const inner of block.statements) {
        arcs.push([beginOf(located), beginOf(inner)], [endOf(inner), endOf(located)]);
      }
    }
    for (const need of needs.get(located) ?? []) {
      const other = tree.byId.get(need.node);
      if (other === undefined) continue;
      if (need.why !== "branch") arcs.push([endOf(other), beginOf(located)]);
      else
        for (const choice of [other, ...endingChoices(other)]) arcs.push([beginOf(choice), beginOf(located)]);
    }
  }
  arcs.push(...turnArcs(tree, tree.root, "into"), ...turnArcs(tree, tree.finally, "out of"));
  return arcs;
}

function turnArcs(
  tree: RoutineTree,
  block: LocatedBlock | undefined,
  way: "into" | "out of",
): readonly Arc[] {
  const turn = turnOf(tree);
  return (block?.statements ?? []).map((located) =>
    way === "into" ? [endOf(located), turn] : [turn, beginOf(located)],
  );
}

/** `cycle`: the points of one closing path, the first again at the end. */
export function precedenceOf(
  tree: RoutineTree,
  needs: Needs,
): { readonly ok: Precedence } | { readonly cycle: readonly number[] } {
  const arcs = arcsOf(tree, needs);
  const made = dag(turnOf(tree) + 1, arcs);
  if ("cycle" in made) return made;
  const ancestors = ancestorsIn(made.ok);
  return {
    ok: {
      tree,
      dag: made.ok,
      before: (first, then) => first !== then && ancestors(beginOf(then)).has(endOf(first)),
      settlesBefore: (first, then) => first !== then && ancestors(endOf(then)).has(endOf(first)),
      allBefore: (then) => {
        const points = ancestors(beginOf(then));
        return tree.all.filter((located) => points.has(endOf(located)));
      },
    },
  };
}

interface PointSet {
  has(point: number): boolean;
}

/** The points before a point, found when first asked for: rules ask about few of them. */
function ancestorsIn(graph: Dag): (point: number) => PointSet {
  const sources = predecessors(graph);
  const known = new Map<number, PointSet>();
  return (point) => {
    const found = known.get(point) ?? search(sources, graph.size, point);
    known.set(point, found);
    return found;
  };
}

interface Rows {
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

function search(sources: Rows, size: number, point: number): PointSet {
  const seen = new Uint8Array(size);
  const open = [point];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const end = sources.starts[next + 1] ?? 0;
    for (let row = sources.starts[next] ?? 0; row < end; row++) {
      const source = sources.items[row] ?? 0;
      if (seen[source] === 1) continue;
      seen[source] = 1;
      open.push(source);
    }
  }
  return { has: (candidate) => seen[candidate] === 1 };
}
