import type { Expression } from "../shapes/expression.ts";
import type { Json } from "../shapes/value.ts";
import { matches } from "./compare.ts";
import { withParts } from "./fold-constants.ts";

/**
 * The same expression where some locals are known: they stand in it as constants, and of a `match` over one of them only
 * the arm that is taken is left. So what else stands in a family's expression is no part of one member's.
 */
export function bindLocals(expression: Expression, values: Readonly<Record<string, Json>>): Expression {
  const bind = (part: Expression): Expression => bindLocals(part, values);
  switch (expression.op) {
    case "read":
      return expression.from === "local" && Object.hasOwn(values, expression.name)
        ? { op: "constant", value: values[expression.name] ?? null }
        : expression;
    case "match": {
      const subject = bind(expression.subject);
      if (subject.op !== "constant") return withParts(expression, bind);
      const arm = expression.arms.find(({ patterns }) => matches(patterns, subject.value));
      const taken = arm?.value ?? expression.otherwise;
      return taken === undefined ? withParts(expression, bind) : bind(taken);
    }
    case "fold": {
      const { as, body } = expression;
      if (as === undefined || body === undefined || !Object.hasOwn(values, as))
        return withParts(expression, bind);
      // A variable of its own hides the local of that name.
      const others = Object.fromEntries(Object.entries(values).filter(([name]) => name !== as));
      return { ...expression, list: bind(expression.list), body: bindLocals(body, others) };
    }
    default:
      return withParts(expression, bind);
  }
}
