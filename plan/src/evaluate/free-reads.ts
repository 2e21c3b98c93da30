import type { Expression, Read } from "../shapes/expression.ts";

/** The free reads of an expression, each once, in order of first appearance. */
export function freeReads(expression: Expression): readonly Read[] {
  if (expression.op === "read") return [expression];
  const results = new Map<string, Read>();
  collect(expression, new Set(), results);
  return [...results.values()];
}

/** `bound`: variables of the lambdas around. */
function collect(expression: Expression, bound: ReadonlySet<string>, results: Map<string, Read>): void {
  if (expression.op === "read") {
    if (expression.from === "local" && bound.has(expression.name)) return;
    const key = `${expression.from} ${expression.name}`;
    if (!results.has(key)) results.set(key, expression);
    return;
  }
  if (expression.op === "fold") {
    collect(expression.list, bound, results);
    if (expression.body === undefined) return;
    const inner = expression.as === undefined ? bound : new Set(bound).add(expression.as);
    collect(expression.body, inner, results);
    return;
  }
  for (const part of partsOf(expression)) collect(part, bound, results);
}

/** The expressions directly within one, in the order of evaluation. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.op) {
    case "constant":
    case "read":
      return [];
    case "field":
    case "not":
    case "isNone":
      return [expression.of];
    case "record":
      return expression.entries.map((entry) => ("spread" in entry ? entry.spread : entry.value));
    case "list":
    case "and":
    case "or":
      return expression.items;
    case "call":
      return expression.args;
    case "fold":
      return expression.body === undefined ? [expression.list] : [expression.list, expression.body];
    case "if":
      return [expression.condition, expression.yes, expression.no];
    case "match": {
      const arms = [expression.subject, ...expression.arms.map(({ value }) => value)];
      return expression.otherwise === undefined ? arms : [...arms, expression.otherwise];
    }
    case "coalesce":
      return [expression.left, expression.right];
    case "template":
      return expression.parts.flatMap((part) => (typeof part === "string" ? [] : [part.value]));
  }
}

/** The parts of a condition that `and` joins; a condition without `and` is the only part. */
export function conjunctsOf(condition: Expression): readonly Expression[] {
  return condition.op === "and" ? condition.items.flatMap(conjunctsOf) : [condition];
}
