import type { Binary } from "@orchlang/language/ast";
import { joinLabels } from "../labels/label.ts";
import { isOptional, required } from "../types/optional.ts";
import type { Checking } from "./checking.ts";
import { checkEquality, checkOrder, isContext } from "./compare.ts";
import { checkHinted, needsHint } from "./hint.ts";
import { commonType } from "./list.ts";
import { checkLogic } from "./logic.ts";
import { choosing, made } from "./make.ts";
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

/** `a ?? b`: b where a is `none`, or a signal or flag that nobody knows. */
function checkCoalesce(
  ast: Binary,
  expected: Expectation | undefined,
  env: Environment,
  ctx: Checking,
): Typed {
  const left = ctx.check(ast.left, needsHint(ast.left, env) ? expected : undefined, env);
  const settled = left.constant !== undefined && left.constant.value !== null;
  const within = ctx.reached(!settled);
  const right =
    expected === undefined
      ? checkHinted(ast.right, left.type, "beside it stands", env, within)
      : within.check(ast.right, expected, env);
  const there = { ...left, type: required(left.type) };
  const known = left.type.kind === "none" ? [right] : [there, right];
  const type = commonType(known, ctx);
  const orUnknown = isContext(left.expression);
  const expression = {
    op: "coalesce" as const,
    left: left.expression,
    right: right.expression,
    ...(orUnknown ? { orUnknown } : {}),
  };
  const label = joinLabels(left.label, right.label);
  const plain = made({ span: ast.span, type, expression, of: [left, right], label }, ctx);
  const whole = choosing(plain, settled ? left : undefined);
  return isOptional(right.type) && right.missingBecause !== undefined
    ? { ...whole, missingBecause: right.missingBecause }
    : whole;
}
