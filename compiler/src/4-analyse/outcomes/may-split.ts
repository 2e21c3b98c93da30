import type { QuorumNode } from "@orchlang/plan";
import type { Type } from "../../3-check/type.ts";
import type { Located } from "../tree.ts";

/**
 * Whether those whom a quorum asks can all answer, and too few of them agree: of n answers out of v values some value
 * is given by n / v of them at least.
 */
export function maySplit(
  { statement: { type } }: Located,
  { agree, attempts }: Pick<QuorumNode, "agree" | "attempts">,
): boolean {
  const plain = attempts.every(
    ({ target, options }) =>
      "capability" in target && options.accept === undefined && options.timeout === undefined,
  );
  if (!plain) return true;
  const values = valuesOf(type.kind === "optional" ? type.of : type);
  return Math.ceil(attempts.length / values) < agree;
}

/** How many values a type has; infinity where nobody counts them. */
function valuesOf(type: Type): number {
  switch (type.kind) {
    case "bool":
      return 2;
    case "int":
      return type.min === undefined || type.max === undefined ? Infinity : type.max - type.min + 1;
    case "enum":
      return type.members.length;
    case "optional":
      return valuesOf(type.of) + 1;
    case "record":
      return type.fields.reduce((product, field) => product * valuesOf(field.type), 1);
    case "nothing":
      return 1;
    default:
      return Infinity;
  }
}
