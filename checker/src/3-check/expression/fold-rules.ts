import { defineDiagnostic } from "@orchlang/language";
import type { Lambda, Span } from "@orchlang/language/ast";
import type { Type } from "../type.ts";
import { type Interval, multiplyIntervals } from "../types/interval.ts";
import { boolType, errorType, listType, optional } from "../types/kinds.ts";
import { aType } from "../types/show.ts";
import { orderOf } from "./compare.ts";
import { factsOf } from "./flow.ts";
import { isMoney, isNumber, isTemperature } from "./numeric.ts";
import type { Checking, Environment, Expectation, Typed } from "./typed.ts";

export const notForFold = defineDiagnostic<{ name: string; wants: string; type: string }>({
  code: "ORCH3223",
  severity: "error",
  title: "Items of the wrong kind",
  message: (p) => `\`${p.name}\` needs ${p.wants}, and these are each ${p.type}.`,
});

/** The lambda that a list function applies to each item. */
export interface Each {
  readonly ast: Lambda;
  readonly body: Typed;
  readonly env: Environment;
}

/** The result of a rule for its list. */
export interface Folded {
  readonly type: Type;
  /** Where the plan's function is called otherwise. */
  readonly fn?: string;
  /** The labels of items stay with their fields where the items stay whole. */
  readonly keepsItems: boolean;
  /** The result for an empty list. */
  readonly empty?: Typed["expression"];
}

/** How one list function is typed. */
interface FoldRule {
  /** True if it makes no sense without `x => …`. */
  readonly needsEach: boolean;
  /** The expectation of the body of `x => …`. */
  readonly wants?: (item: Type) => Expectation;
  readonly made: (list: Typed, each: Each | undefined, span: Span, ctx: Checking) => Folded | undefined;
}

const condition = (name: string) => (): Expectation => ({ type: boolType, asks: `\`${name}\` asks for` });

const sizeOf = (list: Typed): Interval => {
  const size = list.type as Interval;
  return { min: size.min ?? 0, ...(size.max === undefined ? {} : { max: size.max }) };
};

const itemOf = (list: Typed): Type => (list.type.kind === "list" ? list.type.item : errorType);

/** No more than there were, maybe none. */
const fewer = (list: Typed, least = 0): Interval => ({ ...sizeOf(list), min: least });

const whether = (name: string): FoldRule => ({
  needsEach: true,
  wants: condition(name),
  made: () => ({ type: boolType, keepsItems: false }),
});

const extreme = (name: string): FoldRule => ({
  needsEach: false,
  made: (list, each, span, ctx) => {
    const type = each?.body.type ?? itemOf(list);
    if (!ordered(type)) return refuse(name, "values that have an order", type, each?.body.span ?? span, ctx);
    const some = (sizeOf(list).min ?? 0) > 0;
    return { type: some ? type : optional(type), keepsItems: false };
  },
});

/** The list functions, by name. */
export const foldRules: Readonly<Record<string, FoldRule>> = {
  map: {
    needsEach: true,
    made: (list, each) => ({
      type: listType(each?.body.type ?? errorType, sizeOf(list)),
      keepsItems: true,
    }),
  },
  filter: {
    needsEach: true,
    wants: condition("filter"),
    made: (list, each, _span, ctx) => ({
      type: listType(kept(list, each, ctx), fewer(list)),
      keepsItems: true,
    }),
  },
  find: {
    needsEach: true,
    wants: condition("find"),
    made: (list, each, _span, ctx) => ({ type: optional(kept(list, each, ctx)), keepsItems: true }),
  },
  any: whether("any"),
  all: whether("all"),
  count: {
    needsEach: false,
    wants: condition("count"),
    made: (list, each) => ({
      type: { kind: "int", ...(each === undefined ? sizeOf(list) : fewer(list)) },
      keepsItems: false,
    }),
  },
  sum: { needsEach: false, made: sum },
  min: extreme("min"),
  max: extreme("max"),
  sort_by: {
    needsEach: true,
    made: (list, each, span, ctx) => {
      const key = each?.body.type ?? errorType;
      if (!ordered(key))
        return refuse("sort_by", "values that have an order", key, each?.body.span ?? span, ctx);
      return { type: list.type, keepsItems: true };
    },
  },
  group_by: { needsEach: true, made: groupBy },
  flatten: {
    needsEach: false,
    made: (list, each, span, ctx) => {
      const inner = each?.body.type ?? itemOf(list);
      if (inner.kind === "error") return { type: errorType, keepsItems: true };
      if (inner.kind !== "list") return refuse("flatten", "lists", inner, each?.body.span ?? span, ctx);
      const size = multiplyIntervals(sizeOf(list), {
        min: inner.min ?? 0,
        ...(inner.max === undefined ? {} : { max: inner.max }),
      });
      return { type: listType(inner.item, size), keepsItems: true };
    },
  },
  distinct: {
    needsEach: false,
    made: (list) => ({
      type: listType(itemOf(list), fewer(list, Math.min(1, sizeOf(list).min ?? 0))),
      keepsItems: true,
    }),
  },
};

/** The type of the items that a condition let through: `filter(x => x is some)`. */
function kept(list: Typed, each: Each | undefined, ctx: Checking): Type {
  if (each === undefined) return itemOf(list);
  if (each.body.doubtful) return errorType;
  return factsOf(each.ast.body, true, each.env, ctx).get(each.ast.parameter.text) ?? itemOf(list);
}

function ordered(type: Type): boolean {
  return type.kind === "error" || orderOf(type) !== undefined;
}

function sum(list: Typed, each: Each | undefined, span: Span, ctx: Checking): Folded | undefined {
  const item = each?.body.type ?? itemOf(list);
  if (item.kind === "error") return { type: errorType, keepsItems: false };
  const summable = isNumber(item) || (item.kind === "quantity" && !isTemperature(item));
  if (!summable) return refuse("sum", "numbers, quantities or amounts", item, each?.body.span ?? span, ctx);
  const range = multiplyIntervals(sizeOf(list), item);
  const { min: _, max: __, ...bare } = item;
  const type: Type = { ...bare, ...range };
  if (!isMoney(type)) return { type, keepsItems: false };
  const currency = type.currency ?? ctx.currency;
  return {
    type: { ...type, currency },
    fn: "sum_money",
    keepsItems: false,
    empty: { op: "constant", value: { amount: "0", currency } },
  };
}

function groupBy(list: Typed, each: Each | undefined, span: Span, ctx: Checking): Folded | undefined {
  const key = each?.body.type ?? errorType;
  const named = key.kind === "enum" || key.kind === "string" || key.kind === "int" || key.kind === "bool";
  if (!named && key.kind !== "error") {
    return refuse(
      "group_by",
      "texts, members, whole numbers or conditions",
      key,
      each?.body.span ?? span,
      ctx,
    );
  }
  const most = sizeOf(list).max;
  const group = listType(itemOf(list), { min: 1, ...(most === undefined ? {} : { max: most }) });
  return { type: { kind: "map", value: group, ...(key.kind === "enum" ? { key } : {}) }, keepsItems: true };
}

function refuse(name: string, wants: string, type: Type, span: Span, ctx: Checking): undefined {
  ctx.report(notForFold.at({ file: ctx.file, span }, { name, wants, type: aType(type) }));
  return undefined;
}
