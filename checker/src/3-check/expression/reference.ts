import {
  closest,
  type Diagnostic,
  type DiagnosticDetails,
  defineDiagnostic,
  didYouMean,
} from "@orchlang/language";
import type { Member, Reference } from "@orchlang/language/ast";
import { freeReads } from "@orchlang/plan/expressions";
import type { EnumType, Type } from "../type.ts";
import { required } from "../types/kinds.ts";
import { nameOf } from "../types/show.ts";
import { asUnion, caseNamed, type UnionRecord } from "../types/union.ts";
import { bareCase, unknownCase, unknownMember } from "./case.ts";
import { helpForName, meantConstant, meantFunction } from "./foreign-names.ts";
import { coreNames } from "./functions/core.ts";
import { constant, failed, typeOfValue } from "./make.ts";
import type { Binding, Environment, Expectation, ExpressionContext, Typed } from "./typed.ts";

export const unknownName = defineDiagnostic<{ name: string }>({
  code: "ORCH3201",
  severity: "error",
  title: "Unknown name",
  message: (p) => `There is no \`${p.name}\` here.`,
  label: "not known here",
});

export const notAValue = defineDiagnostic<{ name: string; what: string }>({
  code: "ORCH3204",
  severity: "error",
  title: "Not a value",
  message: (p) => `\`${p.name}\` is ${p.what}, not a value.`,
});

export const indexMissing = defineDiagnostic<{ name: string; index: string }>({
  code: "ORCH3220",
  severity: "error",
  title: "Index missing",
  message: (p) => `\`${p.name}\` has one value for each \`${p.index}\`: name one.`,
  label: "which one?",
  help: (p) => `Write \`${p.name}(…)\` with a \`${p.index}\` in the brackets.`,
});

export function checkReference(
  ast: Reference,
  expected: Expectation | undefined,
  env: Environment,
  ctx: ExpressionContext,
): Typed {
  const binding = env.lookup(ast.text);
  const wanted = expected === undefined ? undefined : required(expected.type);
  const union = wanted && asUnion(wanted);
  const member =
    (wanted?.kind === "enum" && wanted.members.includes(ast.text)) ||
    (union !== undefined && caseNamed(union, ast.text) !== undefined);
  const yields = member && binding !== undefined && yieldsToMember(binding);
  if (binding !== undefined && !yields) return bound(ast, binding, ctx);
  if (union !== undefined && caseNamed(union, ast.text) !== undefined)
    return bareCase(ast.text, ast.span, union, ctx);
  if (union !== undefined && mayBeMisspelt(ast.text, union, env, ctx))
    return unknownCase(ast.text, ast.span, union, ctx);
  if (wanted?.kind === "enum") return memberOf(ast, wanted, expected, env, ctx);
  if (wanted?.kind === "error") return failed(ast.span);
  if (ctx.isLost?.(ast.text) === true) return failed(ast.span);
  const typed = reportMember(ast, wanted, ctx);
  if (typed === undefined) reportUnknown(ast, env, ctx);
  return typed ?? failed(ast.span);
}

/** True if a name that stands for nothing is rather a case than a value: nothing else is called alike. */
function mayBeMisspelt(
  text: string,
  union: UnionRecord,
  env: Environment,
  { callable, isLost }: ExpressionContext,
): boolean {
  if (callable?.(text) !== undefined || isLost?.(text) === true) return false;
  return closest(text, namesOfCases(union)) !== undefined || closest(text, [...env.names()]) === undefined;
}

const namesOfCases = ({ union }: UnionRecord): readonly string[] => union.cases.map(({ name }) => name);

/**
 * Whether a member of the enum that is wanted goes before a value of its name: where that can't be used, is the step
 * that is being made, or could never be a member, as the record that a step gave.
 */
function yieldsToMember({ refused, itself, type }: Binding): boolean {
  if (refused !== undefined || itself === true) return true;
  // A value of a union may be meant as what it is.
  return asUnion(required(type)) === undefined && apartFromEnums.has(required(type).kind);
}

const apartFromEnums: ReadonlySet<Type["kind"]> = new Set([
  ...(["record", "list", "map", "bool", "int", "float", "quantity", "ratio", "instant", "date"] as const),
  ...(["timeOfDay", "geo", "done", "nothing"] as const),
]);

function bound(ast: Reference, binding: Binding, ctx: ExpressionContext): Typed {
  if (binding.refused !== undefined) ctx.report(binding.refused({ file: ctx.file, span: ast.span }));
  if (binding.family !== undefined) {
    const index = binding.family.map((part) => nameOf(part.members)).join(", ");
    ctx.report(
      indexMissing.at({ file: ctx.file, span: ast.span }, { name: ast.text, index }, declaredHere(binding)),
    );
    return failed(ast.span);
  }
  return ofBinding(binding, ast);
}

