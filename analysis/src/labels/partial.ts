import type { Expression } from "@orchlang/plan/expressions";
import { decidingValue } from "../expression/partial.ts";
import { expressionsOf, mayHaveNoValue, shownAt } from "../graph/partial.ts";
import type { LinkedStatement } from "../tree.ts";
import { clean, type Taint } from "./taint.ts";
import type { Around, Walk } from "./walk.ts";

/**
 * Learnt from a statement's expressions having a value at all: a zero divisor fails it. A clearance asks for the integrity
 * of that alone.
 */
export function partialTaint(
  walk: Walk,
  expressions: readonly (Expression | undefined)[],
  around: Around,
  linked: LinkedStatement,
): Taint {
  if (!mayHaveNoValue(linked, walk.routine.context)) return clean;
  const deciding = expressions.flatMap((one) => (one === undefined ? [] : decidingValue(one)));
  return deciding.length === 0 ? clean : walk.decided(walk.taint(deciding, around, linked));
}

/** The same of all that a statement says, and shows. */
export function valueTaint(walk: Walk, linked: LinkedStatement, around: Around): Taint {
  if (!mayHaveNoValue(linked, walk.routine.context)) return clean;
  const shown = shownAt(linked, walk.routine.context.program);
  return partialTaint(walk, [...expressionsOf(linked.statement.node), ...shown], around, linked);
}
