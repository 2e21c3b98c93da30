import type { Expression } from "@orchlang/plan/expressions";

/** The expressions directly inside an expression. */
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
    case "match":
      return [
        expression.subject,
        ...expression.arms.map((arm) => arm.value),
        ...(expression.otherwise === undefined ? [] : [expression.otherwise]),
      ];
    case "coalesce":
      return [expression.left, expression.right];
    case "template":
      return expression.parts.flatMap((part) => (typeof part === "string" ? [] : [part.value]));
  }
}
