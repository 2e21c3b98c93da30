import {
  type Expression as Ast,
  defineDiagnostic,
  type Pattern as PatternNode,
  type Span,
} from "@orchlang/language";
import type { Expression, Json, Pattern } from "@orchlang/plan";
import type { EnumType, RecordType, Type } from "../type.ts";
import { hull, type Interval } from "../types/interval.ts";
import { isOptional, optional, required } from "../types/optional.ts";
import { membersOf } from "../types/same.ts";
import { aType, nameOf } from "../types/show.ts";
import type { Checking } from "./checking.ts";
import { orderOf } from "./compare.ts";
import { nameOfFailure } from "./failure.ts";
import { doneStates } from "./is.ts";
import { didYouMean } from "./nearest.ts";
import { reversedRange } from "./range.ts";
import type { Environment, Typed } from "./typed.ts";
import { showValue } from "./value-text.ts";

export const notExhaustive = defineDiagnostic<{ missing: readonly string[]; subject: string }>({
  code: "ORCH3211",
  severity: "error",
  title: "Match that leaves something out",
  message: (p) =>
    p.missing.length === 0
      ? `This match does not say what happens with every ${p.subject}.`
      : `This match says nothing of ${p.missing.map((name) => `\`${name}\``).join(", ")}.`,
  help: (p) => (p.missing.length === 0 ? "Add an `else`." : "Add what is missing, or an `else`."),
});

export const takenAbove = defineDiagnostic<{ pattern: string }>({
  code: "ORCH3212",
  severity: "error",
  title: "Pattern that is never reached",
  message: (p) => `${p.pattern} is taken above: this is never reached.`,
  label: "never reached",
});

export const unknownPattern = defineDiagnostic<{ word: string; subject: string; words: readonly string[] }>({
  code: "ORCH3213",
  severity: "error",
  title: "Pattern that can't be",
  message: (p) => `\`${p.word}\` is not ${p.subject}.`,
  label: (p) => (p.words.length === 0 ? "" : `not one of ${p.words.map((word) => `\`${word}\``).join(", ")}`),
});

export const patternNotConstant = defineDiagnostic({
  code: "ORCH3224",
  severity: "error",
  title: "Pattern that is no constant",
  message: "A pattern is a constant: what it matches has to be known before the run.",
});

/** A `match`'s pattern as the plan file writes it. An empty list is `else`. */
export interface CheckedPattern {
  readonly patterns: readonly Pattern[];
  /** The subject's type where this arm is taken; for `match race { a as v … }` that of the branch's value. */
  readonly narrowed: Type;
  readonly span: Span;
}

/** What of a subject has been matched so far. */
interface Coverage {
  readonly words: readonly string[];
  readonly taken: Map<string, Span>;
  otherwise: Span | undefined;
  none: boolean;
}

/** What a match looks at: of a failure its name, of a `Done` its state, of others the value itself. */
export function matchSubject(subject: Typed): Expression {
  const type = required(subject.type);
  if (type.kind === "failure") return nameOfFailure(subject.expression);
  return type.kind === "done" ? { op: "field", of: subject.expression, name: "state" } : subject.expression;
}

export function patternsOf(
  patterns: readonly PatternNode[],
  subject: Typed,
  matchSpan: Span,
  env: Environment,
  ctx: Checking,
): readonly CheckedPattern[] {
  const type = required(subject.type);
  const sofar: Coverage = { words: wordsOf(type), taken: new Map(), otherwise: undefined, none: false };
  const checked = patterns.map((pattern): CheckedPattern => {
    if (sofar.otherwise !== undefined) reportTaken("Everything", pattern.span, sofar.otherwise, ctx);
    if (pattern.kind === "elsePattern") {
      sofar.otherwise ??= pattern.span;
      return { patterns: [], narrowed: whatIsLeft(subject.type, sofar), span: pattern.span };
    }
    const parts = pattern.alternatives.map((one) => alternative(one, subject.type, sofar, env, ctx));
    const found = parts.filter((part) => part !== undefined);
    return {
      patterns: found.map((part) => part.pattern),
      narrowed: narrowedBy(found, type),
      span: pattern.span,
    };
  });
  if (type.kind !== "error" && sofar.otherwise === undefined)
    reportLeft(subject.type, sofar, checked, matchSpan, ctx);
  return checked;
}

/** One alternative as the plan file has it, and the type of the value that it lets through. */
interface Alternative {
  readonly pattern: Pattern;
  readonly type: Type;
}

/** The words that stand for a value of this type in a pattern. */
function wordsOf(type: Type): readonly string[] {
  switch (type.kind) {
    case "enum":
      return membersOf(type);
    case "failure":
      return type.names;
    case "done":
      return doneStates;
    case "bool":
      return ["true", "false"];
    case "record":
      return isRace(type) ? type.fields.map((field) => field.name) : [];
    default:
      return [];
  }
}

/** What a race gives: each branch's value, of which one is there. */
function isRace(type: RecordType): boolean {
  return type.fields.every((field) => isOptional(field.type));
}

function alternative(
  ast: Ast,
  subject: Type,
  sofar: Coverage,
  env: Environment,
  ctx: Checking,
): Alternative | undefined {
  const type = required(subject);
  if (ast.kind === "missing" || type.kind === "error") return undefined;
  if (ast.kind === "none") {
    sofar.none = true;
    return { pattern: { is: null }, type: { kind: "none" } };
  }
  if (ast.kind === "reference") return word(ast.text, ast.span, type, sofar, ctx);
  if (ast.kind === "range") return range(ast.from, ast.to, type, ast.span, env, ctx);
  const typed = ctx.check(ast, { type: bare(type), asks: "what is matched is" }, env);
  if (typed.type.kind === "error") return undefined;
  if (typed.constant === undefined) {
    ctx.report(patternNotConstant.at({ file: ctx.file, span: ast.span }, {}));
    return undefined;
  }
  take(
    String(showValue(typed.constant.value, typed.type, ctx.units)).replaceAll("`", ""),
    ast.span,
    sofar,
    ctx,
  );
  return { pattern: { is: typed.constant.value }, type: typed.type };
}

