import type { Expression } from "@orchlang/plan";
import { partsOf } from "../expression/parts.ts";
import { isConstant } from "../expression/path.ts";
import type { Located } from "../tree.ts";
import { clean, joinTaints, type Taint } from "./taint.ts";
import type { Around, Walk } from "./walk.ts";

/** Functions that give nothing for some arguments: which argument decides that. */
const partial: ReadonlySet<string> = new Set([
  "number.divide",
  "number.remainder",
  "money.over",
  "money.ratio",
]);

/**
 * What is learnt from an expression having a value at all: a divisor that is zero fails the statement. Asked for by rules
 * alone, and not of divisors that are constants.
 */
export function partialTaint(
  walk: Walk,
  expressions: readonly (Expression | undefined)[],
  around: Around,
  located: Located,
): Taint {
  if (!walk.context.strict) return clean;
  let all = clean;
  const open = expressions.flatMap((one) => one ?? []);
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    open.push(...partsOf(one));
    const divisor = one.op === "call" && partial.has(one.fn) ? one.args[1] : undefined;
    if (divisor !== undefined && !isConstant(divisor))
      all = joinTaints(all, walk.taint([divisor], around, located));
  }
  return all;
}
