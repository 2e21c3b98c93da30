import { type Dag, dagOfEnds } from "@orchlang/plan/graph";
import { pathConditionAt } from "../facts/path-condition.ts";
import { type LinkedStatement, type RoutineTree, standsIn } from "../tree.ts";
import { type Ancestry, ancestryOf } from "./ancestry.ts";
import { endingChoices, endingSteps } from "./endings.ts";
import type { Needs } from "./needs.ts";

/*
 * Happens-before, whatever the durations. Every statement has two points: its begin, and its settling. An arc means
 * that its source comes first in every run in which both occur at all: a statement on an arm that is not taken settles
 * at once, and its dependencies need not have ended. So a path through the graph orders its ends only in runs in which
 * everything between them is active (must); and two points are ordered in some run only if there is a path (may).
 */

export interface Precedence {
  readonly tree: RoutineTree;
  readonly dag: Dag;
  /** True if `first` has settled in every run before `then` begins. */
  before(first: LinkedStatement, then: LinkedStatement): boolean;
  /** True if `first` has settled before `then` begins in some runs for the sake of their order. */
  mayPrecede(first: LinkedStatement, then: LinkedStatement): boolean;
  /**
   * The statements after whose end one of `lasts` begins in every run, with the first such one in the text; computed in
   * one pass, without regard to which arms are taken. `before` finds the others.
   */
  plainlyBefore(lasts: ReadonlySet<LinkedStatement>): ReadonlyMap<LinkedStatement, LinkedStatement>;
}

/** Arcs, from and to by turns. */
type Ends = readonly number[];

export const beginOf = (linked: LinkedStatement): number => 2 * linked.index;
export const endOf = (linked: LinkedStatement): number => 2 * linked.index + 1;

/** The point between the plan's work and its `finally`. */
export const turnOf = (tree: RoutineTree): number => 2 * tree.all.length;

/** The arcs of a routine; the size of the graph is one more than {@link turnOf}. */
export function arcsOf(tree: RoutineTree, needs: Needs): Ends {
  const arcs: number[] = [];
  for (const linked of tree.all) {
    arcs.push(beginOf(linked), endOf(linked));
    for (const block of linked.blocks) {
      for (const inner of block.statements) {
        arcs.push(beginOf(linked), beginOf(inner), endOf(inner), endOf(linked));
      }
    }
    for (const need of needs.get(linked) ?? []) {
      const other = tree.byId.get(need.node);
      if (other === undefined) continue;
      if (need.why !== "branch") arcs.push(endOf(other), beginOf(linked));
      else {
        for (const choice of [other, ...endingChoices(other)]) arcs.push(beginOf(choice), beginOf(linked));
        // The choice of a handler is known when such a step has settled.
        for (const step of endingSteps(other)) arcs.push(endOf(step), beginOf(linked));
      }
    }
  }
  const turn = turnOf(tree);
  for (const linked of tree.root.statements) arcs.push(endOf(linked), turn);
  for (const linked of tree.finally?.statements ?? []) arcs.push(turn, beginOf(linked));
  return arcs;
}

/** `cycle`: the points of one closing path, the first again at the end. */
export function precedenceOf(
  tree: RoutineTree,
  needs: Needs,
): { readonly ok: Precedence } | { readonly cycle: readonly number[] } {
  const arcs = arcsOf(tree, needs);
  const made = dagOfEnds(turnOf(tree) + 1, arcs);
  if ("cycle" in made) return made;
  // Found when first asked for: many plans stand under no rule that asks.
  let known: Ancestry | undefined;
  const ancestry = (): Ancestry => {
    known ??= ancestryOf(tree, made.ok);
    return known;
  };
  let asked = 0;
  // A few questions are answered by a walk each, sooner than all that any can need is found.
  const leads = (point: number, then: LinkedStatement): boolean => {
    asked += 1;
    return known === undefined && asked <= walksMost
      ? isWay(made.ok, rank, point, beginOf(then))
      : ancestry().leads(point, then);
  };
  const rank = new Int32Array(made.ok.size);
  for (const [at, point] of made.ok.order.entries()) rank[point] = at;
  // A point later in a topological order is before none that is earlier in it.
  const mayBe = (first: LinkedStatement, then: LinkedStatement): boolean =>
    first !== then && (rank[endOf(first)] ?? 0) < (rank[beginOf(then)] ?? 0);
  const isFinishing = tree.all.some(finishesLosers);
  const mustBe = (first: LinkedStatement, then: LinkedStatement): boolean =>
    mayBe(first, then) && !(isFinishing && finishesLater(first, then));
  return {
    ok: {
      tree,
      dag: made.ok,
      before: (first, then) => mustBe(first, then) && ancestry().alwaysLeads(endOf(first), then),
      mayPrecede: (first, then) => mayBe(first, then) && leads(endOf(first), then),
      plainlyBefore: (lasts) => plainlyBefore(tree, made.ok, lasts),
    },
  };
}

