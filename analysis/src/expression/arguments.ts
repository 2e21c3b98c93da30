import type { Json } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import { substitute } from "./substitute.ts";

/** `args.to` becomes the argument itself. */
export function withArguments(
  expression: Expression,
  args: Readonly<Record<string, Expression>>,
): Expression {
  const entries = Object.entries(args).map(([name, value]) => ({ name, value }));
  const record: Expression = { op: "record", entries };
  return simplified(
    substitute(expression, (read) => (read.from === "local" && read.name === "args" ? record : undefined)),
  );
}

/** A field of a record that is written out is that field's own expression, so that it can be a path again. */
export function simplified(expression: Expression): Expression {
  const within = (part: Expression): Expression => simplified(part);
  switch (expression.op) {
    case "field": {
      const of = within(expression.of);
      if (of.op === "constant") return { op: "constant", value: fieldOf(of.value, expression.name) };
      if (of.op !== "record") return { ...expression, of };
      const entry = of.entries.findLast((each) => "spread" in each || each.name === expression.name);
      // A spread may have the field or not.
      if (entry !== undefined && "spread" in entry) return { ...expression, of };
      return entry === undefined ? { op: "constant", value: null } : entry.value;
    }
    case "call":
      return { ...expression, args: expression.args.map(within) };
    case "and":
    case "or":
      return { ...expression, items: expression.items.map(within) };
    case "not":
    case "isNone":
      return { ...expression, of: within(expression.of) };
    default:
      return expression;
  }
}

function fieldOf(value: Json, name: string): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  return (value as Readonly<Record<string, Json>>)[name] ?? null;
}
