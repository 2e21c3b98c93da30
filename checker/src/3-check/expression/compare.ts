import { type DiagnosticDetails, defineDiagnostic } from "@orchlang/language";
import { type Expression as Ast, type Binary, constantText, type Span } from "@orchlang/language/ast";
import type { Expression } from "@orchlang/plan/expressions";
import type { FailureType, Type } from "../type.ts";
import { assignable } from "../types/assignable.ts";
import { disjoint, type Interval } from "../types/interval.ts";
import { widen } from "../types/join.ts";
import { boolType, isOptional, required } from "../types/kinds.ts";
import { membersOf, sameEnum } from "../types/same.ts";
import { aBoundedType, aType } from "../types/show.ts";
import { asUnion } from "../types/union.ts";
import { sameDimension } from "../units/dimension.ts";
import { isPlain } from "./checking.ts";
import { checkFailureName, nameOfFailure } from "./failure.ts";
import { checkPair, needsHint } from "./hint.ts";
import { call, failed, made, withConstant, withSettled } from "./make.ts";
import { shadowedMember, unitHelp } from "./misfits.ts";
import { isMoney } from "./numeric.ts";
import { present } from "./present.ts";
import { comparedRange } from "./range.ts";
import type { Checking, Environment, ExpressionContext, Typed } from "./typed.ts";
import { minutesForMetres, wordsAtStart, wordsFor } from "./words.ts";

export const incomparable = defineDiagnostic<{ left: string; right: string; operator: string }>({
  code: "ORCH3102",
  severity: "error",
  title: "Values that can't be compared",
  message: (p) => `${p.left} and ${p.right}: these can't be compared.`,
});

export const unordered = defineDiagnostic<{ type: string; operator: string }>({
  code: "ORCH3210",
  severity: "error",
  title: "No order",
  message: (p) => `\`${p.operator}\` needs values that have an order, and this is ${p.type}.`,
});

const jsonNote =
  "The contents of a `Json` are only known in a run. The types of `args` are known if a rule names its actions, and not if it selects them by `tagged`, `kind` or `any`.";

/** `==`, `!=`: of one kind; a bare name on one side is a member of the other's enum, or a failure's name. */
export function checkEquality(ast: Binary, env: Environment, ctx: Checking): Typed {
  const inRange = comparedRange(ast, env, ctx);
  if (inRange !== undefined) return inRange;
  const failure = failureSide(ast, env, ctx);
  if (failure !== undefined) return failure;
  const [left, right] = checkPair(ast.left, ast.right, "it is compared with", env, ctx);
  const of = [left, right];
  if (refuseQuoted(ast, left, right, env, ctx)) return failed(ast.span, of);
  if (ast.left.kind === "none" || ast.right.kind === "none") return againstNone(ast, left, right, ctx);
  if (left.type.kind === "error" || right.type.kind === "error") return failed(ast.span, of);
  const isMixed = isPerCent(ast.left, right.type) || isPerCent(ast.right, left.type);
  if (isMixed || !comparable(left.type, right.type)) return refuse(ast, left, right, ctx);
  const fn = ast.operator === "==" ? "any.equal" : "any.notEqual";
  const whole = made(
    { span: ast.span, type: boolType, expression: call(fn, left.expression, right.expression), of },
    ctx,
  );
  const equal = settledEqual(left, right);
  return equal === undefined || whole.type.kind === "error"
    ? whole
    : withSettled(whole, (ast.operator === "==") === equal);
}

/** `size == "small"`: a quoted member, reported as where one is expected. */
function refuseQuoted(ast: Binary, left: Typed, right: Typed, env: Environment, ctx: Checking): boolean {
  const sides = [[ast.left, right] as const, [ast.right, left] as const];
  for (const [side, other] of sides) {
    const type = widen(required(other.type));
    if (type.kind !== "enum" || side.kind !== "string" || constantText(side) === undefined) continue;
    ctx.check(side, { type, asks: "it is compared with" }, env);
    return true;
  }
  return false;
}