/** Without the bounds that a value known to be outside would be refused for. */
function bare(type: Type): Type {
  if (type.kind === "list" || !("min" in type || "max" in type)) return type;
  const { min: _, max: __, ...rest } = type as Type & Interval;
  return rest as Type;
}

/** A bare name in a pattern is always a member: of the enum, the failures, a race's branches. */
function word(text: string, span: Span, type: Type, sofar: Coverage, ctx: Checking): Alternative | undefined {
  const all = type.kind === "enum" ? type.members : sofar.words;
  if (!all.includes(text)) {
    const help = didYouMean(text, all);
    const params = { word: text, subject: aType(type), words: all };
    ctx.report(unknownPattern.at({ file: ctx.file, span }, params, help === undefined ? {} : { help }));
    return undefined;
  }
  take(text, span, sofar, ctx);
  if (type.kind === "record") return branch(text, type);
  return {
    pattern: { is: text },
    type: type.kind === "enum" ? { ...type, only: [text] } : doneValue(type, text),
  };
}

function doneValue(type: Type, state: string): Type {
  return type.kind === "done" && state === "done" ? type.of : type;
}

function branch(name: string, type: RecordType): Alternative {
  const field = type.fields.find((one) => one.name === name);
  return { pattern: { present: name }, type: required(field?.type ?? type) };
}

