import { defineDiagnostic } from "@orchlang/language";
import type { Binary, ListLiteral } from "@orchlang/language/ast";
import { joinLabels } from "../labels/label.ts";
import type { ListType, Type } from "../type.ts";
import { addIntervals } from "../types/interval.ts";
import { join } from "../types/join.ts";
import { errorType, listType, required } from "../types/kinds.ts";
import { aType } from "../types/show.ts";
import { checkAlternatives } from "./hint.ts";
import { call, failed, made } from "./make.ts";
import type { Checking, Environment, Expectation, ExpressionContext, Typed } from "./typed.ts";

export const mixedList = defineDiagnostic<{ first: string; other: string }>({
  code: "ORCH3214",
  severity: "error",
  title: "Values that have no type in common",
  message: (p) => `Values of one kind belong here, but one is ${p.first} and another ${p.other}.`,
});

/** `[a, b]`: its size is known, its items are of one type. */
export function checkList(
  ast: ListLiteral,
  expected: Expectation | undefined,
  env: Environment,
  ctx: Checking,
): Typed {
  const wanted = expected === undefined ? undefined : required(expected.type);
  const isLoose = wanted?.kind === "json" || wanted?.kind === "error";
  const of = wanted?.kind === "list" ? wanted.item : isLoose ? wanted : undefined;
  const itemWanted = of && { ...expected, type: of, asks: "each item is" };
  const elements = ast.elements.map((element) => ({ ast: element, env }));
  const items = checkAlternatives(elements, itemWanted, "another item is", ctx);
  const given = itemWanted !== undefined && (items.length === 0 || wanted?.kind === "json");
  const item = given ? itemWanted.type : commonType(items, ctx);
  const type: Type = { kind: "list", item, min: items.length, max: items.length };
  const expression = { op: "list" as const, items: items.map((one) => one.expression) };
  // The labels of the items' fields stay with the fields.
  const label = joinLabels(...items.map((one) => one.label));
  return made({ span: ast.span, type, expression, of: items, label }, ctx);
}

/** The type that several values have in common; where there is none, that is reported at the first that differs. */
export function commonType(values: readonly Typed[], ctx: ExpressionContext): Type {
  let common: Type | undefined;
  for (const value of values) {
    const joined = common === undefined ? value.type : join(common, value.type);
    if (joined === undefined) {
      const [first] = values;
      const labels =
        first === undefined ? [] : [{ file: ctx.file, span: first.span, message: aType(first.type) }];
      const params = { first: aType(common ?? errorType), other: aType(value.type) };
      ctx.report(
        mixedList.at({ file: ctx.file, span: value.span }, params, { label: aType(value.type), labels }),
      );
      return errorType;
    }
    common = joined;
  }
  return common ?? errorType;
}

/** The expectation for each side of `xs + ys`: a list of any size, where a list is expected. */
export function listWanted(expected: Expectation | undefined): Expectation | undefined {
  const wanted = expected && required(expected.type);
  if (expected === undefined || wanted?.kind !== "list") return undefined;
  return { ...expected, type: listType(wanted.item) };
}

/** True if a side is a list literal, whose items the other side may explain. */
export function hasListLiteral({ left, right }: Binary): boolean {
  return left.kind === "list" || right.kind === "list";
}

/** `xs + ys`: the items of both, in order. Labels of fields stay with the fields, as in a list literal. */
export function checkListSum(
  ast: Binary,
  left: Typed & { readonly type: ListType },
  right: Typed & { readonly type: ListType },
  ctx: Checking,
): Typed {
  const of = [left, right];
  // An empty list says nothing about its items.
  const notEmpty = of.filter(({ type }) => type.max !== 0);
  const items = (notEmpty.length === 0 ? of : notEmpty).map(itemOf);
  const item = commonType(items, ctx);
  if (item.kind === "error" && items.every(({ type }) => type.kind !== "error")) return failed(ast.span, of);
  const type = listType(item, addIntervals(sizeOf(left.type), sizeOf(right.type)));
  const expression = call("list.concat", left.expression, right.expression);
  const label = joinLabels(left.label, right.label);
  return made({ span: ast.span, type, expression, of, label }, ctx);
}

function itemOf(list: Typed & { readonly type: ListType }): Typed {
  return { ...list, type: list.type.item };
}

function sizeOf({ min = 0, max }: ListType): { readonly min: number; readonly max?: number } {
  return { min, ...(max === undefined ? {} : { max }) };
}

export function isList(value: Typed): value is Typed & { readonly type: ListType } {
  return (value.type as Type).kind === "list";
}
