import type { Expression as Ast, Binary } from "@orchlang/language/ast";
import type { QuantityType, Type } from "../type.ts";
import { addIntervals, type Interval, subtractIntervals } from "../types/interval.ts";
import { dateType, durationType, instantType, quantityType, required } from "../types/kinds.ts";
import { baseOf, sameDimension } from "../units/dimension.ts";
import { checkPair } from "./hint.ts";
import { checkListSum, hasListLiteral, isList, listWanted } from "./list.ts";
import { checkLiteral } from "./literal.ts";
import { call, failed, impossibleConstant, made } from "./make.ts";
import { currencyOfBoth, isMoney, isNumber, isTemperature, numericType } from "./numeric.ts";
import { present } from "./present.ts";
import { refuseOperands } from "./refusal.ts";
import type { Checking, Environment, Expectation, Typed } from "./typed.ts";

/** The result of a sum: its type, and the function of the closed table that computes it. */
interface Sum {
  readonly type: Type;
  readonly fn: string;
  readonly swapped?: true;
}

const difference = quantityType("TemperatureDifference");

/** `a + b`, `a - b`: of one quantity; times and durations; a temperature and a difference. */
export function checkSum(
  ast: Binary,
  expected: Expectation | undefined,
  env: Environment,
  ctx: Checking,
): Typed {
  const needs = `\`${ast.operator}\` needs`;
  const sides = operands(ast, expected, env, ctx);
  const left = present(sides[0], ast.left, needs, ctx);
  const right = present(sides[1], ast.right, needs, ctx);
  const of = [left, right];
  if (left.type.kind === "error" || right.type.kind === "error") return failed(ast.span, of);
  if (ast.operator === "+" && isList(left) && isList(right)) return checkListSum(ast, left, right, ctx);
  const sum = sumOf(ast.operator === "-", left.type, right.type, expected?.type);
  if (sum === undefined) return refuseOperands(ast, left, right, ctx);
  if (!ctx.unreached && isPartOfDay(sum, sum.swapped ? left : right)) {
    const fault = "a date moves by whole days";
    ctx.report(impossibleConstant.at({ file: ctx.file, span: ast.span }, { fault }));
    return failed(ast.span, of);
  }
  const [first, second] = sum.swapped ? [right, left] : [left, right];
  return made(
    {
      span: ast.span,
      type: sum.type,
      expression: call(sum.fn, first.expression, second.expression),
      of,
      sign: ast.operator,
    },
    ctx,
  );
}

function operands(
  ast: Binary,
  expected: Expectation | undefined,
  env: Environment,
  ctx: Checking,
): readonly [Typed, Typed] {
  const wanted = ast.operator === "+" ? listWanted(expected) : undefined;
  if (wanted !== undefined) return [ctx.check(ast.left, wanted, env), ctx.check(ast.right, wanted, env)];
  if (ast.operator === "+" && hasListLiteral(ast))
    return checkPair(ast.left, ast.right, "it is added to", env, ctx);
  const left = ctx.check(ast.left, undefined, env);
  return [left, rightOperand(ast, required(left.type), expected, env, ctx)];
}

const dayMs = 86_400_000;

/** `day + 36h`: a date has no time of day for the rest to go to. */
function isPartOfDay(sum: Sum, by: Typed): boolean {
  const amount = by.constant?.value;
  return sum.type.kind === "date" && typeof amount === "number" && amount % dayMs !== 0;
}

/**
 * A literal behind a temperature is a difference where only that has a meaning: `t + 2C`, and `t - 2C` where a
 * temperature is wanted. Elsewhere temperatures subtract to a difference; and of two that are written alike, as in
 * `20C + 21C`, nothing says that one is a difference.
 */
function rightOperand(
  ast: Binary,
  left: Type,
  expected: Expectation | undefined,
  env: Environment,
  ctx: Checking,
): Typed {
  const wanted = expected && required(expected.type);
  const cooler = ast.operator === "+" || (wanted !== undefined && isTemperature(wanted));
  const byDifference = isTemperature(left) ? cooler : isDifference(left);
  if (byDifference && ast.right.kind === "quantity" && !areBothPoints(ast, ctx))
    return checkLiteral(ast.right, { type: difference }, ctx);
  return ctx.check(ast.right, undefined, env);
}

/** True if a sum is of two literals on scales whose zero is a matter of agreement. */
function areBothPoints({ operator, left, right }: Binary, { units }: Checking): boolean {
  const isPoint = (side: Ast): boolean =>
    side.kind === "quantity" && units.unit(side.unit)?.offset !== undefined;
  return operator === "+" && isPoint(left) && isPoint(right);
}

const isDifference = (type: Type): boolean =>
  type.kind === "quantity" && baseOf(type.dimension) === "TemperatureDifference";

const isDuration = (type: Type): boolean => type.kind === "quantity" && baseOf(type.dimension) === "Duration";

function sumOf(minus: boolean, left: Type, right: Type, expected: Type | undefined): Sum | undefined {
  if (isNumber(left) && isNumber(right)) {
    const type = numericType(left, right, expected, bounds(minus, left, right), false);
    return { type, fn: minus ? "number.subtract" : "number.add" };
  }
  if (left.kind === "quantity" && right.kind === "quantity") return quantities(minus, left, right);
  return moments(minus, left, right);
}

function bounds(minus: boolean, left: Interval, right: Interval): Interval {
  return minus ? subtractIntervals(left, right) : addIntervals(left, right);
}

function quantities(minus: boolean, left: QuantityType, right: QuantityType): Sum | undefined {
  const fn = `${isMoney(left) ? "money" : "number"}.${minus ? "subtract" : "add"}`;
  const range = bounds(minus, left, right);
  if (isTemperature(left)) {
    if (isTemperature(right)) return minus ? { type: { ...difference, ...range }, fn } : undefined;
    return isDifference(right) ? { type: { ...quantityType("Temperature"), ...range }, fn } : undefined;
  }
  if (isTemperature(right)) {
    return !minus && isDifference(left)
      ? { type: { ...quantityType("Temperature"), ...range }, fn }
      : undefined;
  }
  if (!sameDimension(left.dimension, right.dimension)) return undefined;
  const currency = currencyOfBoth(left, right);
  if (currency === "two") return undefined;
  return { type: { kind: "quantity", dimension: left.dimension, ...currency, ...range }, fn };
}

function moments(minus: boolean, left: Type, right: Type): Sum | undefined {
  const moment = left.kind === "instant" || left.kind === "date" ? left.kind : undefined;
  if (moment !== undefined && isDuration(right)) {
    const type = moment === "instant" ? instantType : dateType;
    return { type, fn: `${moment}.${minus ? "subtract" : "add"}` };
  }
  if (moment !== undefined && right.kind === moment && minus)
    return { type: durationType, fn: `${moment}.difference` };
  if (!minus && isDuration(left) && (right.kind === "instant" || right.kind === "date")) {
    const type = right.kind === "instant" ? instantType : dateType;
    return { type, fn: `${right.kind}.add`, swapped: true };
  }
  return undefined;
}