/** `error == exhausted`, either way round. */
function failureSide(ast: Binary, env: Environment, ctx: Checking): Typed | undefined {
  const sides = [ast.left, ast.right] as const;
  const bare = sides.findIndex((side) => side.kind === "reference" && needsHint(side, env));
  const name = sides[bare];
  const other = sides[1 - bare];
  if (name?.kind !== "reference" || other === undefined || !isPlain(other)) return undefined;
  const type = required(ctx.quietly(other, env).type);
  if (type.kind !== "failure") return undefined;
  const failure = ctx.check(other, undefined, env);
  const fn = ast.operator === "==" ? "any.equal" : "any.notEqual";
  return compareName(failure, type, name, fn, ast, ctx);
}

function compareName(
  failure: Typed,
  type: FailureType,
  name: Ast & { readonly kind: "reference" },
  fn: string,
  ast: Binary,
  ctx: ExpressionContext,
): Typed {
  const member = checkFailureName(name.text, name.span, type, ctx);
  if (!member) return failed(ast.span, [failure]);
  const value: Expression = { op: "constant", value: name.text };
  const expression = call(fn, nameOfFailure(failure.expression), value);
  return made({ span: ast.span, type: boolType, expression, of: [failure] }, ctx);
}

function againstNone(ast: Binary, left: Typed, right: Typed, ctx: ExpressionContext): Typed {
  const asked = ast.right.kind === "none" ? left : right;
  return askedForNone(asked, ast.operator === "==", ast.span, ctx);
}

/**
 * Whether a value is present, which reveals nothing of its fields. For a signal or flag the question is whether it is
 * known, and the answer is always known.
 */
export function askedForNone(asked: Typed, asksNone: boolean, span: Span, ctx: ExpressionContext): Typed {
  const orUnknown = isContext(asked.expression);
  const isNone: Expression = { op: "isNone", of: asked.expression, ...(orUnknown ? { orUnknown } : {}) };
  const expression: Expression = asksNone ? isNone : { op: "not", of: isNone };
  const whole = made({ span, type: boolType, expression, of: [asked], label: asked.label }, ctx);
  return orUnknown ? whole : settledPresence(whole, asked, asksNone);
}

/** A signal or flag, one of a family, or a part of one. */
export function isContext(expression: Expression): boolean {
  if (expression.op === "field") return isContext(expression.of);
  if (expression.op === "match") return expression.arms.every(({ value }) => isContext(value));
  return (
    expression.op === "read" &&
    expression.from === "context" &&
    expression.name !== "now" &&
    expression.name !== "user" &&
    expression.name !== "run"
  );
}

/** True if a value is there is known before the run where its type says so. */
function settledPresence(whole: Typed, asked: Typed, asksNone: boolean): Typed {
  const { kind } = asked.type;
  if (kind === "none") return withConstant(whole, asksNone);
  return isOptional(asked.type) || kind === "json" || kind === "error"
    ? whole
    : withConstant(whole, !asksNone);
}

/** `<`, `<=`, `>`, `>=`. */
export function checkOrder(ast: Binary, env: Environment, ctx: Checking): Typed {
  const [first, second] = checkPair(ast.left, ast.right, "it is compared with", env, ctx);
  const ranked = checkRank(ast, first, second, ctx);
  if (ranked !== undefined) return ranked;
  const needs = `\`${ast.operator}\` needs`;
  const left = present(first, ast.left, needs, ctx);
  const right = present(second, ast.right, needs, ctx);
  const of = [left, right];
  if (left.type.kind === "error" || right.type.kind === "error") return failed(ast.span, of);
  const isMixed = isPerCent(ast.left, right.type) || isPerCent(ast.right, left.type);
  if (isMixed || !comparable(left.type, right.type)) return refuse(ast, left, right, ctx);
  const family = orderOf(left.type);
  const word = orderWords[ast.operator];
  if (family === undefined || word === undefined) {
    const params = { type: aType(left.type), operator: ast.operator };
    const notes = left.type.kind === "json" ? [jsonNote] : [];
    ctx.report(unordered.at({ file: ctx.file, span: left.span }, params, { notes }));
    return failed(ast.span, of);
  }
  const expression = call(`${family}.${word}`, left.expression, right.expression);
  const whole = made({ span: ast.span, type: boolType, expression, of }, ctx);
  const settled = settledOrder(ast.operator, left.type, right.type);
  return settled === undefined || whole.type.kind === "error" ? whole : withSettled(whole, settled);
}

