import type { Expression } from "@orchlang/language";
import { checkingOf } from "./check.ts";
import { narrowed } from "./flow.ts";
import type { Environment, ExpressionContext } from "./typed.ts";

/**
 * What is known besides where a condition is known to be true (or false): `x is some`, `x.y != none`, `x == a`,
 * `n <= 10`, `and`, `or`, `not`. Reports nothing: the condition has been checked by itself.
 */
export function narrow(
  env: Environment,
  condition: Expression,
  truth: boolean,
  ctx: ExpressionContext,
): Environment {
  return narrowed(env, condition, truth, checkingOf({ ...ctx, report: () => {} }));
}
