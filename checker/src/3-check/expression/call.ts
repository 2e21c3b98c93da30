import { defineDiagnostic } from "@orchlang/language";
import type { Expression as Ast, Call } from "@orchlang/language/ast";
import { checkRelease, releaseWords } from "../labels/release.ts";
import { isOptional, required } from "../types/optional.ts";
import { asUnion } from "../types/union.ts";
import { checkCase, unionMeant, unknownCase } from "./case.ts";
import { optionalChain } from "./chain.ts";
import type { Checking } from "./checking.ts";
import { checkCoreCall, refuseNames } from "./core-call.ts";
import { checkFamily } from "./family.ts";
import { checkFold } from "./fold.ts";
import { foldNames } from "./fold-names.ts";
import { functionsNamed } from "./functions/core.ts";
import { failed } from "./make.ts";
import { mayBeMissing } from "./misfits.ts";
import { declaredHere, notAValue, reportUnknown } from "./reference.ts";
import type { Environment, Expectation, Typed } from "./typed.ts";
import { wordsAtStart } from "./words.ts";

export const notCallable = defineDiagnostic<{ what: string }>({
  code: "ORCH3202",
  severity: "error",
  title: "Not a function",
  message: (p) => `${p.what} is not a function, so it can't be called.`,
});

/** `f(a)`, `x.f(a)`: a function of `std.core`, a member of a family, a release of a label. */
export function checkCall(
  ast: Call,
  expected: Expectation | undefined,
  env: Environment,
  ctx: Checking,
): Typed {
  const special = ctx.special?.(ast, expected, env);
  if (special !== undefined) return special;
  const { callee } = ast;
  const meant = unionMeant(callee, expected, env, ctx);
  if (meant !== undefined) return checkCase(ast, meant.name, meant.union, env, ctx);
  const values = ast.arguments.map((argument) => argument.value);
  if (callee.kind === "reference") {
    const binding = env.lookup(callee.text);
    if (binding?.family !== undefined) return checkFamily(ast, callee, binding, binding.family, env, ctx);
    if (binding?.type.kind === "error") return failed(ast.span);
    if (releaseWords.has(callee.text)) return checkRelease(ast, callee.text, ast.arguments, env, ctx);
    if (isFunction(callee.text)) return functionCall(ast, callee.text, values, expected, env, ctx);
    return refuseCallee(ast, callee, expected, env, ctx);
  }
  if (callee.kind === "member") return methodCall(ast, callee, expected, env, ctx);
  ctx.report(notCallable.at({ file: ctx.file, span: callee.span }, { what: wordsAtStart(callee) }));
  return failed(ast.span);
}

function isFunction(name: string): boolean {
  return foldNames.includes(name) || functionsNamed(name).length > 0;
}

/** `f(x, a)`. The first argument determines which `f` is meant. */
function functionCall(
  ast: Call,
  name: string,
  values: readonly Ast[],
  expected: Expectation | undefined,
  env: Environment,
  ctx: Checking,
): Typed {
  if (refuseNames(ast, name, ctx)) return failed(ast.span);
  const [first, ...rest] = values;
  if (first === undefined) return checkCoreCall({ ast, name, rest: [] }, env, ctx);
  const hint = functionsNamed(name).find((one) => one.first !== undefined)?.first;
  const wanted = hint && { type: hint, asks: `\`${name}\` takes` };
  const typed = ctx.check(first, wanted, env);
  if (isFold(name, typed))
    return checkFold({ span: ast.span, name, listAst: first, list: typed, rest }, expected, env, ctx);
  return checkCoreCall({ ast, name, firstAst: first, first: typed, rest }, env, ctx);
}

/** On a list, `min` and `max` fold it; on a number they compare it with others. */
function isFold(name: string, first: Typed): boolean {
  return foldNames.includes(name) && (functionsNamed(name).length === 0 || first.type.kind === "list");
}

/** `x.f(a)`. */
function methodCall(
  ast: Call,
  callee: Ast & { readonly kind: "member" },
  expected: Expectation | undefined,
  env: Environment,
  ctx: Checking,
): Typed {
  const name = callee.member.text;
  const receiver = ctx.check(callee.object, undefined, env);
  const rest = ast.arguments.map((argument) => argument.value);
  if (releaseWords.has(name)) {
    const { object } = callee;
    const first = {
      kind: "argument",
      form: "positional",
      name: undefined,
      value: object,
      span: object.span,
    } as const;
    return checkRelease(ast, name, [first, ...ast.arguments], env, ctx);
  }
  if (refuseNames(ast, name, ctx)) return failed(ast.span, [receiver]);
  const chain = optionalChain(receiver, callee.optional || ctx.unmetWhereMissing === true);
  if (chain === undefined && isOptional(receiver.type)) {
    const clash = {
      subject: wordsAtStart(callee.object),
      asks: `\`.${name}\` needs`,
      got: "",
      wanted: "a value",
    };
    const place = { file: ctx.file, span: receiver.span };
    if (!receiver.doubtful) ctx.report(mayBeMissing.at(place, { clash, because: receiver.missingBecause }));
    return failed(ast.span, [receiver]);
  }
  const { value, finish } = chain ?? { value: receiver, finish: (typed: Typed) => typed };
  if (isFold(name, value))
    return finish(
      checkFold({ span: ast.span, name, listAst: callee.object, list: value, rest }, expected, env, ctx),
    );
  return finish(
    checkCoreCall(
      { ast, name, nameSpan: callee.member.span, firstAst: callee.object, first: value, rest },
      env,
      ctx,
    ),
  );
}

function refuseCallee(
  ast: Call,
  callee: Ast & { readonly kind: "reference" },
  expected: Expectation | undefined,
  env: Environment,
  ctx: Checking,
): Typed {
  const binding = env.lookup(callee.text);
  const place = { file: ctx.file, span: callee.span };
  const what = ctx.callable?.(callee.text);
  const wanted = expected === undefined ? undefined : asUnion(required(expected.type));
  if (binding === undefined && what === undefined && wanted !== undefined)
    return unknownCase(callee.text, callee.span, wanted, ctx);
  if (binding !== undefined) {
    ctx.report(notCallable.at(place, { what: `\`${callee.text}\`` }, declaredHere(binding)));
  } else if (what !== undefined) {
    const help = `Call it in a step: \`step x = ${callee.text}(…)\`, and use \`x\` here.`;
    ctx.report(notAValue.at(place, { name: callee.text, what }, { help }));
  } else reportUnknown(callee, env, ctx);
  return failed(ast.span);
}
