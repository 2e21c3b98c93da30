import { defineDiagnostic, didYouMean } from "@orchlang/language";
import type {
  BooleanLiteral,
  DateLiteral,
  InstantLiteral,
  MoneyLiteral,
  NoneLiteral,
  NumberLiteral,
  QuantityLiteral,
  RatioLiteral,
  TimeLiteral,
} from "@orchlang/language/ast";
import { formatInstant, money } from "@orchlang/plan/quantities";
import type { Dimension, Type } from "../type.ts";
import { exactly } from "../types/interval.ts";
import {
  boolType,
  dateType,
  instantType,
  moneyType,
  noneType,
  quantityType,
  required,
  timeOfDayType,
} from "../types/kinds.ts";
import { baseOf, sameDimension } from "../units/dimension.ts";
import { overRational, parseRational, rational, toNumber } from "../units/rational.ts";
import { inBaseUnit } from "../units/table.ts";
import type { Unit } from "../units/units.ts";
import { meantUnit } from "./foreign-names.ts";
import { constant, failed } from "./make.ts";
import type { Expectation, ExpressionContext, Typed } from "./typed.ts";

type PlainLiteral =
  | NumberLiteral
  | QuantityLiteral
  | MoneyLiteral
  | RatioLiteral
  | DateLiteral
  | TimeLiteral
  | InstantLiteral
  | BooleanLiteral
  | NoneLiteral;

export const unknownUnit = defineDiagnostic<{ unit: string }>({
  code: "ORCH3104",
  severity: "error",
  title: "Unknown unit",
  message: (p) => `There is no unit \`${p.unit}\`.`,
  label: "not a unit",
});

/** More would be the words of a duration. */
const unitsShown = 6;

export const numberTooLarge = defineDiagnostic<{ raw: string }>({
  code: "ORCH3110",
  severity: "error",
  title: "Number too large",
  message: "This number is too large to be kept exactly.",
  notes: [`Whole numbers go up to ${Number.MAX_SAFE_INTEGER}.`],
});

/** Longer literals are cut in messages and refused as numbers. */
const digitsMax = 400;

/** The constants of semantics' value forms: what a literal says, in JSON. */
export function checkLiteral(
  ast: PlainLiteral,
  expected: Expectation | undefined,
  ctx: ExpressionContext,
): Typed {
  switch (ast.kind) {
    case "number":
      return numberLiteral(ast, expected?.type, ctx);
    case "quantity":
      return quantityLiteral(ast, expected?.type, ctx);
    case "money":
      return moneyLiteral(ast, ctx);
    case "ratio":
      return ratioLiteral(ast, ctx);
    case "date":
      return constant(`${digits(ast.year, 4)}-${digits(ast.month)}-${digits(ast.day)}`, dateType, ast.span);
    case "time":
      return constant(`${digits(ast.hour)}:${digits(ast.minute)}:00`, timeOfDayType, ast.span);
    case "instant":
      return constant(formatInstant(ast.epochMs), instantType, ast.span);
    case "boolean":
      return constant(ast.value, boolType, ast.span);
    case "none":
      return constant(null, noneType, ast.span);
  }
}

function digits(value: number, width = 2): string {
  return String(value).padStart(width, "0");
}

/** A whole number where tokens are wanted is a number of tokens: they have no other unit. */
function numberLiteral(ast: NumberLiteral, expected: Type | undefined, ctx: ExpressionContext): Typed {
  const value = Number(ast.number);
  if (ast.integer ? !Number.isSafeInteger(value) : !Number.isFinite(value)) return tooLarge(ast, ctx);
  const wanted = ast.integer && expected !== undefined ? required(expected) : undefined;
  if (wanted !== undefined && isTokens(wanted))
    return constant(value, { ...quantityType("Tokens"), ...exactly(value) }, ast.span);
  return constant(value, { kind: ast.integer ? "int" : "float", min: value, max: value }, ast.span);
}

export function isTokens(type: Type): boolean {
  return type.kind === "quantity" && baseOf(type.dimension) === "Tokens";
}

