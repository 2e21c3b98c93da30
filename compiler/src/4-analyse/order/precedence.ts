import { canonical, type Dag, dag, type Expression, type Json } from "@orchlang/plan";
import { factsAt } from "../facts/activation.ts";
import { implies } from "../facts/implication.ts";
import type { Located, LocatedBlock, RoutineTree } from "../tree.ts";
import { endingChoices } from "./endings.ts";
import type { Needs } from "./needs.ts";

/*
 * What happens before what, whatever the durations. Every statement has two points: where it begins, and where it
 * has settled. An arc says that its source comes first in every run in which both come at all: a statement on a side
 * that is not taken is settled at once, and what it would have waited for need not have ended. So a way through the
 * graph orders its ends only in runs in which what lies between them is on; and a way at all is what it takes for
 * them to be ordered in some run.
 */

export interface Precedence {
  readonly tree: RoutineTree;
  readonly dag: Dag;
  /** Whether `first` has settled in every run before `then` begins. */
  before(first: Located, then: Located): boolean;
  /** Whether `first` has settled before `then` begins in some runs for the sake of their order. */
  mayHold(first: Located, then: Located): boolean;
  /**
   * The statements before whose begin one of `firsts` has settled in every run, with that one; found in one pass, as
   * far as it can be told without asking which sides are taken. `before` finds the others.
   */
  plainlyAfter(firsts: ReadonlySet<Located>): ReadonlyMap<Located, Located>;
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
  const { always, atAll } = ancestorsIn(tree, made.ok);
  const rank = new Int32Array(made.ok.size);
  for (const [at, point] of made.ok.order.entries()) rank[point] = at;
  // What comes later in one order of all points is before nothing that comes earlier in it.
  const mayBe = (first: Located, then: Located): boolean =>
    first !== then && (rank[endOf(first)] ?? 0) < (rank[beginOf(then)] ?? 0);
  return {
    ok: {
      tree,
      dag: made.ok,
      before: (first, then) => mayBe(first, then) && always(then)[endOf(first)] === 1,
      mayHold: (first, then) => mayBe(first, then) && atAll(then)[endOf(first)] === 1,
      plainlyAfter: (firsts) => plainlyAfter(tree, made.ok, firsts),
    },
  };
}

function plainlyAfter(
  tree: RoutineTree,
  graph: Dag,
  firsts: ReadonlySet<Located>,
): ReadonlyMap<Located, Located> {
  // Of each point the first that is before it, by its index; -1 for none.
  const after = new Int32Array(graph.size).fill(-1);
  const found = new Map<Located, Located>();
  for (const point of graph.order) {
    const located = tree.all[point >> 1];
    const first = tree.all[after[point] ?? -1];
    const begins = located !== undefined && point === beginOf(located);
    if (begins && first !== undefined) found.set(located, first);
    // A first one hands itself on; through what may be off nothing is handed on.
    const itself = located !== undefined && !begins && firsts.has(located);
    const on = located === undefined || factsAt(located).length === 0;
    const handed = itself ? located.index : on ? (after[point] ?? -1) : -1;
    if (handed === -1) continue;
    const end = graph.starts[point + 1] ?? 0;
    for (let row = graph.starts[point] ?? 0; row < end; row++) after[graph.targets[row] ?? 0] = handed;
  }
  return found;
}

interface Ancestors {
  /** Points that come before a statement begins in every run, by point. */
  always(then: Located): Uint8Array;
  atAll(then: Located): Uint8Array;
}

/** Found when first asked for: rules ask about few statements. */
function ancestorsIn(tree: RoutineTree, graph: Dag): Ancestors {
  const sources = predecessors(graph);
  const search = (then: Located, passes: (located: Located) => boolean): Uint8Array => {
    const seen = new Uint8Array(graph.size);
    const open = [beginOf(then)];
    for (let point = open.pop(); point !== undefined; point = open.pop()) {
      const located = tree.all[point >> 1];
      if (located !== undefined && located !== then && !passes(located)) continue;
      for (let row = sources.starts[point] ?? 0; row < (sources.starts[point + 1] ?? 0); row++) {
        const source = sources.items[row] ?? 0;
        if (seen[source] === 1) continue;
        seen[source] = 1;
        open.push(source);
      }
    }
    return seen;
  };
  const remembered = (find: (then: Located) => Uint8Array): ((then: Located) => Uint8Array) => {
    const known = new Map<Located, Uint8Array>();
    return (then) => {
      const found = known.get(then) ?? find(then);
      known.set(then, found);
      return found;
    };
  };
  return {
    always: remembered((then) => search(then, isOnWith(then))),
    atAll: remembered((then) => search(then, () => true)),
  };
}

/** Whether a statement is on in every run in which `then` begins. */
function isOnWith(then: Located): (located: Located) => boolean {
  const given = factsAt(then);
  const known = new Map<string, boolean>();
  const holds = (fact: Expression): boolean => {
    const key = canonical(fact as unknown as Json);
    const found = known.get(key) ?? implies(given, fact) === true;
    known.set(key, found);
    return found;
  };
  return (located) => factsAt(located).every(holds);
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
