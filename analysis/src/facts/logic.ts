import type { Expression } from "@orchlang/plan/expressions";

/* Connectives over conditions, which leave out what is constant. */

export const always: Expression = { op: "constant", value: true };
export const never: Expression = { op: "constant", value: false };

export function all(items: readonly Expression[]): Expression {
  const open = items.filter((item) => item !== always);
  if (open.includes(never)) return never;
  return open.length === 0 ? always : open.length === 1 ? (open[0] ?? always) : { op: "and", items: open };
}

export function some(items: readonly Expression[]): Expression {
  const open = items.filter((item) => item !== never);
  if (open.includes(always)) return always;
  return open.length === 0 ? never : open.length === 1 ? (open[0] ?? never) : { op: "or", items: open };
}

export function not(of: Expression): Expression {
  if (of === always) return never;
  if (of.op === "not") return of.of;
  return of === never ? always : { op: "not", of };
}
