import type { Json } from "@orchlang/plan";
import type { Expression, Read } from "@orchlang/plan/expressions";

/*
 * A path is an expression that only looks into a value: reads, fields, sizes. Two paths with the same key have the
 * same value wherever both are seen from one site, so what is known of one is known of the other.
 */

const sizes: ReadonlySet<string> = new Set(["list.size", "text.size", "record.size"]);

/** `undefined` for an expression that is no path. */
export function pathKey(expression: Expression): string | undefined {
  switch (expression.op) {
    case "read":
      return readKey(expression);
    case "field": {
      const of = pathKey(expression.of);
      return of === undefined ? undefined : `${of}.${expression.name}`;
    }
    case "call": {
      const [of] = expression.args;
      if (isRelease(expression)) return of === undefined ? undefined : pathKey(of);
      const inner = sizes.has(expression.fn) && of !== undefined ? pathKey(of) : undefined;
      return inner === undefined ? undefined : `${inner}#${expression.fn}`;
    }
    default:
      return undefined;
  }
}

/** `endorse(x)` and `declassify(x)` have the value of `x`. */
export function isRelease({ fn }: { readonly fn: string }): boolean {
  return fn === "label.endorse" || fn === "label.declassify";
}

function readKey(read: Read): string {
  return `${read.from}:${read.name}`;
}

export function isConstant(expression: Expression): expression is { op: "constant"; value: Json } {
  return expression.op === "constant";
}