function tooLarge(
  ast: { readonly raw: string; readonly span: Typed["span"] },
  ctx: ExpressionContext,
): Typed {
  ctx.report(numberTooLarge.at({ file: ctx.file, span: ast.span }, { raw: ast.raw }));
  return failed(ast.span);
}

function moneyLiteral(ast: MoneyLiteral, ctx: ExpressionContext): Typed {
  const value = money(ast.amount, ast.currency);
  if (value === undefined) return tooLarge(ast, ctx);
  const { amount, currency } = value;
  return constant({ amount, currency }, { ...moneyType(currency), ...exactly(Number(amount)) }, ast.span);
}

function ratioLiteral(ast: RatioLiteral, ctx: ExpressionContext): Typed {
  const percent = ast.percent.length > digitsMax ? undefined : parseRational(ast.percent);
  if (percent === undefined) return tooLarge(ast, ctx);
  const value = toNumber(overRational(percent, rational(100n, 1n)));
  return Number.isFinite(value)
    ? constant(value, { kind: "ratio", ...exactly(value) }, ast.span)
    : tooLarge(ast, ctx);
}

function quantityLiteral(ast: QuantityLiteral, expected: Type | undefined, ctx: ExpressionContext): Typed {
  const unit = ctx.units.unit(ast.unit);
  if (unit === undefined) {
    reportUnknownUnit(ast.unit, ast.unitSpan, ctx, expected);
    return failed(ast.span);
  }
  const difference = isDifference(expected) && baseOf(unit.dimension) === "Temperature";
  return quantityOf(ast, unit, difference, ctx);
}

/** `2C` where a difference is wanted is two kelvin, not as cold as 275.15 K. */
function isDifference(expected: Type | undefined): boolean {
  const wanted = expected === undefined ? undefined : required(expected);
  return wanted?.kind === "quantity" && baseOf(wanted.dimension) === "TemperatureDifference";
}

/** The constant that so many of a unit are. */
export function quantityOf(
  ast: Pick<QuantityLiteral, "number" | "raw" | "span">,
  unit: Unit,
  difference: boolean,
  ctx: ExpressionContext,
): Typed {
  const exact = ast.number.length > digitsMax ? undefined : inBaseUnit(unit, ast.number, !difference);
  const value = exact === undefined ? Number.NaN : toNumber(exact);
  if (!Number.isFinite(value)) return tooLarge(ast, ctx);
  const { dimension } = difference ? quantityType("TemperatureDifference") : unit;
  const written = baseOf(unit.dimension) === "Duration" ? undefined : ast.raw.replaceAll("_", "");
  return constant(value, { kind: "quantity", dimension, min: value, max: value }, ast.span, written);
}

/** Where it is known which quantity is wanted, only a unit of it is proposed. */
export function reportUnknownUnit(
  unit: string,
  span: Typed["span"],
  ctx: ExpressionContext,
  expected?: Type,
): void {
  if (ctx.units.spoilt(unit) || ctx.isLost?.(unit) === true) return;
  const place = { file: ctx.file, span };
  const wanted = expected === undefined ? undefined : required(expected);
  const dimension = wanted?.kind === "quantity" ? wanted.dimension : undefined;
  const candidates = [...ctx.units.names].filter((name) => {
    const known = ctx.units.unit(name);
    return dimension === undefined || (known !== undefined && sameDimension(known.dimension, dimension));
  });
  const suggestion = meantUnit(unit, candidates);
  const advice =
    suggestion === undefined
      ? { help: declareUnit(dimension, candidates, ctx) }
      : didYouMean(place, suggestion);
  ctx.report(unknownUnit.at(place, { unit }, advice));
}

function declareUnit(
  dimension: Dimension | undefined,
  known: readonly string[],
  ctx: ExpressionContext,
): string {
  const quantity = dimension && ctx.units.quantityName(dimension);
  const declare =
    "Declare it, as in `unit stone: Mass = 6.35 kg`. For litres, declare `unit m3: Volume` and `unit litre: Volume = 0.001 m3`.";
  if (quantity === undefined || known.length === 0) return declare;
  const names = known.slice(0, unitsShown).map((name) => `\`${name}\``);
  return `\`${quantity}\` has units such as ${names.join(", ")}. ${declare}`;
}
