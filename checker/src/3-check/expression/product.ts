import { defineDiagnostic } from "@orchlang/language";
import type { Binary, Per, Span } from "@orchlang/language/ast";
import type { Expression } from "@orchlang/plan/expressions";
import type { Dimension, Type } from "../type.ts";
import { divideIntervals, type Interval, multiplyIntervals, scaleInterval } from "../types/interval.ts";
import { aType } from "../types/show.ts";
import {
  baseOf,
  factorOfProduct,
  factorOfQuotient,
  isPlainNumber,
  overDimension,
  timesDimension,
} from "../units/dimension.ts";
import { isOne, type Rational, toNumber } from "../units/rational.ts";
import { checkLiteral, quantityOf, reportUnknownUnit } from "./literal.ts";
import { call, failed, made } from "./make.ts";
import {
  currencyOfBoth,
  dimensionOf,
  isMoney,
  isNumber,
  isTemperature,
  numericType,
  refuseTemperature,
} from "./numeric.ts";
import { present } from "./present.ts";
import { refuseOperands } from "./refusal.ts";
import type { Checking, Environment, Expectation, ExpressionContext, Typed } from "./typed.ts";

export const dividedByZero = defineDiagnostic({
  code: "ORCH3113",
  severity: "error",
  title: "Division by zero",
  message: "This divides by zero.",
  label: "always zero",
});

/** `a * b`, `a / b`: dimensions multiply and divide. */
export function checkProduct(
  ast: Binary,
  expected: Expectation | undefined,
  env: Environment,
  ctx: Checking,
): Typed {
  const needs = `\`${ast.operator}\` needs`;
  const left = present(ctx.check(ast.left, undefined, env), ast.left, needs, ctx);
  const right = present(ctx.check(ast.right, undefined, env), ast.right, needs, ctx);
  if (left.type.kind === "error" || right.type.kind === "error") return failed(ast.span, [left, right]);
  const warm = [left, right].find((one) => isTemperature(one.type));
  if (warm !== undefined) return refuseTemperature(warm, ctx);
  const product = productOf(ast.operator === "/", left, right, ast.span, expected?.type, ctx);
  return product ?? refuseOperands(ast, left, right, ctx);
}

/**
 * The product or quotient of two values that are there; `undefined` where there is none: two amounts of money
 * multiplied, two currencies, something that measures nothing.
 */
function productOf(
  divides: boolean,
  left: Typed,
  right: Typed,
  span: Span,
  expected: Type | undefined,
  ctx: ExpressionContext,
): Typed | undefined {
  if (!measures(left.type) || !measures(right.type)) return undefined;
  const currency = currencyOfBoth(left.type, right.type);
  const [a, b] = [dimensionOf(left.type), dimensionOf(right.type)];
  const dimension = divides ? overDimension(a, b) : timesDimension(a, b);
  if (currency === "two" || Math.abs(dimension.Money ?? 0) > 1) return undefined;
  if (divides && isZero(right.type) && !ctx.unreached) {
    ctx.report(dividedByZero.at({ file: ctx.file, span: right.span }, {}));
    return failed(span, [left, right]);
  }
  const factor = divides ? factorOfQuotient(a, b, ctx.units) : factorOfProduct(a, b, ctx.units);
  const expression = emitted(divides, left, right, dimension, factor);
  const range = scaleInterval(
    (divides ? divideIntervals : multiplyIntervals)(left.type, right.type),
    toNumber(factor),
  );
  const type = typeOf(dimension, left.type, right.type, expected, range, divides, currency);
  return made({ span, type, expression, of: [left, right], sign: divides ? "/" : "*" }, ctx);
}

type Measuring = Extract<Type, { readonly kind: "int" | "float" | "ratio" | "quantity" }>;

function measures(type: Type): type is Measuring {
  return isNumber(type) || (type.kind === "quantity" && !isTemperature(type));
}

function isZero(type: Interval): boolean {
  return type.min === 0 && type.max === 0;
}

function typeOf(
  dimension: Dimension,
  left: Type,
  right: Type,
  expected: Type | undefined,
  range: Interval,
  divides: boolean,
  currency: { readonly currency?: string },
): Type {
  const cancelled = left.kind === "quantity" || divides;
  if (isPlainNumber(dimension)) return numericType(left, right, expected, range, cancelled);
  const kept = dimension.Money === undefined ? {} : currency;
  return { kind: "quantity", dimension, ...kept, ...range };
}

/**
 * Amounts of money stay exact: they are multiplied first and divided last. Where money cancels out, or what it buys
 * is computed, amounts become numbers by their ratio to one of the currency.
 */
