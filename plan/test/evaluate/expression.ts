import type { Json } from "@orchlang/plan";
import type { Evaluated, Expression, Read, Scope } from "@orchlang/plan/expressions";
import { evaluate } from "@orchlang/plan/expressions";

/** Short forms for tests. */
export const value = (json: Json): Expression => ({ op: "constant", value: json });
export const read = (name: string, from: Read["from"] = "context"): Read => ({ op: "read", from, name });
export const it = read("it", "local");
export const call = (fn: string, ...args: readonly Expression[]): Expression => ({ op: "call", fn, args });
export const list = (...items: readonly Expression[]): Expression => ({ op: "list", items });
export const and = (...items: readonly Expression[]): Expression => ({ op: "and", items });
export const or = (...items: readonly Expression[]): Expression => ({ op: "or", items });
export const not = (of: Expression): Expression => ({ op: "not", of });
export const when = (condition: Expression, yes: Expression, no: Expression): Expression => ({
  op: "if",
  condition,
  yes,
  no,
});
export const field = (of: Expression, name: string): Expression => ({ op: "field", of, name });
export const fold = (fn: string, of: Expression, body?: Expression, as = "it"): Expression =>
  body === undefined ? { op: "fold", fn, list: of } : { op: "fold", fn, list: of, as, body };
export const usd = (amount: string): Json => ({ amount, currency: "USD" });

/** What is not named here is unknown. */
export function scopeOf(known: Readonly<Record<string, Json>>): Scope {
  return {
    read: ({ name }): Evaluated =>
      Object.hasOwn(known, name) ? { value: known[name] ?? null } : { unknown: [name] },
  };
}

export function result(expression: Expression, known: Readonly<Record<string, Json>> = {}): Evaluated {
  return evaluate(expression, scopeOf(known));
}

/** A function of the table, called with constants. */
export function applied(fn: string, ...args: readonly Json[]): Evaluated {
  return result(call(fn, ...args.map(value)));
}
