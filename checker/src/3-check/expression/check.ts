import type { Expression, IfExpression } from "@orchlang/language/ast";
import { wholeLabel } from "../labels/inside.ts";
import { joinLabels, through } from "../labels/label.ts";
import type { Type } from "../type.ts";
import { assignable, type Misfit } from "../types/assignable.ts";
import { boolType, errorType, required } from "../types/kinds.ts";
import { textFits } from "../types/text.ts";
import { checkCall } from "./call.ts";
import { doubting } from "./doubt.ts";
import { narrowed } from "./flow.ts";
import { strayLambda } from "./fold.ts";
import { checkAlternatives } from "./hint.ts";
import { checkIs } from "./is.ts";
import { checkList, commonType } from "./list.ts";
import { checkLiteral } from "./literal.ts";
import { choosing, failed, made } from "./make.ts";
import { checkMatch } from "./match.ts";
import { checkMember } from "./member.ts";
import { misfitDiagnostic } from "./misfits.ts";
import { checkBinary, checkUnary } from "./operators.ts";
import { checkPer } from "./product.ts";
import { strayRange } from "./range.ts";
import { checkRecord } from "./record.ts";
import { checkReference } from "./reference.ts";
import { checkTemplate } from "./template.ts";
import type { Checking, Environment, Expectation, ExpressionContext, Typed } from "./typed.ts";
import { subjectOf, thisSubject } from "./words.ts";

/**
 * Checks an expression: its type, its label, its form in the plan file. The expectation flows inwards (bare enum
 * members, record literals, quotients as ratios); a result that does not fit is reported and has the type `error`.
 * Never throws because of an author's text.
 */
export function checkExpression(
  ast: Expression,
  expected: Expectation | undefined,
  env: Environment,
  ctx: ExpressionContext,
): Typed {
  return checkingOf(ctx).check(ast, expected, env);
}

/** For long-lived contexts; a speculative check has its own, because a collector would keep these alive. */
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
  readonly unionNamed: ExpressionContext["unionNamed"];
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
    this.unionNamed = ctx.unionNamed;
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

/** `if c then a else b`: each side knows what the condition says; who sees the value learns of the condition. */
function checkIf(
  ast: IfExpression,
  expected: Expectation | undefined,
  env: Environment,
  ctx: Checking,
): Typed {
  const condition = ctx.check(ast.condition, { type: boolType, asks: "`if` takes" }, env);
  const known = condition.constant?.value;
  const asked = condition.doubtful ? doubting(env, ast.condition) : env;
  const sides = [
    { ast: ast.whenTrue, env: narrowed(asked, ast.condition, true, ctx), unreached: known === false },
    { ast: ast.whenFalse, env: narrowed(asked, ast.condition, false, ctx), unreached: known === true },
  ];
  const [yes = condition, no = condition] = checkAlternatives(sides, expected, "the other side is", ctx);
  const type = commonType([yes, no], ctx);
  const learnt = through(wholeLabel(condition), {
    says: "decides what this becomes",
    file: ctx.file,
    span: ast.condition.span,
  });
  const taken = known === true ? yes : known === false ? no : undefined;
  // Where both sides are the same, or only one can be, nobody learns which it was.
  const label = taken?.label ?? joinLabels(yes.label, no.label, ...(isSameValue(yes, no) ? [] : [learnt]));
  const expression = {
    op: "if" as const,
    condition: condition.expression,
    yes: yes.expression,
    no: no.expression,
  };
  const whole = made({ span: ast.span, type, expression, of: [condition, yes, no], label }, ctx);
  return choosing(whole, taken);
}

function isSameValue({ constant: yes }: Typed, { constant: no }: Typed): boolean {
  return yes !== undefined && no !== undefined && JSON.stringify(yes.value) === JSON.stringify(no.value);
}

/**
 * Reports where a value does not fit what is wanted; gives it back as wanted, or as `error`.
 *
 * @param ast what an author would call it by; left out: "this".
 */
function fit(typed: Typed, expected: Expectation, ctx: ExpressionContext, ast?: Expression): Typed {
  const wrong = misfitOf(typed, expected.type);
  if (wrong === undefined) return asWanted(typed, expected.type);
  if (typed.doubtful && (wrong.why === "missing" || wrong.why === "range"))
    return { ...typed, type: errorType };
  const subject = ast === undefined ? thisSubject : subjectOf(ast);
  ctx.report(misfitDiagnostic(wrong, typed, expected, ctx, subject));
  return { ...typed, type: errorType, doubtful: true };
}

/** For a soft expectation: a constant text that may be the Email or Url becomes one, anything else stays. */
function likeWanted(typed: Typed, meant: Type): Typed {
  if (typed.type.kind !== "string" || misfitOf(typed, meant) !== undefined) return typed;
  return asWanted(typed, meant);
}

/** Why a value does not fit, its constant text looked at. */
function misfitOf(typed: Typed, wanted: Type): Misfit | undefined {
  const wrong = assignable(typed.type, wanted);
  return wrong?.why === "text" && constantTextFits(typed, wanted) ? undefined : wrong;
}

function constantTextFits(typed: Typed, wanted: Type): boolean {
  const type = required(wanted);
  if (type.kind !== "string") return false;
  const text = typed.constant?.value;
  if (typeof text === "string") return textFits(text, type);
  // The interpolated values are unknown; the runtime checks the whole address where it crosses the boundary.
  return typed.sample !== undefined && type.matching === undefined && textFits(typed.sample, type);
}

/** A constant text becomes the Email that it was checked to be; other values keep what is known of them. */
function asWanted(typed: Typed, wanted: Type): Typed {
  const type = required(wanted);
  const refines =
    typed.type.kind === "string" && type.kind === "string" && (typed.constant ?? typed.sample) !== undefined;
  return refines ? { ...typed, type } : typed;
}
