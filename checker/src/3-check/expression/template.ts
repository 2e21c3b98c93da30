import {
  type Expression as Ast,
  constantText,
  type Interpolation,
  type StringLiteral,
} from "@orchlang/language/ast";
import type { Expression, TemplatePart } from "@orchlang/plan/expressions";
import { wholeLabel } from "../labels/inside.ts";
import { joinLabels, through } from "../labels/label.ts";
import type { TracedLabel } from "../traced-label.ts";
import type { Type } from "../type.ts";
import { stringType } from "../types/kinds.ts";
import { baseOf } from "../units/dimension.ts";
import { call, constant, made } from "./make.ts";
import { isNumber } from "./numeric.ts";
import { present } from "./present.ts";
import type { Checking, Environment, ExpressionContext, Typed } from "./typed.ts";
import { wordsFor } from "./words.ts";

/** `"…${e}…"`: each value written as its literal, texts as they are, records and lists as JSON. */
export function checkTemplate(ast: StringLiteral, env: Environment, ctx: Checking): Typed {
  const text = constantText(ast);
  if (text !== undefined) return constant(text, stringType, ast.span);
  const holes = new Map<Interpolation, Typed>();
  for (const part of ast.parts) {
    if (part.kind !== "interpolation") continue;
    const inner = ctx.check(part.expression, undefined, env);
    const bare = part.expression.kind === "none";
    holes.set(part, bare ? inner : present(inner, part.expression, "a text needs", ctx));
  }
  const of = [...holes.values()];
  const parts = ast.parts.map((part): TemplatePart => {
    const inner = part.kind === "interpolation" ? holes.get(part) : undefined;
    return part.kind === "text" || inner === undefined
      ? part.kind === "text"
        ? part.text
        : ""
      : written(inner, ctx);
  });
  const label = joinLabels(...[...holes].map(([hole, inner]) => intoText(inner, hole.expression, ctx)));
  const expression = { op: "template", parts } as const;
  const whole = made({ span: ast.span, type: stringType, expression, of, label }, ctx);
  if (whole.constant !== undefined || whole.type.kind === "error") return whole;
  return { ...whole, sample: ast.parts.map((part) => sampleOf(part, holes)).join("") };
}

function sampleOf(part: StringLiteral["parts"][number], holes: ReadonlyMap<Interpolation, Typed>): string {
  if (part.kind === "text") return part.text;
  const type = holes.get(part)?.type;
  if (type?.kind !== "string") return type !== undefined && isNumber(type) ? "1" : "x";
  return type.format === "url" ? "https://x.example" : type.format === "email" ? "x@x.example" : "x";
}

function intoText(inner: Typed, ast: Ast, ctx: ExpressionContext): TracedLabel {
  const says = `${wordsFor(ast)} becomes part of this text`;
  return through(wholeLabel(inner), { says, file: ctx.file, span: inner.span });
}

function written(inner: Typed, ctx: ExpressionContext): TemplatePart {
  const { type, expression } = inner;
  const unit = type.kind === "quantity" ? ctx.units.baseUnit(type.dimension) : undefined;
  if (type.kind === "quantity" && unit !== undefined && baseOf(type.dimension) !== "Duration") {
    return { value: inUnit(expression, unit), as: "text.of_text" };
  }
  return { value: expression, as: writerOf(type) };
}

/** How a value of a type is written into text: a function of the plan's closed table. */
function writerOf(type: Type): string {
  switch (type.kind) {
    case "string":
    case "enum":
      return "text.of_text";
    case "int":
    case "float":
      return "text.of_number";
    case "bool":
      return "text.of_bool";
    case "ratio":
      return "text.of_ratio";
    case "instant":
      return "text.of_instant";
    case "date":
      return "text.of_date";
    case "timeOfDay":
      return "text.of_time";
    case "geo":
      return "text.of_geo";
    case "quantity":
      if (baseOf(type.dimension) === "Duration") return "text.of_duration";
      if (baseOf(type.dimension) === "Money") return "text.of_money";
      return "Money" in type.dimension ? "text.of_json" : "text.of_number";
    case "optional":
      return writerOf(type.of);
    default:
      return "text.of_json";
  }
}

function inUnit(value: Expression, unit: string): Expression {
  return call("text.of_quantity", value, { op: "constant", value: unit });
}