/** True if it is a race whose losers end by themselves. */
function finishesLosers({ statement: { node } }: LinkedStatement): boolean {
  return node.kind === "race" && node.losers === "finish";
}

/** True if a statement is in such a race, and may go on beside what comes after that. */
function finishesLater(first: LinkedStatement, then: LinkedStatement): boolean {
  for (let { block } = first; block.owner !== undefined; { block } = block.owner)
    if (block.role?.kind === "contender" && finishesLosers(block.owner) && !standsIn(then, block.owner))
      return true;
  return false;
}

/** So many questions are answered without what answers all of them. */
const walksMost = 4;

/** True if a way leads from one point to another; what comes behind that in the order of all is not looked at. */
function isWay({ starts, targets, size }: Dag, rank: Int32Array, from: number, to: number): boolean {
  const last = rank[to] ?? 0;
  const seen = new Uint8Array(size);
  const open = [from];
  for (let point = open.pop(); point !== undefined; point = open.pop()) {
    const end = starts[point + 1] ?? 0;
    for (let row = starts[point] ?? 0; row < end; row++) {
      const target = targets[row] ?? 0;
      if (target === to) return true;
      if (seen[target] === 1 || (rank[target] ?? 0) > last) continue;
      seen[target] = 1;
      open.push(target);
    }
  }
  return false;
}

function plainlyBefore(
  tree: RoutineTree,
  graph: Dag,
  lasts: ReadonlySet<LinkedStatement>,
): ReadonlyMap<LinkedStatement, LinkedStatement> {
  const results = new Map<LinkedStatement, LinkedStatement>();
  if (lasts.size === 0) return results;
  // For each point, the index of the first statement in the text that it leads to.
  const none = tree.all.length;
  const before = new Int32Array(graph.size).fill(none);
  for (let at = graph.size - 1; at >= 0; at--) {
    const point = graph.order[at] ?? 0;
    const linked = tree.all[point >> 1];
    let first = none;
    const end = graph.starts[point + 1] ?? 0;
    const ends = linked !== undefined && point === endOf(linked);
    const race =
      ends && linked.block.owner && finishesLosers(linked.block.owner) ? linked.block.owner : undefined;
    for (let row = graph.starts[point] ?? 0; row < end; row++) {
      const target = graph.targets[row] ?? 0;
      // The race may be over before its losers are.
      if (race === undefined || target !== endOf(race)) first = Math.min(first, before[target] ?? none);
    }
    const last = tree.all[first];
    if (ends && last !== undefined) results.set(linked, last);
    const on = linked === undefined || pathConditionAt(linked) === undefined;
    const itself = on && linked !== undefined && !ends && lasts.has(linked);
    before[point] = itself ? Math.min(first, linked.index) : on ? first : none;
  }
  return results;
}

/** The statements, each after those that it waits for. */
export function inOrder({ tree, dag }: Precedence): readonly LinkedStatement[] {
  const results: LinkedStatement[] = [];
  for (const point of dag.order) {
    const linked = tree.all[point >> 1];
    if (linked !== undefined && point % 2 === 0) results.push(linked);
  }
  return results;
}
