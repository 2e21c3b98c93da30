import type { CheckedProgram } from "@orchlang/checker";
import type { Attempt, Pick } from "@orchlang/plan/nodes";
import type { AnalysedRoutine } from "../analysis.ts";
import { overflowChain } from "../bounds/holding.ts";
import { qualified } from "../expression/qualify.ts";
import { evaluateAbstractly } from "../interval/evaluate.ts";
import type { LinkedStatement } from "../tree.ts";

/** A place where members of a pool are taken: a `with`, or a `using` behind a call. */
export interface Taking {
  readonly linked: LinkedStatement;
  readonly pick: Pick;
  /** The call that it is taken for; a `with` has none. */
  readonly attempt?: Attempt;
}

/** The members that a statement itself takes. */
export function takingsOf(linked: LinkedStatement): readonly Taking[] {
  const { node } = linked.statement;
  if (node.kind === "hold") return [{ linked, pick: node.pick }];
  const takings: Taking[] = [];
  for (const { attempt } of linked.attempts)
    if (attempt.using !== undefined) takings.push({ linked, pick: attempt.using, attempt });
  return takings;
}

/** How many members are taken, at least and at most. */
export function countOf(
  routine: AnalysedRoutine,
  { linked, pick: { count } }: Taking,
): { readonly least: number; readonly most: number } {
  if (count === undefined || typeof count === "number") return { least: count ?? 1, most: count ?? 1 };
  const range = evaluateAbstractly(qualified(count, linked), routine.values.at(linked));
  if (range.kind !== "number") return { least: 0, most: Infinity };
  return { least: Number.isFinite(range.low) ? Math.max(0, range.low) : 0, most: range.high };
}

/**
 * Pools that give way to one another by `overflow` are one family: who waits for one of them waits for all that it
 * overflows into.
 */
export function familiesOf(program: CheckedProgram): (pool: string) => string {
  const parent = new Map<string, string>();
  const rootOf = (name: string): string => {
    const up = parent.get(name);
    return up === undefined || up === name ? name : rootOf(up);
  };
  for (const name of Object.keys(program.pools ?? {})) {
    for (const pool of overflowChain(program, name)) {
      // The first in the order of names stands for all, whatever was declared first.
      const [first = name, last = name] = [rootOf(name), rootOf(pool.name)].sort();
      if (first !== last) parent.set(last, first);
    }
  }
  return rootOf;
}

/** How many members there are, with those of the pools that it overflows into. */
export function membersOf(program: CheckedProgram, pool: string): number {
  return overflowChain(program, pool).reduce((total, { count }) => total + count, 0);
}
