import type { Expression } from "@orchlang/plan";
import { partsOf } from "../expression/parts.ts";
import { expressionsOf, isPartialFunction, mayHaveNoValue } from "../graph/partial.ts";
import type { Located } from "../tree.ts";
import { clean, joinTaints, type Taint } from "./taint.ts";
import type { Around, Walk } from "./walk.ts";

/** What is learnt from a statement's expressions having a value at all: a divisor that is zero fails it. Rules ask so. */
export function partialTaint(
  walk: Walk,
  expressions: readonly (Expression | undefined)[],
  around: Around,
  located: Located,
): Taint {
  if (!walk.context.strict || !mayHaveNoValue(located, walk.routine.context)) return clean;
  let all = clean;
  const open = expressions.flatMap((one) => one ?? []);
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    open.push(...partsOf(one));
    if (one.op === "call" && isPartialFunction(one.fn))
      all = joinTaints(all, walk.taint(one.args, around, located));
  }
  return all;
}

/** The same of all that a statement says. */
export function valueTaint(walk: Walk, located: Located, around: Around): Taint {
  if (!walk.context.strict || !mayHaveNoValue(located, walk.routine.context)) return clean;
  return partialTaint(walk, expressionsOf(located.statement.node), around, located);
}