function range(
  from: Ast,
  to: Ast,
  type: Type,
  span: Span,
  env: Environment,
  ctx: Checking,
): Alternative | undefined {
  const asked = { type: bare(type), asks: "what is matched is" };
  const [low, high] = [ctx.check(from, asked, env), ctx.check(to, asked, env)];
  if (low.type.kind === "error" || high.type.kind === "error") return undefined;
  const [start, end] = [low.constant?.value, high.constant?.value];
  if (start === undefined || end === undefined) {
    ctx.report(patternNotConstant.at({ file: ctx.file, span }, {}));
    return undefined;
  }
  if (orderOf(low.type) === undefined) {
    ctx.report(
      unknownPattern.at({ file: ctx.file, span }, { word: "a range", subject: aType(type), words: [] }),
    );
    return undefined;
  }
  if (isReversed(low, high)) {
    const ends = { from: showValue(start, low.type, ctx.units), to: showValue(end, high.type, ctx.units) };
    ctx.report(reversedRange.at({ file: ctx.file, span }, ends));
    return undefined;
  }
  return {
    pattern: { from: start, to: end },
    type: { ...bare(type), ...hull(low.type as Interval, high.type as Interval) },
  };
}

function isReversed(low: Typed, high: Typed): boolean {
  const [start, end]: readonly (Json | undefined)[] = [low.constant?.value, high.constant?.value];
  if (typeof start === "string" && typeof end === "string") return end < start;
  return ((high.type as Interval).max ?? 0) < ((low.type as Interval).min ?? 0);
}

function take(text: string, span: Span, sofar: Coverage, ctx: Checking): void {
  const before = sofar.taken.get(text);
  if (before === undefined) sofar.taken.set(text, span);
  else reportTaken(`\`${text}\``, span, before, ctx);
}

function reportTaken(pattern: string, span: Span, before: Span, ctx: Checking): void {
  const labels = [{ file: ctx.file, span: before, message: "taken here" }];
  ctx.report(takenAbove.at({ file: ctx.file, span }, { pattern }, { labels }));
}

function narrowedBy(parts: readonly Alternative[], type: Type): Type {
  const [first, ...others] = parts.map((part) => part.type);
  if (first === undefined) return { kind: "error" };
  if (others.length === 0) return first;
  if (type.kind !== "enum") return others.every((other) => other === first) ? first : type;
  const only = [first, ...others].flatMap((one) => (one.kind === "enum" ? (one.only ?? []) : []));
  return { ...type, only };
}

/** What `else` may still be. */
function whatIsLeft(subject: Type, sofar: Coverage): Type {
  const type = required(subject);
  if (type.kind !== "enum") return subject;
  const only = membersOf(type).filter((member) => !sofar.taken.has(member));
  const left: EnumType = only.length === 0 ? type : { ...type, only };
  return subject.kind === "optional" && !sofar.none ? optional(left) : left;
}

function reportLeft(
  subject: Type,
  sofar: Coverage,
  checked: readonly CheckedPattern[],
  span: Span,
  ctx: Checking,
): void {
  const type = required(subject);
  const missing = sofar.words.filter((one) => !sofar.taken.has(one));
  const none = subject.kind === "optional" && !sofar.none ? ["none"] : [];
  if (sofar.words.length > 0) {
    // A pattern that could not be read may have been the one that is missing.
    const broken = checked.some((one) => one.patterns.length === 0);
    if (missing.length + none.length > 0 && !broken) report([...missing, ...none]);
    return;
  }
  if (none.length > 0) report(none);
  else if (!coversAll(type, checked)) report([]);

  function report(names: readonly string[]): void {
    ctx.report(
      notExhaustive.at({ file: ctx.file, span }, { missing: names, subject: `\`${nameOf(type)}\`` }),
    );
  }
}

/** Whether the ranges of a bounded whole number follow one another without a gap. */
function coversAll(type: Type, checked: readonly CheckedPattern[]): boolean {
  if (type.kind !== "int" || type.min === undefined || type.max === undefined) return false;
  const ends = checked
    .flatMap((one) => one.patterns)
    .map((pattern) =>
      "is" in pattern ? [pattern.is, pattern.is] : "from" in pattern ? [pattern.from, pattern.to] : [],
    )
    .map(([from, to]) => [Number(from), Number(to)] as const)
    .toSorted((a, b) => a[0] - b[0]);
  let next = type.min;
  for (const [from, to] of ends) if (from <= next) next = Math.max(next, to + 1);
  return next > type.max;
}
