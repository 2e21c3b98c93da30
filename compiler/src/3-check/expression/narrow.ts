import type { Expression } from "@orchlang/language";
import type { Environment, ExpressionContext } from "./typed.ts";

/**
 * What is known besides where a condition is known to be true (or false): `x is some`, `x.y != none`, `x == a`,
 * `n <= 10`, `and`, `or`, `not`. Reports nothing: the condition has been checked by itself.
 */
export function narrow(
  _env: Environment,
  _condition: Expression,
  _truth: boolean,
  _ctx: ExpressionContext,
): Environment {
  throw new Error("unfinished");
}