/** `user.trust >= medium`: members that have an order, one of them written out. What is missing is below all of them. */
function checkRank(ast: Binary, left: Typed, right: Typed, ctx: ExpressionContext): Typed | undefined {
  const [subject, bound] = ascendingOf(left) === undefined ? [right, left] : [left, right];
  const ascending = ascendingOf(subject);
  if (ascending === undefined) return undefined;
  if (bound.type.kind === "error") return failed(ast.span, [left, right]);
  if (!comparable(left.type, right.type)) return refuse(ast, left, right, ctx);
  const at = ascending.indexOf(String(bound.constant?.value));
  if (at < 0) {
    const params = { type: aType(bound.type), operator: ast.operator };
    const help = `Only these have an order here, and one of them is written out: ${ascending.join(" < ")}.`;
    ctx.report(unordered.at({ file: ctx.file, span: bound.span }, params, { help }));
    return failed(ast.span, [left, right]);
  }
  const isFlipped = subject === right;
  // `medium <= x` is `x >= medium`.
  const isAtLeast = ast.operator.startsWith(isFlipped ? "<" : ">");
  const isWithEqual = ast.operator.endsWith("=");
  const above = ascending.slice(at + (isAtLeast === isWithEqual ? 0 : 1));
  const items = above.map((value) => call("any.equal", subject.expression, { op: "constant", value }));
  const [first] = items;
  const reaches: Expression =
    items.length > 1 ? { op: "or", items } : (first ?? { op: "constant", value: false });
  const expression: Expression = isAtLeast ? reaches : { op: "not", of: reaches };
  const whole = made({ span: ast.span, type: boolType, expression, of: [left, right] }, ctx);
  return above.length > 0 || whole.type.kind === "error" ? whole : withSettled(whole, !isAtLeast);
}

function ascendingOf({ type, constant }: Typed): readonly string[] | undefined {
  const asked = required(type);
  return asked.kind === "enum" && constant === undefined ? asked.ascending : undefined;
}

const orderWords: Readonly<Partial<Record<Binary["operator"], string>>> = {
  "<": "less",
  "<=": "lessOrEqual",
  ">": "greater",
  ">=": "greaterOrEqual",
};

/** The family of functions that orders a type, in the plan's closed table. */
export function orderOf(type: Type): "number" | "money" | "text" | "instant" | "date" | "time" | undefined {
  switch (type.kind) {
    case "int":
    case "float":
    case "ratio":
      return "number";
    case "quantity":
      return type.dimension.Money === 1 ? "money" : "number";
    case "string":
      return "text";
    case "instant":
    case "date":
      return type.kind;
    case "timeOfDay":
      return "time";
    default:
      return undefined;
  }
}

/**
 * The outcome decided by the ranges of both sides. Money is exact where ranges are doubles, so equal bounds decide
 * nothing.
 */
function settledOrder(operator: Binary["operator"], left: Type, right: Type): boolean | undefined {
  const below = strictlyBelow(left as Interval, right as Interval);
  const above = strictlyBelow(right as Interval, left as Interval);
  if (below) return operator === "<" || operator === "<=";
  if (above) return operator === ">" || operator === ">=";
  if (orderOf(left) === "money") return undefined;
  const touchesBelow = touching(left as Interval, right as Interval);
  const touchesAbove = touching(right as Interval, left as Interval);
  if (touchesBelow && operator === "<=") return true;
  if (touchesBelow && operator === ">") return false;
  if (touchesAbove && operator === ">=") return true;
  if (touchesAbove && operator === "<") return false;
  return undefined;
}

function strictlyBelow(left: Interval, right: Interval): boolean {
  return left.max !== undefined && right.min !== undefined && left.max < right.min;
}

function touching(left: Interval, right: Interval): boolean {
  return left.max !== undefined && right.min !== undefined && left.max <= right.min;
}

