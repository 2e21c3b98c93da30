import type { Binary } from "@orchlang/language/ast";
import { joinLabels } from "../labels/label.ts";
import type { ListType, Type } from "../type.ts";
import { addIntervals } from "../types/interval.ts";
import { listType } from "../types/kinds.ts";
import { required } from "../types/optional.ts";
import type { Checking } from "./checking.ts";
import { commonType } from "./list.ts";
import { call, failed, made } from "./make.ts";
import type { Expectation, Typed } from "./typed.ts";

/** The expectation for each side of `xs + ys`: a list of any size, where a list is expected. */
export function listWanted(expected: Expectation | undefined): Expectation | undefined {
  const wanted = expected && required(expected.type);
  if (expected === undefined || wanted?.kind !== "list") return undefined;
  return { ...expected, type: listType(wanted.item) };
}

/** Whether a side is a list literal, whose items the other side may explain. */
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
