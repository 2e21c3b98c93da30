import { defineDiagnostic } from "@orchlang/language";
import type { Expression as Ast, Binary, QuantityLiteral, Unary } from "@orchlang/language/ast";
import { joinLabels } from "../labels/label.ts";
import { negateInterval } from "../types/interval.ts";
import { boolType, isOptional, required } from "../types/kinds.ts";
import { aType } from "../types/show.ts";
import { checkEquality, checkOrder, isContext } from "./compare.ts";
import { doubting } from "./doubt.ts";
import { factsOf, itemsOf, withFacts } from "./flow.ts";
import { checkHinted, needsHint } from "./hint.ts";
import { commonType } from "./list.ts";
import { checkLiteral } from "./literal.ts";
import { call, choosing, failed, made, withConstant } from "./make.ts";
import { checkMembership } from "./membership.ts";
import { wrongType } from "./misfits.ts";
import { isTemperature, refuseTemperature } from "./numeric.ts";
import { present } from "./present.ts";
import { checkProduct } from "./product.ts";
import { reportSameSides } from "./refusal.ts";
import { checkSum } from "./sum.ts";
import type { Checking, Environment, Expectation, Typed } from "./typed.ts";
import { wordsAtStart } from "./words.ts";

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

/** `a and b`, `a or b`: the right side is only asked where the left did not decide, and so knows what it said. */
function checkLogic(ast: Binary, env: Environment, ctx: Checking): Typed {
  const op = ast.operator === "and" ? "and" : "or";
  const other = op === "or" ? itemsOf(ast).find((item, index) => index > 0 && isPlainValue(item)) : undefined;
  if (other !== undefined) return refuseOtherwise(ast, other, env, ctx);
  const items: Typed[] = [];
  let scope = env;
  const deciding = op === "or";
  let decided = false;
  for (const item of itemsOf(ast)) {
    const typed = ctx.reached(!decided).check(item, { type: boolType, asks: `\`${op}\` takes` }, scope);
    decided ||= typed.constant?.value === deciding;
    items.push(typed);
    if (typed.doubtful) scope = doubting(scope, item);
    scope = withFacts(scope, factsOf(item, op === "and", scope, ctx));
  }
  const expression = { op, items: items.map((item) => item.expression) } as const;
  const whole = made({ span: ast.span, type: boolType, expression, of: items }, ctx);
  return decided && whole.type.kind !== "error" ? withConstant(whole, deciding) : whole;
}

/** A literal that is neither true nor false. */
function isPlainValue({ kind }: Ast): boolean {
  return ["string", "number", "money", "quantity", "ratio", "list", "record", "none"].includes(kind);
}

/** `a or "none"`: what other languages take where `a` is missing. */
function refuseOtherwise(ast: Binary, other: Ast, env: Environment, ctx: Checking): Typed {
  const typed = ctx.check(other, undefined, env);
  const clash = {
    subject: wordsAtStart(other),
    asks: "`or` takes",
    got: aType(typed.type),
    wanted: aType(boolType),
  };
  const help = "What is taken where a value is missing stands behind `??`: `a ?? b`.";
  ctx.report(wrongType.at({ file: ctx.file, span: other.span }, { clash }, { help }));
  return failed(ast.span, [typed]);
}

export const notNegatable = defineDiagnostic<{ type: string }>({
  code: "ORCH3112",
  severity: "error",
  title: "Nothing to take the minus of",
  message: (p) => `A minus belongs before a number, a quantity or an amount, and this is ${p.type}.`,
});

/** `not c`, `-n`. */
export function checkUnary(
  ast: Unary,
  expected: Expectation | undefined,
  env: Environment,
  ctx: Checking,
): Typed {
  return ast.operator === "not" ? not(ast, env, ctx) : minus(ast, expected, env, ctx);
}

function not(ast: Unary, env: Environment, ctx: Checking): Typed {
  const operand = ctx.check(ast.operand, { type: boolType, asks: "`not` takes" }, env);
  const expression = { op: "not" as const, of: operand.expression };
  return made({ span: ast.span, type: boolType, expression, of: [operand] }, ctx);
}

function minus(ast: Unary, expected: Expectation | undefined, env: Environment, ctx: Checking): Typed {
  if (ast.operand.kind === "quantity") return belowZero(ast, ast.operand, expected, ctx);
  const operand = present(ctx.check(ast.operand, undefined, env), ast.operand, "`-` needs", ctx);
  const { type, expression } = operand;
  switch (type.kind) {
    case "int":
    case "float":
    case "ratio":
    case "quantity": {
      if (isTemperature(type)) return refuseTemperature(operand, ctx);
      const fn = type.kind === "quantity" && type.dimension.Money === 1 ? "money.negate" : "number.negate";
      const { min: _, max: __, ...bare } = type;
      const negative = { ...bare, ...negateInterval(type) };
      return made({ span: ast.span, type: negative, expression: call(fn, expression), of: [operand] }, ctx);
    }
    case "error":
      return failed(ast.span, [operand]);
    default:
      ctx.report(notNegatable.at({ file: ctx.file, span: operand.span }, { type: aType(type) }));
      return failed(ast.span, [operand]);
  }
}

/** The minus belongs to the number: `-5C` is five degrees below zero, not minus 278.15 K. */
function belowZero(
  ast: Unary,
  literal: QuantityLiteral,
  expected: Expectation | undefined,
  ctx: Checking,
): Typed {
  return checkLiteral(
    { ...literal, number: `-${literal.number}`, raw: `-${literal.raw}`, span: ast.span },
    expected,
    ctx,
  );
}
