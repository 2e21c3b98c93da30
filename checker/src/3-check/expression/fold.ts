import { defineDiagnostic } from "@orchlang/language";
import { type Expression as Ast, type Lambda, type Span, visit } from "@orchlang/language/ast";
import { freeReads } from "@orchlang/plan/expressions";
import { wholeLabel } from "../labels/inside.ts";
import { joinLabels } from "../labels/label.ts";
import type { Type } from "../type.ts";
import { errorType, required } from "../types/kinds.ts";
import { aType } from "../types/show.ts";
import { extend } from "./checking.ts";
import { constantOf, isSmall } from "./constant.ts";
import { reportCount } from "./core-call.ts";
import { type Each, type Folded, foldRules } from "./fold-rules.ts";
import { failed, gathered, withConstant } from "./make.ts";
import { present } from "./present.ts";
import type { Checking, Environment, Expectation, ExpressionContext, Typed } from "./typed.ts";

export const lambdaOutOfPlace = defineDiagnostic({
  code: "ORCH3206",
  severity: "error",
  title: "Function out of place",
  message: "`x => …` is not a value: it is the argument of a list function, as `list.map(x => …)`.",
  notes: ["To compare, write `>=`."],
});

export const lambdaMissing = defineDiagnostic<{ name: string }>({
  code: "ORCH3207",
  severity: "error",
  title: "Function missing",
  message: (p) => `\`${p.name}\` needs a function for each item.`,
  help: (p) => `Write \`${p.name}(x => …)\`.`,
});

export const notAList = defineDiagnostic<{ name: string; type: string }>({
  code: "ORCH3208",
  severity: "error",
  title: "Not a list",
  message: (p) => `\`${p.name}\` needs a list; this is ${p.type}.`,
});

/** A list function and what it goes through. */
interface FoldCall {
  readonly span: Span;
  readonly name: string;
  readonly listAst: Ast;
  readonly list: Typed;
  readonly rest: readonly Ast[];
}

/** `list.map(x => …)` and its like. Sizes and ranges are carried along. */
export function checkFold(
  call: FoldCall,
  wanted: Expectation | undefined,
  env: Environment,
  ctx: Checking,
): Typed {
  const { span, name, rest } = call;
  const list = present(call.list, call.listAst, `\`${name}\` needs`, ctx);
  const rule = foldRules[name];
  const item = itemType(list, name, ctx);
  const each =
    rest.length === 1 && rest[0] !== undefined
      ? eachOf(rest[0], name, item, list, rule?.wants?.(item) ?? eachWanted(name, wanted), env, ctx)
      : undefined;
  if (rule === undefined || (item.kind === "error" && list.type.kind !== "list")) return failed(span, [list]);
  if (rest.length > 1) reportCount(span, name, `list.${name}(x => …)`, ctx);
  if (rest.length === 0 && rule.needsEach) ctx.report(lambdaMissing.at({ file: ctx.file, span }, { name }));
  const lacking = each === undefined && (rule.needsEach || rest.length > 0);
  if (lacking || each?.body.type.kind === "error") return failed(span, each ? [list, each.body] : [list]);
  const made = rule.made(list, each, span, ctx);
  if (made === undefined) return failed(span, each ? [list, each.body] : [list]);
  return finished(call, list, each, made);
}

/** The expectation for each item, if a list is expected. */
function eachWanted(name: string, wanted: Expectation | undefined): Expectation | undefined {
  const list = wanted && required(wanted.type);
  if (name !== "map" || list?.kind !== "list") return undefined;
  return { ...wanted, type: list.item, asks: "each item is" };
}

function finished(call: FoldCall, list: Typed, each: Each | undefined, folded: Folded): Typed {
  const of = each === undefined ? [list] : [list, each.body];
  const fold: Typed["expression"] = {
    op: "fold",
    fn: folded.fn ?? call.name,
    list: list.expression,
    ...(each === undefined ? {} : { as: each.ast.parameter.text, body: each.body.expression }),
  };
  const expression: Typed["expression"] =
    folded.empty === undefined ? fold : { op: "coalesce", left: fold, right: folded.empty };
  const seen =
    each === undefined
      ? []
      : [folded.keepsItems && call.name === "map" ? each.body.label : wholeLabel(each.body)];
  const whole = each === undefined && !folded.keepsItems;
  const label = joinLabels(whole ? wholeLabel(list) : list.label, ...seen);
  const typed: Typed = { type: folded.type, label, expression, span: call.span, ...gathered(of) };
  const reason =
    folded.type.kind === "optional" ? { missingBecause: `\`${call.name}\` may find nothing` } : {};
  return { ...settled(typed, list, each), ...reason };
}

/**
 * A constant list whose items meet only one another and constants has a constant outcome. Not where list functions
 * stand in one another: their rounds multiply.
 */
function settled(typed: Typed, list: Typed, each: Each | undefined): Typed {
  if (list.constant === undefined || (each !== undefined && holdsLambda(each.ast.body))) return typed;
  if (freeReads(typed.expression).length > 0) return typed;
  const outcome = constantOf(typed.expression);
  return outcome !== undefined && isSmall(outcome.value) ? withConstant(typed, outcome.value) : typed;
}

function holdsLambda(body: Ast): boolean {
  let isFound = false;
  visit(body, {
    lambda: () => {
      isFound = true;
      return false;
    },
  });
  return isFound;
}

function itemType(list: Typed, name: string, ctx: ExpressionContext): Type {
  if (list.type.kind === "list") return list.type.item;
  if (list.type.kind !== "error") {
    const help = list.type.kind === "map" ? { help: `Use its values: \`.values.${name}(…)\`.` } : {};
    ctx.report(notAList.at({ file: ctx.file, span: list.span }, { name, type: aType(list.type) }, help));
  }
  return errorType;
}

function eachOf(
  ast: Ast,
  name: string,
  item: Type,
  list: Typed,
  wanted: Expectation | undefined,
  env: Environment,
  ctx: Checking,
): Each | undefined {
  if (ast.kind !== "lambda") {
    if (ast.kind !== "missing") ctx.report(lambdaMissing.at({ file: ctx.file, span: ast.span }, { name }));
    return undefined;
  }
  const variable = ast.parameter.text;
  const scope = extend(env, {
    [variable]: {
      read: { op: "read", from: "local", name: variable },
      type: item,
      label: list.label,
      declared: { file: ctx.file, span: ast.parameter.span },
      ...(list.doubtful ? { doubtful: true } : {}),
    },
  });
  return { ast, body: ctx.check(ast.body, wanted, scope), env: scope };
}

/** `x => …` where only a value can stand. */
export function strayLambda(ast: Lambda, ctx: ExpressionContext): Typed {
  ctx.report(lambdaOutOfPlace.at({ file: ctx.file, span: ast.span }, {}));
  return failed(ast.span);
}
