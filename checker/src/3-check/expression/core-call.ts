import { defineDiagnostic, didYouMean } from "@orchlang/language";
import type { Expression as Ast, Call, Span } from "@orchlang/language/ast";
import { isZone } from "@orchlang/plan/quantities";
import { unknownZone } from "../declarations/zone.ts";
import { joinLabels } from "../labels/label.ts";
import type { Type } from "../type.ts";
import { isOptional, stringType } from "../types/kinds.ts";
import { aType } from "../types/show.ts";
import { foldNames } from "./fold-names.ts";
import { helpFor, meantFunction } from "./foreign-names.ts";
import { functionOn, functionsNamed, namesOn } from "./functions/core.ts";
import type { CoreFunction } from "./functions/function.ts";
import { failed, made } from "./make.ts";
import { present } from "./present.ts";
import type { Checking, Environment, ExpressionContext, Typed } from "./typed.ts";

export const unknownFunction = defineDiagnostic<{ name: string; of: string | undefined }>({
  code: "ORCH3203",
  severity: "error",
  title: "Unknown function",
  message: (p) =>
    p.of === undefined ? `There is no function \`${p.name}\`.` : `${p.of} has no \`${p.name}\`.`,
  label: "no such function",
});

export const argumentCount = defineDiagnostic<{ name: string; form: string }>({
  code: "ORCH3205",
  severity: "error",
  title: "Too few or too many arguments",
  message: (p) => `\`${p.name}\` takes other arguments: \`${p.form}\`.`,
});

export const namedArgument = defineDiagnostic<{ name: string; argument: string }>({
  code: "ORCH3221",
  severity: "error",
  title: "Named argument of a function",
  message: (p) => `\`${p.name}\` is a function of \`std.core\`: its arguments go by position, not by name.`,
  label: (p) => `named \`${p.argument}\``,
});

/** A call of a function, its first argument already understood. */
interface CoreCall {
  readonly ast: Call;
  readonly name: string;
  readonly nameSpan?: Span;
  readonly firstAst?: Ast;
  readonly first?: Typed;
  readonly rest: readonly Ast[];
}

export function checkCoreCall(call: CoreCall, env: Environment, ctx: Checking): Typed {
  const { ast, name, first, firstAst, rest } = call;
  if (first === undefined || firstAst === undefined) {
    const [some] = functionsNamed(name);
    reportCount(ast.span, name, some?.signature ?? `list.${name}(x => …)`, ctx);
    return failed(ast.span);
  }
  const there = present(first, firstAst, `\`${name}\` needs`, ctx);
  const fn = functionOn(name, there.type);
  if (fn === undefined || there.type.kind === "error") {
    const others = rest.map((one) => (one.kind === "lambda" ? undefined : ctx.check(one, undefined, env)));
    if (there.type.kind !== "error") reportUnknownFunction(call, there.type, ctx);
    return failed(ast.span, [there, ...others.filter((one) => one !== undefined)]);
  }
  const parameters = fn.parameters(there.type);
  const named = fn.zoned && rest.length === parameters.length + 1 ? rest.at(-1) : undefined;
  const fits = fn.variadic ? rest.length >= 1 : named !== undefined || rest.length === parameters.length;
  if (!fits) {
    reportCount(ast.span, name, fn.signature, ctx);
    return failed(ast.span, [there]);
  }
  const last = parameters.at(-1);
  const zone = named && zoneOf(named, name, env, ctx);
  const others = rest.slice(0, named === undefined ? rest.length : -1).map((value, index) => {
    const parameter = parameters[index] ?? last;
    const asks = `\`${parameter?.name}\` of \`${name}\` is`;
    return ctx.check(value, parameter && { type: parameter.type, asks }, env);
  });
  return applyCore(fn, ast.span, [there, ...others], ctx, zone);
}

/** Returns the zone that a call names, or undefined if there is no such zone, which it reports. */
function zoneOf(ast: Ast, name: string, env: Environment, ctx: Checking): string | undefined {
  const wanted = { type: stringType, asks: `\`zone\` of \`${name}\` is` };
  const { constant, type } = ctx.check(ast, wanted, env);
  if (type.kind === "error") return undefined;
  const zone = typeof constant?.value === "string" ? constant.value : undefined;
  if (zone !== undefined && isZone(zone)) return zone;
  const place = { file: ctx.file, span: ast.span };
  ctx.report(unknownZone(place, zone));
  return undefined;
}

/** The outcome of a function whose arguments have been understood and fit. */
export function applyCore(
  fn: CoreFunction,
  span: Span,
  args: readonly Typed[],
  ctx: ExpressionContext,
  zone = ctx.zone,
): Typed {
  if (args.some((arg) => arg.type.kind === "error")) return failed(span, args);
  const constants = args.map((arg) =>
    typeof arg.constant?.value === "number" ? arg.constant.value : undefined,
  );
  const type = fn.result(
    args.map((arg) => arg.type),
    constants,
  );
  const expression = fn.emit(
    args.map((arg) => arg.expression),
    zone,
  );
  const label = fn.shallow ? joinLabels(...args.map((arg) => arg.label)) : undefined;
  const value = made({ span, type, expression, of: args, ...(label === undefined ? {} : { label }) }, ctx);
  return isOptional(type) ? { ...value, missingBecause: `\`${fn.name}\` may find nothing` } : value;
}

/** Functions take their arguments by position; whether one has a name, which is reported. */
export function refuseNames(ast: Call, name: string, ctx: ExpressionContext): boolean {
  const named = ast.arguments.find((argument) => argument.form === "named");
  if (named?.name === undefined) return false;
  ctx.report(
    namedArgument.at({ file: ctx.file, span: named.name.span }, { name, argument: named.name.text }),
  );
  return true;
}

/** @param form how it is written: `text.contains(part: String) -> Bool` */
export function reportCount(span: Span, name: string, form: string, ctx: ExpressionContext): void {
  const [written = form] = form.split(" · ");
  ctx.report(argumentCount.at({ file: ctx.file, span }, { name, form: written }));
}

function reportUnknownFunction(call: CoreCall, first: Type, ctx: ExpressionContext): void {
  const { name, ast } = call;
  const span = call.nameSpan ?? ast.callee.span;
  const known = functionsNamed(name).length > 0 || foldNames.includes(name);
  const suggestion = meantFunction(name, namesOn(first));
  const of = aType(first);
  const note = known ? [`There is a \`${name}\`, but not of ${of}.`] : [];
  const help = helpFor(name);
  ctx.report(
    unknownFunction.at(
      { file: ctx.file, span },
      { name, of: of.charAt(0).toUpperCase() + of.slice(1) },
      {
        notes: note,
        ...(help === undefined ? didYouMean({ file: ctx.file, span }, suggestion) : { help }),
      },
    ),
  );
}
