import type { Expression } from "@orchlang/language/ast";
import { boolType } from "../types/kinds.ts";
import { required } from "../types/optional.ts";
import { checkBinary } from "./binary.ts";
import { checkCall } from "./call.ts";
import type { Checking } from "./checking.ts";
import { checkIf } from "./conditional.ts";
import { fit, likeWanted } from "./expectation.ts";
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
  if (ctx instanceof WayBack) return ctx;
  const kept = ctx.checkings ?? checkings;
  const known = kept.get(ctx);
  if (known !== undefined) return known;
  const made = new WayBack(ctx);
  kept.set(ctx, made);
  return made;
}

/** Contexts are many, and put together in many ways: what reads them all day finds each thing in one place. */
class WayBack implements Checking {
  readonly file: string;
  readonly units: ExpressionContext["units"];
  readonly zone: string;
  readonly currency: string;
  readonly report: ExpressionContext["report"];
  readonly unreached: ExpressionContext["unreached"];
  readonly unmetWhereMissing: ExpressionContext["unmetWhereMissing"];
  readonly isLost: ExpressionContext["isLost"];
  readonly callable: ExpressionContext["callable"];
  readonly enumNamed: ExpressionContext["enumNamed"];
  readonly enumsWith: ExpressionContext["enumsWith"];
  readonly hidden: ExpressionContext["hidden"];
  readonly watch: ExpressionContext["watch"];
  readonly special: ExpressionContext["special"];
  readonly #ctx: ExpressionContext;
  #quiet: Checking | undefined;

  constructor(ctx: ExpressionContext) {
    this.#ctx = ctx;
    this.file = ctx.file;
    this.units = ctx.units;
    this.zone = ctx.zone;
    this.currency = ctx.currency;
    this.report = ctx.report;
    this.unreached = ctx.unreached;
    this.unmetWhereMissing = ctx.unmetWhereMissing;
    this.isLost = ctx.isLost;
    this.callable = ctx.callable;
    this.enumNamed = ctx.enumNamed;
    this.enumsWith = ctx.enumsWith;
    this.hidden = ctx.hidden;
    this.watch = ctx.watch;
    this.special = ctx.special;
  }

  check(part: Expression, wanted: Expectation | undefined, scope: Environment): Typed {
    const typed = construct(part, wanted, scope, this);
    this.watch?.expression(part, typed, wanted, scope);
    if (wanted === undefined) return typed;
    if (wanted.soft) return likeWanted(typed, wanted.type);
    const there = this.unmetWhereMissing ? { ...typed, type: required(typed.type) } : typed;
    return fit(there, wanted, this, part);
  }

  reached(reached: boolean): Checking {
    return reached ? this : checkingOf({ ...this.#ctx, unreached: true });
  }

  quietly(part: Expression, scope: Environment): Typed {
    return this.quiet().check(part, undefined, scope);
  }

  quiet(): Checking {
    this.#quiet ??= checkingOf({ ...this.#ctx, report: () => {} });
    return this.#quiet;
  }
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
