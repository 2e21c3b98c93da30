import { type Expression, partsOf } from "@orchlang/plan/expressions";

/* Expressions that may have no value, by how they are written. */

/** True if an expression calls anything that gives nothing for some arguments, whatever is known of these. */
export function isRisky(expression: Expression): boolean {
  return (expression.op === "call" && isPartialFunction(expression.fn)) || partsOf(expression).some(isRisky);
}

/** The values that decide whether an expression has a value: the arguments of its partial functions. */
export function decidingValue(expression: Expression): readonly Expression[] {
  const expressions: Expression[] = [];
  const open = [expression];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    open.push(...partsOf(one));
    if (one.op === "call" && isPartialFunction(one.fn)) expressions.push(...one.args);
  }
  return expressions;
}

const partialFunctions: ReadonlySet<string> = new Set([
  "number.divide",
  "number.remainder",
  "money.over",
  "money.ratio",
  "money.round",
  "geo.of",
  "geo.cell",
  "date.add",
  "date.subtract",
  "date.add_days",
  "date.add_months",
  "date.add_business_days",
  "instant.add",
  "instant.subtract",
]);

/** True if an expression reads a signal, a flag, the time or the user. */
export function asksContext(expression: Expression): boolean {
  if (expression.op === "read") return expression.from === "context";
  return partsOf(expression).some(asksContext);
}

/** True if a function of the closed table gives nothing for some arguments of its types. */
export function isPartialFunction(fn: string): boolean {
  return partialFunctions.has(fn);
}
