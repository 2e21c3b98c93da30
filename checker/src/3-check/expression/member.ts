import { closest, defineDiagnostic, didYouMean } from "@orchlang/language";
import type { Member } from "@orchlang/language/ast";
import { ownLabelOfField } from "../labels/inside.ts";
import { isWithoutWay, joinLabels, labelWords, publicLabel, through } from "../labels/label.ts";
import type { TracedLabel } from "../traced-label.ts";
import type { FailureType, RecordType, Type } from "../type.ts";
import { floatType, isOptional, jsonType, optional, required, stringType } from "../types/kinds.ts";
import { aType, nameOf, showType } from "../types/show.ts";
import { asUnion, casesOf, hasField, type UnionRecord } from "../types/union.ts";
import { applyCore } from "./core-call.ts";
import { pathOf, rootOf } from "./flow-path.ts";
import { checkFold } from "./fold.ts";
import { foldNames } from "./fold-names.ts";
import { helpFor, meantFunction } from "./foreign-names.ts";
import { functionOn, namesOn } from "./functions/core.ts";
import { doneStates } from "./is.ts";
import { failed, made } from "./make.ts";
import { elapsedOf, runAsked } from "./of-run.ts";
import { present } from "./present.ts";
import { qualifiedMember } from "./reference.ts";
import type { Checking, Environment, Typed } from "./typed.ts";
import { wordsAtStart, wordsFor } from "./words.ts";

export const unknownMemberOf = defineDiagnostic<{
  owner: string;
  member: string;
  members: readonly string[];
}>({
  code: "ORCH3006",
  severity: "error",
  title: "Unknown field",
  message: (p) => `${p.owner} has no \`${p.member}\`.`,
  label: "no such field",
});

/** `a.b`, `a?.b`: a record's field, or a function of `std.core` that needs no brackets (`list.size`, `at.hour`). */
export function checkMember(ast: Member, env: Environment, ctx: Checking): Typed {
  const root = rootOf(ast);
  const binding = root && env.lookup(root.text);
  const member = ast.optional || binding !== undefined ? undefined : qualifiedMember(ast, ctx);
  if (member !== undefined) return member;
  const object = runAsked(ast, env, ctx) ?? ctx.check(ast.object, undefined, env);
  if (binding?.endorsed !== undefined && isEndorsed(ast, binding.endorsed)) {
    const own = memberAsked(ast, object, env, ctx);
    return { ...own, label: { ...own.label, integrity: "trusted" } };
  }
  return memberAsked(ast, object, env, ctx);
}

/** True if a person has been asked about this very value, and has granted it. */
function isEndorsed(ast: Member, endorsed: readonly string[]): boolean {
  const path = pathOf(ast);
  return path !== undefined && endorsed.includes(path.fields.map(({ name }) => name).join("."));
}

function memberAsked(ast: Member, object: Typed, env: Environment, ctx: Checking): Typed {
  const chain = optionalChain(object, ast.optional || ctx.unmetWhereMissing === true);
  if (chain !== undefined) return chain.finish(memberOf(ast, chain.value, env, ctx));
  return memberOf(ast, present(object, ast.object, `\`.${ast.member.text}\` needs`, ctx), env, ctx);
}

function memberOf(ast: Member, object: Typed, env: Environment, ctx: Checking): Typed {
  const { type } = object;
  const name = ast.member.text;
  const known = fieldType(type, name);
  if (known !== undefined) return field(ast, object, known, ctx);
  if (type.kind === "list" && foldNames.includes(name)) {
    return checkFold(
      { span: ast.span, name, listAst: ast.object, list: object, rest: [] },
      undefined,
      env,
      ctx,
    );
  }
  const fn = functionOn(name, type);
  if (fn !== undefined) return applyCore(fn, ast.span, [object], ctx);
  if (type.kind === "error") return failed(ast.span, [object]);
  reportUnknownMember(ast, type, ctx);
  return failed(ast.span, [object]);
}

function field(ast: Member, object: Typed, type: Type, ctx: Checking): Typed {
  const name = ast.member.text;
  // A missing field of a Json is none, and so is everything in it.
  const loose = object.type.kind === "json" ? { optional: true as const } : {};
  const expression = { op: "field" as const, of: object.expression, name, ...loose };
  const declared =
    object.type.kind === "record" ? object.type.fields.find((one) => one.name === name) : undefined;
  const own = declared === undefined ? publicLabel : ownLabelOfField(declared);
  const label = joinLabels(object.label, own.way.length > 0 ? own : throughField(own, ast, ctx));
  const whole = made({ span: ast.span, type, expression, of: [object], label }, ctx);
  const value = { ...whole, ...elapsedOf(object, name) };
  if (!isOptional(type)) return value;
  const missingBecause =
    object.type.kind === "failure"
      ? "only the failure `exhausted` has a last value, which a handler asks for with `else when error == exhausted { … }`"
      : (becauseOfCase(object.type, name) ?? `it is declared \`${showType(type)}\``);
  return { ...value, missingBecause };
}

/** A field that another case does not have. */
function becauseOfCase(type: Type, field: string): string | undefined {
  const union = asUnion(type);
  if (union === undefined) return undefined;
  const left = union.union.cases.filter(({ name }) => casesOf(union).includes(name));
  const having = left.filter(({ fields }) => fields.some(({ name }) => name === field));
  if (having.length === left.length) return undefined;
  const names = having.map(({ name }) => `\`${name}\``).join(" and ");
  return `only ${names} has it, and this may be another case`;
}

