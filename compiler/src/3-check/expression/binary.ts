import type { Binary } from "@orchlang/language/ast";
import type { Checking } from "./checking.ts";
import { checkCoalesce } from "./coalesce.ts";
import { checkEquality, checkOrder } from "./compare.ts";
import { checkLogic } from "./logic.ts";
import { checkMembership } from "./membership.ts";
import { checkProduct } from "./product.ts";
import { reportSameSides } from "./same-sides.ts";
import { checkSum } from "./sum.ts";
import type { Environment, Expectation, Typed } from "./typed.ts";

/** An operator between two operands. */
export function checkBinary(
  ast: Binary,
  expected: Expectation | undefined,
  env: Environment,
  ctx: Checking,
): Typed {
  const whole = checkOperator(ast, expected, env, ctx);
  reportSameSides(ast, whole, ctx);
  return whole;
}

/** One file a family of operators. */
function checkOperator(
  ast: Binary,
  expected: Expectation | undefined,
  env: Environment,
  ctx: Checking,
): Typed {
  switch (ast.operator) {
    case "and":
    case "or":
      return checkLogic(ast, env, ctx);
    case "==":
    case "!=":
      return checkEquality(ast, env, ctx);
    case "<":
    case "<=":
    case ">":
    case ">=":
      return checkOrder(ast, env, ctx);
    case "in":
      return checkMembership(ast, env, ctx);
    case "??":
      return checkCoalesce(ast, expected, env, ctx);
    case "+":
    case "-":
      return checkSum(ast, expected, env, ctx);
    case "*":
    case "/":
      return checkProduct(ast, expected, env, ctx);
  }
}