/** True if values of both types can be equal at all. Optionals compare by what they hold. */
export function comparable(left: Type, right: Type): boolean {
  const [a, b] = [required(left), required(right)];
  if (a.kind === "error" || b.kind === "error" || a.kind === "json" || b.kind === "json") return true;
  if (isNumber(a) && isNumber(b)) return true;
  if (a.kind === "quantity" && b.kind === "quantity") {
    const oneCurrency = a.currency === undefined || b.currency === undefined || a.currency === b.currency;
    return sameDimension(a.dimension, b.dimension) && oneCurrency;
  }
  if (a.kind === "enum" && b.kind === "enum") return sameEnum(a, b);
  if ((a.kind === "string" || a.kind === "enum") && (b.kind === "string" || b.kind === "enum")) return true;
  if (a.kind === "list" && b.kind === "list") return comparable(a.item, b.item);
  if (asUnion(a) !== undefined || asUnion(b) !== undefined)
    return asUnion(a)?.union.name === asUnion(b)?.union.name;
  if (a.kind === "record" && b.kind === "record")
    return assignable(a, b) === undefined || assignable(b, a) === undefined;
  if (a.kind === "failure" || b.kind === "failure" || a.kind === "nothing") return false;
  return a.kind === b.kind;
}

/** `share > 80`: of a ratio, the plain number that was meant as so many per cent. */
function isPerCent(ast: Ast, other: Type): boolean {
  return ast.kind === "number" && Number(ast.raw.replaceAll("_", "")) > 1 && required(other).kind === "ratio";
}

const isNumber = (type: Type): boolean =>
  type.kind === "int" || type.kind === "float" || type.kind === "ratio";

/** True if two values could ever be found to be equal, by their types and ranges. */
export function mayBeEqual(left: Typed, right: Typed): boolean {
  return comparable(left.type, right.type) && !neverEqual(left, right);
}

function settledEqual(left: Typed, right: Typed): boolean | undefined {
  if (neverEqual(left, right)) return false;
  const [a, b] = [left.type, right.type];
  const one =
    a.kind === "enum" && b.kind === "enum" && membersOf(a).length === 1 && membersOf(b).length === 1;
  return one ? true : undefined;
}

/** Ranges that do not meet, members that are not left, texts that are no members. */
function neverEqual(left: Typed, right: Typed): boolean {
  const [a, b] = [left.type, right.type];
  if (a.kind === "enum" && b.kind === "enum") {
    const others = membersOf(b);
    return !membersOf(a).some((member) => others.includes(member));
  }
  if (a.kind === "enum" && b.kind === "string") return notAMember(membersOf(a), right);
  if (a.kind === "string" && b.kind === "enum") return notAMember(membersOf(b), left);
  return orderOf(a) !== undefined && disjoint(a as Interval, b as Interval);
}

function notAMember(members: readonly string[], text: Typed): boolean {
  return typeof text.constant?.value === "string" && !members.includes(text.constant.value);
}

/** A literal beside a quantity: a plain number, or minutes that were meant as metres. */
function otherUnit(ast: Ast, other: Type, ctx: ExpressionContext): DiagnosticDetails | undefined {
  const wanted = required(other);
  if (ast.kind === "quantity") {
    const { help } = minutesForMetres(ast.raw, wanted);
    return help === undefined ? undefined : { help };
  }
  if (ast.kind !== "number" || (wanted.kind !== "quantity" && wanted.kind !== "ratio")) return undefined;
  return unitHelp(wanted, { literal: ast.raw }, { file: ctx.file, span: ast.span }, ctx);
}

/** A value that has the name of a member of what it is compared with. */
function shadowed(ast: Ast, other: Type): ReturnType<typeof shadowedMember> | undefined {
  const type = required(other);
  if (ast.kind !== "reference" || type.kind !== "enum" || !type.members.includes(ast.text)) return undefined;
  return shadowedMember(ast.text, type);
}

function refuse(ast: Binary, left: Typed, right: Typed, ctx: ExpressionContext): Typed {
  const words = isMoney(left.type) && isMoney(right.type) ? aBoundedType : aType;
  const params = {
    left: `${wordsAtStart(ast.left)} is ${words(left.type)}`,
    right: `${wordsFor(ast.right).replace(/^this$/, "that")} is ${words(right.type)}`,
    operator: ast.operator,
  };
  const labels = [{ file: ctx.file, span: left.span, message: aType(left.type) }];
  ctx.report(
    incomparable.at({ file: ctx.file, span: right.span }, params, {
      label: aType(right.type),
      labels,
      ...(shadowed(ast.left, right.type) ?? shadowed(ast.right, left.type)),
      ...(otherUnit(ast.left, right.type, ctx) ?? otherUnit(ast.right, left.type, ctx)),
    }),
  );
  return failed(ast.span, [left, right]);
}
