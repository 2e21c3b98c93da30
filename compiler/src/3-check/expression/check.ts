import type { Expression } from "@orchlang/language";
import { once } from "../../once.ts";
import { boolType } from "../types/kinds.ts";
import { required } from "../types/optional.ts";
import { checkBinary } from "./binary.ts";
import { checkCall } from "./call.ts";
import type { Checking } from "./checking.ts";
import { checkIf } from "./conditional.ts";
import { fit } from "./expectation.ts";
import { strayLambda } from "./fold.ts";
import { checkIs } from "./is.ts";
import { checkList } from "./list.ts";
import { checkLiteral } from "./literal.ts";
import { failed } from "./make.ts";
import { checkMatch } from "./match.ts";
import { checkMember } from "./member.ts";
import { checkPer } from "./per.ts";
import { strayRange } from "./range.ts";
import { checkRecord } from "./record.ts";
import { checkReference } from "./reference.ts";
import { checkTemplate } from "./template.ts";
import type { Environment, Expectation, ExpressionContext, Typed } from "./typed.ts";
import { checkUnary } from "./unary.ts";

/**
 * Understands an expression: its type, its label, its form in the plan file. What is expected flows inwards (bare
 * enum members, record literals, quotients as ratios); where the outcome does not fit, that is reported and the
 * type is `error`. Never throws for what an author wrote.
 */
export function checkExpression(
  ast: Expression,
  expected: Expectation | undefined,
  env: Environment,
  ctx: ExpressionContext,
): Typed {
  return checkingOf(ctx).check(ast, expected, env);
}

/** Of contexts that stay; those of a look have their own, since the collector holds what this knows for long. */
const checkings = new WeakMap<ExpressionContext, Checking>();

/** The context with the way back to here: one for all expressions of a module. */
export function checkingOf(ctx: ExpressionContext): Checking {
  const kept = ctx.checkings ?? checkings;
  const known = kept.get(ctx);
  if (known !== undefined) return known;
  const made = withWayBack(ctx);
  kept.set(ctx, made);
  return made;
}

function withWayBack(ctx: ExpressionContext): Checking {
  const checking: Checking = {
    ...ctx,
    check: (part, wanted, scope) => {
      const typed = construct(part, wanted, scope, checking);
      ctx.watch?.expression(part, typed, wanted, scope);
      if (wanted === undefined || wanted.soft) return typed;
      const there = ctx.unmetWhereMissing ? { ...typed, type: required(typed.type) } : typed;
      return fit(there, wanted, ctx, part);
    },
    reached: (reached) => (reached ? checking : checkingOf({ ...ctx, unreached: true })),
    quietly: (part, scope) => checking.quiet().check(part, undefined, scope),
    quiet: once(() => checkingOf({ ...ctx, report: () => {} })),
  };
  return checking;
}

/** A condition: a Bool that is not missing. `asks`: "`when` takes". */
export function checkCondition(
  ast: Expression,
  asks: string,
  env: Environment,
  ctx: ExpressionContext,
): Typed {
  return checkExpression(ast, { type: boolType, asks }, env, ctx);
}

/** One file a construct; literals of one word together. */
function construct(
  ast: Expression,
  expected: Expectation | undefined,
  env: Environment,
  ctx: Checking,
): Typed {
  switch (ast.kind) {
    case "number":
    case "quantity":
    case "money":
    case "ratio":
    case "date":
    case "time":
    case "instant":
    case "boolean":
    case "none":
      return checkLiteral(ast, expected, ctx);
    case "string":
      return checkTemplate(ast, env, ctx);
    case "reference":
      return checkReference(ast, expected, env, ctx);
    case "member":
      return checkMember(ast, env, ctx);
    case "call":
      return checkCall(ast, expected, env, ctx);
    case "unary":
      return checkUnary(ast, expected, env, ctx);
    case "binary":
      return checkBinary(ast, expected, env, ctx);
    case "is":
      return checkIs(ast, env, ctx);
    case "per":
      return checkPer(ast, env, ctx);
    case "list":
      return checkList(ast, expected, env, ctx);
    case "record":
      return checkRecord(ast, expected, env, ctx);
    case "if":
      return checkIf(ast, expected, env, ctx);
    case "matchExpression":
      return checkMatch(ast, expected, env, ctx);
    case "range":
      return strayRange(ast, env, ctx);
    case "lambda":
      return strayLambda(ast, ctx);
    case "missing":
      return failed(ast.span);
  }
}
