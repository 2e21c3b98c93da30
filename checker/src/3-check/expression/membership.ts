import { defineDiagnostic } from "@orchlang/language";
import type { Expression as Ast, Binary, ListLiteral, Range } from "@orchlang/language/ast";
import type { FailureType, Type } from "../type.ts";
import { holds, type Interval } from "../types/interval.ts";
import { widen } from "../types/join.ts";
import { boolType, required, stringType } from "../types/kinds.ts";
import { membersOf } from "../types/same.ts";
import { aType } from "../types/show.ts";
import { comparable, incomparable, orderOf, unordered } from "./compare.ts";
import { checkFailureName, nameOfFailure } from "./failure.ts";
import { checkHinted, checkPair, needsHint } from "./hint.ts";
import { call, failed, made, withSettled } from "./make.ts";
import { unknownPattern } from "./pattern-messages.ts";
import { present } from "./present.ts";
import { reversedRange } from "./range.ts";
import type { Checking, Environment, ExpressionContext, Typed } from "./typed.ts";
import { showValue, wordsAtStart, wordsFor } from "./words.ts";

export const nothingToBeIn = defineDiagnostic<{ type: string }>({
  code: "ORCH3209",
  severity: "error",
  title: "Nothing to be in",
  message: (p) => `\`in\` needs a range, a list or a map on its right; this is ${p.type}.`,
});

/** `x in 1..10`, `x in list`, `key in map`; `22:00..07:00` wraps midnight and leaves out its end. */
export function checkMembership(ast: Binary, env: Environment, ctx: Checking): Typed {
  if (ast.right.kind === "range") return inRange(ast, ast.right, env, ctx);
  if (ast.right.kind === "list" && !needsHint(ast.left, env)) return inLiteral(ast, ast.right, env, ctx);
  const where = present(ctx.check(ast.right, undefined, env), ast.right, "`in` needs", ctx);
  if (where.type.kind === "map") return inMap(ast, where, where.type, env, ctx);
  const item = where.type.kind === "list" ? where.type.item : where.type;
  const value = checkHinted(ast.left, item, "the list holds", env, ctx);
  return inList(ast, value, where, ctx);
}

/** The literal's members are those of the value's enum. */
function inLiteral(ast: Binary, list: Ast, env: Environment, ctx: Checking): Typed {
  const value = ctx.check(ast.left, undefined, env);
  const type = required(value.type);
  if (type.kind === "failure" && list.kind === "list") return failureIn(ast, list, value, type, ctx);
  const quoted = list.kind === "list" ? list.elements.find((one) => one.kind === "string") : undefined;
  if (type.kind === "enum" && quoted !== undefined) {
    ctx.check(quoted, { type: widen(type), asks: "it is compared with" }, env);
    return failed(ast.span, [value]);
  }
  const where = checkHinted(
    list,
    { kind: "list", item: required(value.type) },
    "it is looked for in",
    env,
    ctx,
  );
  return inList(ast, value, where, ctx);
}

/** `error in [not_found, throttled]`. */
function failureIn(
  ast: Binary,
  list: ListLiteral,
  typed: Typed,
  type: FailureType,
  ctx: ExpressionContext,
): Typed {
  const failure = present(typed, ast.left, "`in` needs", ctx);
  const names = list.elements.map((one) =>
    one.kind === "reference" && checkFailureName(one.text, one.span, type, ctx) ? one.text : undefined,
  );
  const stray = list.elements.find((one) => one.kind !== "reference");
  if (stray !== undefined) {
    const params = {
      word: wordsFor(stray).replaceAll("`", ""),
      subject: "a failure that can happen here",
      words: type.names,
    };
    ctx.report(unknownPattern.at({ file: ctx.file, span: stray.span }, params));
  }
  if (names.includes(undefined)) return failed(ast.span, [failure]);
  const where = { op: "constant", value: names.filter((name) => name !== undefined) } as const;
  const expression = call("list.contains", where, nameOfFailure(failure.expression));
  return made({ span: ast.span, type: boolType, expression, of: [failure] }, ctx);
}

function inList(ast: Binary, typed: Typed, where: Typed, ctx: ExpressionContext): Typed {
  const value = present(typed, ast.left, "`in` needs", ctx);
  const of = [value, where];
  if (where.type.kind === "error" || value.type.kind === "error") return failed(ast.span, of);
  if (where.type.kind !== "list") {
    ctx.report(nothingToBeIn.at({ file: ctx.file, span: where.span }, { type: aType(where.type) }));
    return failed(ast.span, of);
  }
  if (!comparable(value.type, where.type.item)) return refuse(ast.left, value, where, where.type.item, ctx);
  const expression = call("list.contains", where.expression, value.expression);
  const whole = made({ span: ast.span, type: boolType, expression, of }, ctx);
  const settled = settledMembers(value.type, where);
  return settled === undefined || whole.type.kind === "error" ? whole : withSettled(whole, settled);
}

