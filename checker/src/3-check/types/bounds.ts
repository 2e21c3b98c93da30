import type { Diagnostic } from "@orchlang/language";
import type { Bounds, Expression } from "@orchlang/language/ast";
import { checkExpression } from "../expression/check.ts";
import { emptyEnvironment } from "../expression/checking.ts";
import { reversedRange } from "../expression/range.ts";
import { unknownName } from "../expression/reference.ts";
import type { Expectation, ExpressionContext, Typed } from "../expression/typed.ts";
import { showValue } from "../expression/words.ts";
import type { Type } from "../type.ts";
import { type Interval, interval, meet } from "./interval.ts";
import { errorType, intType } from "./kinds.ts";
import { boundsNotConstant, boundsOfNoNumber } from "./messages.ts";
import { aType } from "./show.ts";
import type { TypeContext } from "./written.ts";

/**
 * `Int in 1..10`, `Temperature in 18C..24C`: the type with its bounds; `error` if they are wrong, so that its uses
 * report nothing.
 */
export function typeBounds(type: Type, bounds: Bounds, context: TypeContext): Type {
  if (type.kind === "error") return type;
  if (type.kind !== "int" && type.kind !== "float" && type.kind !== "ratio" && type.kind !== "quantity") {
    context.report(boundsOfNoNumber.at({ file: context.file, span: bounds.span }, { type: aType(type) }));
    return errorType;
  }
  const { min: _, max: __, ...bare } = type;
  const range = rangeOf(bounds, bare, "this bound is", context);
  return range === undefined ? errorType : { ...type, ...meet(type, range) };
}

/** `size 1..50`. */
export function sizeBounds(bounds: Bounds, context: TypeContext): Interval {
  return rangeOf(bounds, { ...intType, min: 0 } as Type, "a size is", context) ?? {};
}

function rangeOf(bounds: Bounds, of: Type, asks: string, context: TypeContext): Interval | undefined {
  const expressions = expressionContext(context);
  const endOf = (end: Expression) => constantEnd(end, { type: of, asks }, context, expressions);
  const from = endOf(bounds.from);
  // A mistake in one bound is usually in both.
  const to = from && endOf(bounds.to);
  if (from === undefined || to === undefined) return undefined;
  const range = interval((from.type as Interval).min ?? Number.NaN, (to.type as Interval).max ?? Number.NaN);
  if (range.min !== undefined && range.max !== undefined && range.max < range.min) {
    const ends = {
      from: showValue(from.constant?.value ?? null, from.type, context.units),
      to: showValue(to.constant?.value ?? null, to.type, context.units),
    };
    context.report(reversedRange.at({ file: context.file, span: bounds.span }, ends));
    return undefined;
  }
  return range;
}

function constantEnd(
  end: Expression,
  wanted: Expectation,
  context: TypeContext,
  expressions: ExpressionContext,
): Typed | undefined {
  const typed = checkExpression(end, wanted, context.constants ?? emptyEnvironment, expressions);
  if (typed.type.kind === "error") return undefined;
  if (typed.constant !== undefined) return typed;
  context.report(boundsNotConstant.at({ file: context.file, span: end.span }, {}));
  return undefined;
}

/** Bounds read nothing of a run, so that no zone matters. */
export function expressionContext(context: TypeContext): ExpressionContext {
  const { file, units, currency } = context;
  return { file, units, currency, report: (diagnostic) => context.report(asBound(diagnostic)), zone: "UTC" };
}

/** No name stands for anything here: whatever it may be elsewhere, it is not known before the run. */
function asBound(diagnostic: Diagnostic): Diagnostic {
  if (diagnostic.code !== unknownName.code) return diagnostic;
  return boundsNotConstant.at({ file: diagnostic.file, span: diagnostic.span }, {});
}