function throughField(own: TracedLabel, ast: Member, { file }: Checking): TracedLabel {
  if (isWithoutWay(own)) return own;
  return through(own, { says: `${wordsFor(ast)} is ${labelWords(own)}`, file, span: ast.span });
}

/** The type of what can be asked by name of a value that has fields. */
function fieldType(type: Type, name: string): Type | undefined {
  switch (type.kind) {
    case "record":
      if (type.union !== undefined && !hasField(type as UnionRecord, name)) return undefined;
      return type.fields.find((one) => one.name === name)?.type;
    case "failure":
      return failureField(type, name);
    case "json":
      return type.known !== undefined && Object.hasOwn(type.known, name) ? type.known[name] : jsonType;
    case "geo":
      return name === "lat" || name === "lon" ? floatType : undefined;
    case "done":
      if (name === "state") return { kind: "enum", name: "Done.state", members: doneStates, inline: true };
      return name === "value" ? optional(type.of) : undefined;
    default:
      return undefined;
  }
}

function failureField(type: FailureType, name: string): Type | undefined {
  switch (name) {
    case "name":
      return { kind: "enum", name: "failure", members: type.names, inline: true };
    case "message":
      return stringType;
    case "attempts":
      return { kind: "int", min: 0 };
    case "last":
      return lastOf(type);
    default:
      return undefined;
  }
}

/** The last value of a loop that gave up: certainly present once the failure is known to be `exhausted`. */
function lastOf({ last, names }: FailureType): Type | undefined {
  if (last === undefined || last.kind === "error") return last;
  return names.every((name) => name === "exhausted") ? last : optional(last);
}

function reportUnknownMember(ast: Member, type: Type, ctx: Checking): void {
  const name = ast.member.text;
  const members = membersOf(type);
  const place = { file: ctx.file, span: ast.member.span };
  const suggestion = type.kind === "record" ? closest(name, members) : meantFunction(name, members);
  const help = type.kind === "record" ? undefined : helpFor(name);
  const owner = type.kind === "record" ? ownerOf(ast, type) : capitalType(type);
  ctx.report(
    unknownMemberOf.at(
      place,
      { owner, member: name, members },
      {
        ...(members.length === 0 ? {} : { notes: [`It has ${shown(members)}.`] }),
        ...(help === undefined ? didYouMean(place, suggestion) : { help }),
      },
    ),
  );
}

function membersOf(type: Type): readonly string[] {
  switch (type.kind) {
    case "record": {
      const union = asUnion(type);
      const names = type.fields.map((one) => one.name);
      return union === undefined ? names : names.filter((name) => hasField(union, name));
    }
    case "failure":
      return ["name", "message", "attempts", ...(type.last === undefined ? [] : ["last"])];
    case "geo":
      return ["lat", "lon", ...namesOn(type)];
    default:
      return [...new Set(namesOn(type))];
  }
}

const membersShown = 8;

function shown(members: readonly string[]): string {
  const some = members.slice(0, membersShown).map((name) => `\`${name}\``);
  return `${some.join(", ")}${members.length > membersShown ? ", …" : ""}`;
}

function ownerOf(ast: Member, type: RecordType): string {
  const words = wordsAtStart(ast.object);
  if (words === "This") return type.name === undefined ? "This record" : capital(withArticle(nameOf(type)));
  return type.name === undefined ? words : `${words}, ${withArticle(nameOf(type))},`;
}

function withArticle(name: string): string {
  return `${/^[AEIOaeio]/u.test(name) ? "an" : "a"} \`${name}\``;
}

function capitalType(type: Type): string {
  return capital(aType(type));
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The inside of a `?.`: the value as if it were there, and the way back to the whole. */
interface Chain {
  readonly value: Typed;
  /** Makes the outcome of what was asked of the value one that is `none` where the value was. */
  readonly finish: (outcome: Typed) => Typed;
}

/**
 * `x?.f`, and all that follows it to the right: the chain ends where the value is missing, as a whole.
 * `undefined` where there is no such chain, or nothing that could be missing.
 */
export function optionalChain(object: Typed, asks: boolean): Chain | undefined {
  if (!isOptional(object.type) || !(asks || object.chained)) return undefined;
  const { chained: _, missingBecause: __, ...rest } = object;
  return { value: { ...rest, type: required(object.type) }, finish: (outcome) => finished(object, outcome) };
}

function finished(object: Typed, outcome: Typed): Typed {
  if (outcome.type.kind === "error") return outcome;
  const own = isOptional(outcome.type);
  const reason = own ? outcome.missingBecause : object.missingBecause;
  const { missingBecause: _, ...rest } = outcome;
  return {
    ...rest,
    type: optional(outcome.type),
    expression: guarded(object, outcome),
    ...(own ? {} : { chained: true as const }),
    ...(reason === undefined ? {} : { missingBecause: reason }),
  };
}

/** A field of nothing is nothing by itself; other functions are not asked. */
function guarded(object: Typed, outcome: Typed): Typed["expression"] {
  const { expression } = outcome;
  if (expression.op === "field" && expression.of === object.expression)
    return { ...expression, optional: true };
  if (expression.op === "constant") return expression;
  return {
    op: "if",
    condition: { op: "isNone", of: object.expression },
    yes: { op: "constant", value: null },
    no: expression,
  };
}
