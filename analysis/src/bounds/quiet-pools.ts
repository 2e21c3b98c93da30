import { type CheckedProgram, calleesFirst, type Pool } from "@orchlang/checker";
import type { Routine } from "@orchlang/plan";
import type { Priority } from "@orchlang/plan/nodes";

import { type LinkedStatement, loopsAround, type RoutineTree } from "../tree.ts";
import { overflowChain } from "./holding.ts";

/*
 * Nobody stands in line for a pool that has a member for everybody who may want one at the same time: all runs of all
 * plans that may overlap, or, of a reserve, all of those for whom it is kept (semantics, rule 47).
 */

/** Decides whether a pool has a member for whoever asks for one in a plan, as long as any member will do. */
export type Quiet = (plan: string, pool: string) => boolean;

interface Asking {
  readonly program: CheckedProgram;
  readonly trees: ReadonlyMap<string, RoutineTree>;
  callees(plan: string): readonly string[];
}

export function quietPools({ program, trees, callees }: Asking): Quiet {
  const pools = program.pools ?? {};
  if (Object.keys(pools).length === 0) return () => false;
  const demands = demandsOf(program, trees, callees);
  const called = new Set([...trees.keys()].flatMap(callees));
  const reserved = new Set([...trees.values()].flatMap(({ all }) => all.flatMap(reservedBy(program))));
  const wanted = (pool: string, isMeant: (priority: Priority | undefined) => boolean): number => {
    let total = 0;
    for (const [name, demand] of demands) {
      const most = demand.get(pool) ?? 0;
      const head = trees.get(name)?.routine.head;
      if (most === 0 || head === undefined || !isMeant(head.priority)) continue;
      total += called.has(name) ? Infinity : most * runsOf(head);
    }
    return total;
  };
  return (plan, name) => {
    const pool = pools[name]?.pool;
    if (pool === undefined) return false;
    const priority = trees.get(plan)?.routine.head.priority;
    const { reserve } = pool;
    const isKept = (one: Priority | undefined): boolean =>
      reserve !== undefined && rankOf(one) <= rankOf(reserve.priority);
    // Members that are reserved for later times leave no certain one for all of the time between.
    const isKeptBack = isKept(priority) && reserve !== undefined && !reserved.has(name);
    if (isKeptBack && wanted(name, isKept) <= reserve.count) return true;
    return wanted(name, () => true) <= pool.count - (isKept(priority) ? 0 : (reserve?.count ?? 0));
  };
}

function reservedBy(program: CheckedProgram): (linked: LinkedStatement) => readonly string[] {
  return ({ statement: { node } }) =>
    node.kind === "hold" && node.from !== undefined
      ? overflowChain(program, node.pick.pool).map(({ name }) => name)
      : [];
}

const ranks = ["critical", "high", "normal", "low", "info"] as const;

function rankOf(priority: Priority | undefined): number {
  return ranks.indexOf(priority ?? "normal");
}

/** How many runs there may be at once: without end where nothing says it, or a plan of a goal may be chosen. */
function runsOf({ overlap, achieves }: Pick<Routine, "overlap" | "achieves">): number {
  if (overlap === undefined || overlap.by !== undefined || achieves !== undefined) return Infinity;
  return overlap.upTo ?? (overlap.mode === "allow" ? Infinity : 1);
}

type Demand = ReadonlyMap<string, number>;

/** By plan and pool, what a run may hold at once at most: all that is ever asked for, in every round that may be on. */
function demandsOf(
  program: CheckedProgram,
  trees: ReadonlyMap<string, RoutineTree>,
  callees: (plan: string) => readonly string[],
): ReadonlyMap<string, Demand> {
  const demands = new Map<string, Demand>();
  for (const name of calleesFirst(trees.keys(), callees)) {
    const demand = new Map<string, number>();
    const add = (pool: Pool, count: number): void => {
      demand.set(pool.name, (demand.get(pool.name) ?? 0) + count);
    };
    for (const linked of trees.get(name)?.all ?? []) {
      const times = roundsAtOnce(linked);
      for (const { pool, count } of asksOf(linked))
        for (const one of overflowChain(program, pool)) add(one, count * times);
      const calls = linked.attempts.some(({ attempt }) => !("capability" in attempt.target));
      if (!calls) continue;
      // It does not matter which of them is called here: each is called somewhere.
      for (const callee of callees(name)) {
        for (const [pool, count] of demands.get(callee) ?? []) {
          demand.set(pool, (demand.get(pool) ?? 0) + count * times);
        }
      }
    }
    demands.set(name, demand);
  }
  return demands;
}

function asksOf({
  statement: { node },
  attempts,
}: LinkedStatement): readonly { pool: string; count: number }[] {
  const picks = node.kind === "hold" ? [node.pick] : attempts.flatMap(({ attempt }) => attempt.using ?? []);
  return picks.map(({ pool, count = 1 }) => ({ pool, count: typeof count === "number" ? count : Infinity }));
}

function roundsAtOnce(linked: LinkedStatement): number {
  return loopsAround(linked).reduce((times, loop) => {
    const { node } = loop.statement;
    if (node.kind !== "loop" || node.over.kind !== "list") return times;
    const { atOnce } = node.over;
    const known = [atOnce, node.upTo].map((count) => (typeof count === "number" ? count : Infinity));
    return times * Math.min(...known);
  }, 1);
}