/** The enum's members left after earlier conditions decide it if all or none are listed. */
function settledMembers(value: Type, where: Typed): boolean | undefined {
  if (value.kind !== "enum" || where.type.kind !== "list") return undefined;
  const left = membersOf(value);
  const { item } = where.type;
  if (item.kind === "enum" && !left.some((member) => membersOf(item).includes(member))) return false;
  const listed = where.constant?.value;
  return Array.isArray(listed) && left.every((member) => listed.includes(member)) ? true : undefined;
}

function inMap(
  ast: Binary,
  where: Typed,
  map: Type & { readonly kind: "map" },
  env: Environment,
  ctx: Checking,
): Typed {
  const key = ctx.check(ast.left, { type: map.key ?? stringType, asks: "a key of this map is" }, env);
  const expression = call("record.has", where.expression, key.expression);
  return made({ span: ast.span, type: boolType, expression, of: [key, where] }, ctx);
}

function inRange(ast: Binary, range: Range, env: Environment, ctx: Checking): Typed {
  const [typed, start] = checkPair(ast.left, range.from, "the range starts at", env, ctx);
  const value = present(typed, ast.left, "`in` needs", ctx);
  const from = present(start, range.from, "a range needs", ctx);
  const to = present(
    checkHinted(range.to, value.type, "the range ends at", env, ctx),
    range.to,
    "a range needs",
    ctx,
  );
  const of = [value, from, to];
  if (of.some((one) => one.type.kind === "error")) return failed(ast.span, of);
  const odd = [from, to].find((end) => !comparable(value.type, end.type));
  if (odd !== undefined) return refuse(ast.left, value, odd, odd.type, ctx);
  if (orderOf(value.type) === undefined) {
    ctx.report(
      unordered.at({ file: ctx.file, span: value.span }, { type: aType(value.type), operator: "in" }),
    );
    return failed(ast.span, of);
  }
  if (value.type.kind !== "timeOfDay" && isReversed(from, to)) return refuseReversed(range, from, to, ctx);
  const fn = value.type.kind === "timeOfDay" ? "time.between" : "range.contains";
  const expression = call(fn, value.expression, from.expression, to.expression);
  const whole = made({ span: ast.span, type: boolType, expression, of }, ctx);
  const settled = settledRange(value.type, from.type, to.type);
  return settled === undefined || whole.type.kind === "error" ? whole : withSettled(whole, settled);
}

function isReversed(from: Typed, to: Typed): boolean {
  const [start, end] = [from.constant?.value, to.constant?.value];
  if (start === undefined || end === undefined) return false;
  if (typeof start === "string" && typeof end === "string") return end < start;
  const [low, high] = [(from.type as Interval).min, (to.type as Interval).max];
  return low !== undefined && high !== undefined && high < low;
}

function refuseReversed(range: Range, from: Typed, to: Typed, ctx: ExpressionContext): Typed {
  const ends = {
    from: showValue(from.constant?.value ?? null, from.type, ctx.units),
    to: showValue(to.constant?.value ?? null, to.type, ctx.units),
  };
  ctx.report(reversedRange.at({ file: ctx.file, span: range.span }, ends));
  return failed(range.span, [from, to]);
}

/** The outcome decided by the value's own range; money is exact where ranges are doubles. */
function settledRange(value: Type, from: Type, to: Type): boolean | undefined {
  const [bounds, low, high] = [value as Interval, from as Interval, to as Interval];
  if (bounds.max !== undefined && low.min !== undefined && bounds.max < low.min) return false;
  if (bounds.min !== undefined && high.max !== undefined && bounds.min > high.max) return false;
  if (low.max === undefined || high.min === undefined || orderOf(value) === "money") return undefined;
  return holds({ min: low.max, max: high.min }, bounds) ? true : undefined;
}

function refuse(subject: Ast, value: Typed, where: Typed, item: Type, ctx: ExpressionContext): Typed {
  const params = {
    left: `${wordsAtStart(subject)} is ${aType(value.type)}`,
    right: `what it is looked for in holds ${aType(item)}`,
    operator: "in",
  };
  const labels = [{ file: ctx.file, span: value.span, message: aType(value.type) }];
  ctx.report(incomparable.at({ file: ctx.file, span: where.span }, params, { label: aType(item), labels }));
  return failed(where.span, [value, where]);
}
