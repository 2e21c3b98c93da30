import type { Count } from "@orchlang/language/ast";
import type { Expression } from "@orchlang/plan/expressions";
import { checkCount } from "../declarations/clauses.ts";
import { aType } from "../types/show.ts";
import { checkAt } from "./expressions.ts";
import { countUnknown } from "./messages.ts";
import type { Spot } from "./site.ts";

/** How often at most: a number, or a value with a bound. */
export interface CheckedCount {
  readonly count: number | Expression;
  /** The greatest that it can be. */
  readonly most: number;
}

/** A whole number, a constant, or a parameter with a bound; what else there is is reported, and counts as one. */
export function checkBound(node: Count, what: string, spot: Spot): CheckedCount {
  if (node.kind === "number") {
    const count = checkCount(node, what, 1, spot.module);
    return { count, most: count };
  }
  const typed = checkAt(node, undefined, spot);
  const { type } = typed;
  if (type.kind === "int") {
    const constant = typed.constant?.value;
    if (typeof constant === "number") return { count: constant, most: constant };
    if (type.max !== undefined) return { count: typed.expression, most: type.max };
  }
  if (type.kind !== "error") {
    const place = { file: spot.module.file, span: node.span };
    spot.module.program.report(countUnknown.at(place, { what, is: aType(type) }));
  }
  return { count: 1, most: 1 };
}