function emitted(
  divides: boolean,
  left: Typed,
  right: Typed,
  dimension: Dimension,
  factor: Rational,
): Expression {
  const [a, b] = [left.expression, right.expression];
  const [paid, pays] = [isMoney(left.type), isMoney(right.type)];
  if (dimension.Money !== 1) {
    if (paid && pays && divides) return scaled("number", call("money.ratio", a, b), factor);
    const fn = divides ? "number.divide" : "number.multiply";
    return scaled("number", call(fn, asNumber(left), asNumber(right)), factor);
  }
  if (paid && divides) return divideMoney(call("money.times", a, number(factor.over)), b, factor);
  if (paid) return scaled("money", call("money.times", a, b), factor);
  if (pays) return scaled("money", call("money.times", b, a), factor);
  const bought = call(divides ? "number.divide" : "number.multiply", a, b);
  const unit = oneOf(left.type.kind === "quantity" && left.type.currency ? left.type : right.type);
  return scaled("money", call("money.times", unit, bought), factor);
}

/** `a · over / (b · under)`, the division last. */
function divideMoney(product: Expression, divisor: Expression, factor: Rational): Expression {
  const bare = product.op === "call" && factor.over === 1n ? (product.args[0] ?? product) : product;
  const whole = factor.under === 1n ? divisor : call("number.multiply", divisor, number(factor.under));
  return call("money.over", bare, whole);
}

function scaled(family: "number" | "money", value: Expression, factor: Rational): Expression {
  if (isOne(factor)) return value;
  const [times, over] =
    family === "money" ? ["money.times", "money.over"] : ["number.multiply", "number.divide"];
  const multiplied = factor.over === 1n ? value : call(times as string, value, number(factor.over));
  return factor.under === 1n ? multiplied : call(over as string, multiplied, number(factor.under));
}

function asNumber(value: Typed): Expression {
  return isMoney(value.type) ? call("money.ratio", value.expression, oneOf(value.type)) : value.expression;
}

/** One of the currency. */
function oneOf(type: Type): Expression {
  const currency = type.kind === "quantity" ? (type.currency ?? "") : "";
  return { op: "constant", value: { amount: "1", currency }, says: "" };
}

/** Nobody has written it, and nobody reads it. */
function number(whole: bigint): Expression {
  return { op: "constant", value: Number(whole), says: "" };
}

export const noRate = defineDiagnostic<{ of: string; per: string }>({
  code: "ORCH3114",
  severity: "error",
  title: "Rate of nothing",
  message: (p) => `There is no rate of ${p.of} per ${p.per}.`,
});

/** `$0.30 per kWh`, `10% per 5m`: a quotient by a unit or a quantity. */
export function checkPer(ast: Per, env: Environment, ctx: Checking): Typed {
  const paid = present(ctx.check(ast.operand, undefined, env), ast.operand, "`per` needs", ctx);
  const divisor = divisorOf(ast, ctx);
  if (paid.type.kind === "error" || divisor.type.kind === "error") return failed(ast.span, [paid]);
  if (isTemperature(paid.type)) return refuseTemperature(paid, ctx);
  const rate = productOf(true, paid, divisor, ast.span, undefined, ctx);
  if (rate !== undefined) return rate;
  ctx.report(
    noRate.at({ file: ctx.file, span: ast.span }, { of: aType(paid.type), per: aType(divisor.type) }),
  );
  return failed(ast.span, [paid]);
}

function divisorOf(ast: Per, ctx: Checking): Typed {
  const { divisor } = ast;
  switch (divisor.kind) {
    case "missing":
      return failed(divisor.span);
    case "money":
      return checkLiteral(divisor, undefined, ctx);
    case "quantity":
      return amountOf(divisor.unit, divisor.unitSpan, divisor.number, divisor, ctx);
    case "name":
      return amountOf(divisor.text, divisor.span, "1", { span: divisor.span, raw: divisor.text }, ctx);
  }
}

/** A rate per degree is one per degree of difference. */
function amountOf(
  name: string,
  unitSpan: Typed["span"],
  number: string,
  at: { readonly span: Typed["span"]; readonly raw: string },
  ctx: Checking,
): Typed {
  const unit = ctx.units.unit(name);
  if (unit === undefined) {
    reportUnknownUnit(name, unitSpan, ctx);
    return failed(at.span);
  }
  return quantityOf(
    { number, raw: at.raw, span: at.span },
    unit,
    baseOf(unit.dimension) === "Temperature",
    ctx,
  );
}
