import { defineDiagnostic } from "@orchlang/language";
import type { Expression as Ast, Call, Reference } from "@orchlang/language/ast";
import type { Expression } from "@orchlang/plan/expressions";
import { wholeLabel } from "../labels/inside.ts";
import { joinLabels } from "../labels/label.ts";
import { checkRelease, releaseWords } from "../labels/release.ts";
import type { EnumType } from "../type.ts";
import { errorType, isOptional, required } from "../types/kinds.ts";
import { membersOf } from "../types/same.ts";
import { nameOf } from "../types/show.ts";
import { asUnion } from "../types/union.ts";
import { unionMeant, unknownCase, unknownMember } from "./case.ts";
import { checkCoreCall, refuseNames, reportCount } from "./core-call.ts";
import { checkFold } from "./fold.ts";
import { foldNames } from "./fold-names.ts";
import { functionsNamed } from "./functions/core.ts";
import { failed, gathered } from "./make.ts";
import { optionalChain } from "./member.ts";
import { mayBeMissing } from "./misfits.ts";
import { checkCase } from "./record.ts";
import { declaredHere, notAValue, reportUnknown } from "./reference.ts";
import type { Binding, Checking, Environment, Expectation, Typed } from "./typed.ts";
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
  const suggestion = unionMeant(callee, expected, env, ctx);
  if (suggestion !== undefined) return checkCase(ast, suggestion.name, suggestion.union, env, ctx);
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

/**
 * `temperature(kitchen)`: one member of a family of signals or flags. Where the index is known only in the run, the
 * outcome is a choice among all members: a family is finite, so what may be read is known beforehand.
 */
function checkFamily(
  ast: Call,
  callee: Reference,
  binding: Binding,
  family: Family,
  env: Environment,
  ctx: Checking,
): Typed {
  if (refuseNames(ast, callee.text, ctx)) return failed(ast.span);
  if (ast.arguments.length !== family.length) {
    const form = `${callee.text}(${family.map((part) => part.name).join(", ")})`;
    reportCount(ast.span, callee.text, form, ctx);
    return failed(ast.span);
  }
  if (reportSwapped(ast, family, env, ctx)) return failed(ast.span);
  const indexes = family.map((part, position) => {
    const argument = ast.arguments[position];
    if (argument === undefined) return failed(ast.span);
    const held = heldMember(argument.value, part.members, env, ctx);
    // An index with a mistake has no known members.
    const type = part.members.members.length === 0 ? errorType : part.members;
    const expected = { type, asks: `\`${part.name}\` of \`${callee.text}\` is` };
    return held ?? ctx.check(argument.value, expected, env);
  });
  if (indexes.some((index) => index.type.kind === "error")) return failed(ast.span, indexes);
  const name = binding.read.op === "read" ? binding.read.name : callee.text;
  const label = joinLabels(binding.label, ...indexes.map(wholeLabel));
  return {
    type: binding.type,
    label,
    expression: chosen(
      name,
      indexes,
      family.map((part) => part.members),
      [],
    ),
    span: ast.span,
    ...gathered(indexes),
    ...(binding.missingBecause === undefined ? {} : { missingBecause: binding.missingBecause }),
  };
}

/** `heat(kitchen, h1)` of a family by house and room: two indexes that have changed places are one mistake. */
function reportSwapped(ast: Call, family: Family, env: Environment, ctx: Checking): boolean {
  const words = ast.arguments.map(({ value }) =>
    value.kind === "reference" && env.lookup(value.text) === undefined ? value.text : undefined,
  );
  const isIn = (at: number, part: number): boolean =>
    family[part]?.members.members.includes(words[at] ?? "") === true;
  for (const [one, first] of ast.arguments.entries()) {
    const other = words.findIndex((_, at) => at > one && isIn(at, one) && !isIn(at, at) && isIn(one, at));
    const part = family[one];
    const theirs = family[other];
    if (other === -1 || isIn(one, one) || part === undefined || theirs === undefined) continue;
    const help = `The two have changed places: \`${part.name}\` comes before \`${theirs.name}\`.`;
    const { members } = part.members;
    const place = { file: ctx.file, span: first.value.span };
    ctx.report(
      unknownMember.at(place, { name: words[one] ?? "", type: nameOf(part.members), members }, { help }),
    );
    return true;
  }
  return false;
}

type Family = NonNullable<Binding["family"]>;

/** `battery(eye)`, `battery(eye.id)`: a member that is held is named by its `id`. */
function heldMember(ast: Ast, index: EnumType, env: Environment, ctx: Checking): Typed | undefined {
  const object = ast.kind === "member" && ast.member.text === "id" ? ast.object : ast;
  if (object.kind !== "reference") return undefined;
  const type = env.lookup(object.text)?.type;
  if (type?.kind !== "record" || type.pools?.every((pool) => pool === index.name) !== true) return undefined;
  const member = ctx.check(object, undefined, env);
  return { ...member, type: index, expression: { op: "field", of: member.expression, name: "id" } };
}

/** The read of one member, by a match for each index that is not a constant. */
function chosen(
  name: string,
  indexes: readonly Typed[],
  members: readonly EnumType[],
  known: readonly string[],
): Expression {
  const [index, ...others] = indexes;
  const [type, ...types] = members;
  if (index === undefined || type === undefined) {
    return { op: "read", from: "context", name: `${name}(${known.join(",")})` };
  }
  const constant = index.constant?.value;
  if (typeof constant === "string") return chosen(name, others, types, [...known, constant]);
  const possible = index.type.kind === "enum" ? membersOf(index.type) : type.members;
  const arms = possible.map((member) => ({
    patterns: [{ is: member }],
    value: chosen(name, others, types, [...known, member]),
  }));
  return { op: "match", subject: index.expression, arms };
}