/** A value that a name stands for, read where `at` is. */
export function ofBinding(binding: Binding, at: Pick<Reference, "span">): Typed {
  const { read } = binding;
  const isSpoilt = binding.type.kind === "error";
  const known = binding.constant ?? (read.op === "constant" && !isSpoilt ? { value: read.value } : undefined);
  const nodes = known === undefined ? freeReads(read).filter(({ from }) => from === "node") : [];
  return {
    type: known === undefined ? binding.type : typeOfValue(binding.type, known.value),
    label: binding.endorsed?.includes("") ? { ...binding.label, integrity: "trusted" } : binding.label,
    expression: known === undefined || read.op === "constant" ? read : { op: "constant", value: known.value },
    span: at.span,
    constant: known,
    reads: nodes.map(({ name }) => ({ node: name, span: at.span })),
    readsNow: read.op === "read" && read.from === "context" && read.name === "now",
    releases: [],
    missingBecause: binding.missingBecause,
    doubtful: binding.doubtful,
  };
}

/**
 * Reports a bare member where no enum is expected. If only one enum has such a member, the value counts as that from
 * there on: its neighbours in a list are then expected to be of the same enum, and not reported as well.
 */
function reportMember(ast: Reference, wanted: Type | undefined, ctx: ExpressionContext): Typed | undefined {
  const enums = ctx.callable?.(ast.text) === undefined ? (ctx.enumsWith?.(ast.text) ?? []) : [];
  const [first] = enums;
  if (first === undefined) return undefined;
  const place = { file: ctx.file, span: ast.span };
  const newText = `${first}.${ast.text}`;
  const details = {
    notes: [
      `\`${ast.text}\` is a member of ${enums.map((name) => `\`${name}\``).join(" and of ")}, but nothing here asks for one.`,
    ],
    help: `Write \`${newText}\`.`,
    fixes: [{ title: `Write \`${newText}\``, safe: enums.length === 1, edits: [{ ...place, newText }] }],
  };
  const type = enums.length === 1 ? ctx.enumNamed?.(first) : undefined;
  // Where no enum can stand, only that is reported: naming the enum would not repair it.
  const isApart = wanted !== undefined && apartFromEnums.has(wanted.kind);
  if (type === undefined || !isApart) ctx.report(unknownName.at(place, { name: ast.text }, details));
  return type === undefined ? failed(ast.span) : memberNamed(ast, type);
}

/** True if it reports a bare member where no enum is expected. */
export function isBareMember({ code, notes }: Diagnostic): boolean {
  return code === unknownName.code && notes.length > 0;
}

/** True if it reports a name that stands for nothing, and nothing is known of what was meant. */
export function isUnknownName({ code, notes }: Diagnostic): boolean {
  return code === unknownName.code && notes.length === 0;
}

function memberNamed({ text, span }: Pick<Reference, "text" | "span">, type: EnumType): Typed {
  return constant(text, { ...type, only: [text] }, span);
}

/** `Colour.green`: a member with the name of its enum, asked where no value has that name. */
export function qualifiedMember(ast: Member, ctx: ExpressionContext): Typed | undefined {
  const { object, member } = ast;
  if (object.kind !== "reference") return undefined;
  const union = ctx.unionNamed?.(object.text);
  if (union !== undefined) return bareCase(member.text, ast.span, union, ctx);
  const type = ctx.enumNamed?.(object.text);
  if (type === undefined) return undefined;
  if (type.members.includes(member.text)) return memberNamed({ text: member.text, span: ast.span }, type);
  const place = { file: ctx.file, span: member.span };
  const suggestion = closest(member.text, type.members);
  const params = { name: member.text, type: nameOf(type), members: type.members };
  ctx.report(unknownMember.at(place, params, didYouMean(place, suggestion)));
  return failed(ast.span);
}

