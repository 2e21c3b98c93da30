import { defineDiagnostic } from "@orchlang/language";
import type { Dimension, QuantityType, Type } from "../type.ts";
import type { Interval } from "../types/interval.ts";
import { required } from "../types/kinds.ts";
import { baseOf, noDimension } from "../units/dimension.ts";
import { failed } from "./make.ts";
import type { ExpressionContext, Typed } from "./typed.ts";

export const temperatureInProduct = defineDiagnostic({
  code: "ORCH3111",
  severity: "error",
  title: "Temperature multiplied",
  message: "A temperature can't be multiplied or divided: its zero is only a matter of the scale.",
  label: "a temperature",
  help: "Use a difference of two: `(t - 18C) * 2`.",
});

type NumberType = Extract<Type, { readonly kind: "int" | "float" | "ratio" }>;

export function isNumber(type: Type): type is NumberType {
  return type.kind === "int" || type.kind === "float" || type.kind === "ratio";
}

/** Kept as an exact amount: Money, and rates that pay it. */
export function isMoney(type: Type): type is QuantityType {
  return type.kind === "quantity" && type.dimension.Money === 1;
}

export function isTemperature(type: Type): boolean {
  return type.kind === "quantity" && baseOf(type.dimension) === "Temperature";
}

export function refuseTemperature(operand: Typed, ctx: ExpressionContext): Typed {
  ctx.report(temperatureInProduct.at({ file: ctx.file, span: operand.span }, {}));
  return failed(operand.span, [operand]);
}

/** A number's own dimension is none. */
export function dimensionOf(type: Type): Dimension {
  return type.kind === "quantity" ? type.dimension : noDimension;
}

/**
 * The type of a result of numbers without a unit. Shares stay shares among themselves; mixed with other numbers, or
 * after a division, the result is a share where one is expected and a Float elsewhere.
 */
export function numericType(
  left: Type,
  right: Type,
  expected: Type | undefined,
  bounds: Interval,
  divided: boolean,
): Type {
  const shares = [left, right].filter((type) => type.kind === "ratio").length;
  const wanted = expected !== undefined && required(expected).kind === "ratio";
  if (wanted && (shares > 0 || divided)) return { kind: "ratio", ...bounds };
  if (divided) return { kind: "float", ...bounds };
  if (shares === 2) return { kind: "ratio", ...bounds };
  return { kind: left.kind === "int" && right.kind === "int" ? "int" : "float", ...bounds };
}

/** The currency of what two amounts make; "two" where they are of two. */
export function currencyOfBoth(left: Type, right: Type): { readonly currency?: string } | "two" {
  const [a, b] = [currencyOf(left), currencyOf(right)];
  if (a !== undefined && b !== undefined && a !== b) return "two";
  const currency = a ?? b;
  return currency === undefined ? {} : { currency };
}

function currencyOf(type: Type): string | undefined {
  return type.kind === "quantity" ? type.currency : undefined;
}
