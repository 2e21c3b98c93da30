import type { Json } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";

/* Expressions of a plan file, short enough to write tests with. */

export function constant(value: Json): Expression {
  return { op: "constant", value };
}

export function usd(amount: string): Expression {
  return constant({ amount, currency: "USD" });
}

export function input(name: string): Expression {
  return { op: "read", from: "input", name };
}

/** `step("list", "contacts")` is `list.contacts`. */
export function step(name: string, ...fields: readonly string[]): Expression {
  return fields.reduce<Expression>((of, field) => ({ op: "field", of, name: field }), {
    op: "read",
    from: "node",
    name,
  });
}

export function local(name: string, ...fields: readonly string[]): Expression {
  return fields.reduce<Expression>((of, field) => ({ op: "field", of, name: field }), {
    op: "read",
    from: "local",
    name,
  });
}

export function context(name: string): Expression {
  return { op: "read", from: "context", name };
}

export function call(fn: string, ...args: readonly Expression[]): Expression {
  return { op: "call", fn, args };
}

export function size(of: Expression): Expression {
  return call("list.size", of);
}

export function and(...items: readonly Expression[]): Expression {
  return { op: "and", items };
}

export function or(...items: readonly Expression[]): Expression {
  return { op: "or", items };
}

export function not(of: Expression): Expression {
  return { op: "not", of };
}

export function text(...parts: readonly (string | Expression)[]): Expression {
  return {
    op: "template",
    parts: parts.map((part) => (typeof part === "string" ? part : { value: part, as: "text.of_text" })),
  };
}