function memberOf(
  ast: Reference,
  type: EnumType,
  expected: Expectation | undefined,
  env: Environment,
  ctx: ExpressionContext,
): Typed {
  if (type.members.includes(ast.text)) return constant(ast.text, { ...type, only: [ast.text] }, ast.span);
  if (ctx.isLost?.(ast.text) === true) return failed(ast.span);
  if (closest(ast.text, type.members) === undefined && ctx.callable?.(ast.text) !== undefined) {
    reportUnknown(ast, env, ctx);
    return failed(ast.span);
  }
  const place = { file: ctx.file, span: ast.span };
  const suggestion = closest(ast.text, type.members) ?? closest(ast.text, env.names());
  const declared = expected?.declared;
  const details: DiagnosticDetails = {
    ...didYouMean(place, suggestion),
    labels:
      declared === undefined ? [] : [{ file: declared.file, span: declared.span, message: declared.says }],
  };
  ctx.report(unknownMember.at(place, { name: ast.text, type: nameOf(type), members: type.members }, details));
  return failed(ast.span);
}

/** Names that the language gives in some places only. */
/** True if `run` is the run that has ended, and set a trigger off. */
function isOfEnd(run: Binding | undefined): boolean {
  return run?.read.op === "read" && run.read.from === "local";
}

const placedNames: Readonly<Record<string, string>> = {
  result: "in a capability's clauses, a goal's `success` and a scenario; in `accept` it is `it`",
  it: "in `accept`, and is the step's result",
  error: "in a step's handlers and in the `when` of a retry",
  event: "in a trigger that starts `on event`, and in its `where`",
  args: "in policies, guardrails and the answers of a scenario",
  resource: "in policies",
  outcome: "in `finally`",
  run: "in plans, policies, and triggers that start when a run ends",
};

/** The kinds that a step can call. */
export const callableWords: ReadonlySet<string> = new Set([
  "a tool",
  "an agent",
  "a service",
  "an llm",
  "a human",
  "a plan",
  "a goal",
]);

/** Reports a name that nothing stands behind, with the one that was most likely meant. */
export function reportUnknown(ast: Reference, env: Environment, ctx: ExpressionContext): void {
  if (ctx.isLost?.(ast.text) === true) return;
  const place = { file: ctx.file, span: ast.span };
  const what = ctx.callable?.(ast.text);
  if (what === "an event" && env.lookup("event") !== undefined) {
    const help = "The occurrence is `event` here.";
    ctx.report(notAValue.at(place, { name: ast.text, what }, { ...didYouMean(place, "event"), help }));
    return;
  }
  if (what !== undefined) {
    const help = callableWords.has(what)
      ? `Its result is available after a step: \`step x = ${ast.text}(…)\`, then \`x\`.`
      : undefined;
    ctx.report(notAValue.at(place, { name: ast.text, what }, help === undefined ? {} : { help }));
    return;
  }
  const hidden = ctx.hidden?.(ast.text, ast.span);
  if (hidden !== undefined) {
    ctx.report(unknownName.at(place, { name: ast.text }, hidden));
    return;
  }
  const args = env.lookup("args");
  const given = args && required(args.type);
  if (given?.kind === "record" && given.fields.some(({ name }) => name === ast.text)) {
    const help = `The action's argument is \`args.${ast.text}\` here.`;
    ctx.report(unknownName.at(place, { name: ast.text }, { ...didYouMean(place, `args.${ast.text}`), help }));
    return;
  }
  if (ast.text === "event" && isOfEnd(env.lookup("run"))) {
    const known = ["run", "result", "error"].filter((name) => env.lookup(name) !== undefined);
    const help = `A run that ends is no event: it is known here as ${known.map((name) => `\`${name}\``).join(" and ")}.`;
    ctx.report(unknownName.at(place, { name: ast.text }, { help }));
    return;
  }
  const elsewhere = Object.hasOwn(placedNames, ast.text) ? placedNames[ast.text] : undefined;
  if (elsewhere !== undefined) {
    const help = `\`${ast.text}\` is known ${elsewhere}.`;
    ctx.report(unknownName.at(place, { name: ast.text }, { help }));
    return;
  }
  const help = helpForName(ast.text);
  if (help !== undefined) {
    ctx.report(unknownName.at(place, { name: ast.text }, { help }));
    return;
  }
  const suggestion =
    meantConstant(ast.text) ?? closest(ast.text, env.names()) ?? meantFunction(ast.text, coreNames);
  if (suggestion === undefined && ctx.units.unit(ast.text) !== undefined) {
    const details = { ...didYouMean(place, `1${ast.text}`), help: "A unit has a number before it." };
    ctx.report(unknownName.at(place, { name: ast.text }, details));
    return;
  }
  ctx.report(unknownName.at(place, { name: ast.text }, didYouMean(place, suggestion)));
}

export function declaredHere(binding: Binding): DiagnosticDetails {
  if (binding.declared === undefined) return {};
  const { file, span } = binding.declared;
  return { labels: [{ file, span, message: "declared here" }] };
}
