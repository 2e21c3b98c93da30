import { isOptional, optional, required } from "../types/optional.ts";
import type { Typed } from "./typed.ts";

/** The inside of a `?.`: the value as if it were there, and the way back to the whole. */
export interface Chain {
  readonly value: Typed;
  /** Makes the outcome of what was asked of the value one that is `none` where the value was. */
  readonly finish: (outcome: Typed) => Typed;
}

/**
 * `x?.f`, and all that follows it to the right: the chain ends where the value is missing, as a whole.
 * `undefined` where there is no such chain, or nothing that could be missing.
 */
export function optionalChain(object: Typed, asks: boolean): Chain | undefined {
  if (!isOptional(object.type) || !(asks || object.chained)) return undefined;
  const { chained: _, missingBecause: __, ...rest } = object;
  return { value: { ...rest, type: required(object.type) }, finish: (outcome) => finished(object, outcome) };
}

function finished(object: Typed, outcome: Typed): Typed {
  if (outcome.type.kind === "error") return outcome;
  const own = isOptional(outcome.type);
  const reason = own ? outcome.missingBecause : object.missingBecause;
  const { missingBecause: _, ...rest } = outcome;
  return {
    ...rest,
    type: optional(outcome.type),
    expression: guarded(object, outcome),
    ...(own ? {} : { chained: true as const }),
    ...(reason === undefined ? {} : { missingBecause: reason }),
  };
}

/** A field of nothing is nothing by itself; other functions are not asked. */
function guarded(object: Typed, outcome: Typed): Typed["expression"] {
  const { expression } = outcome;
  if (expression.op === "field" && expression.of === object.expression)
    return { ...expression, optional: true };
  if (expression.op === "constant") return expression;
  return {
    op: "if",
    condition: { op: "isNone", of: object.expression },
    yes: { op: "constant", value: null },
    no: expression,
  };
}
