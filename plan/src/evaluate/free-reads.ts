import type { Expression, Read } from "../shapes/expression.ts";
/** What an expression reads from outside itself, each once, in order of first appearance. */
export function freeReads(_expression: Expression): readonly Read[] {
  throw new Error("unfinished");
}
