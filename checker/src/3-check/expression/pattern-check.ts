import { closest, didYouMean } from "@orchlang/language";
import type { Expression as Ast, Pattern as PatternNode, Range, Span } from "@orchlang/language/ast";
import type { Json } from "@orchlang/plan";
import type { Expression, Pattern } from "@orchlang/plan/expressions";
import type { RecordType, Type } from "../type.ts";
import { boundsOf, hull, type Interval } from "../types/interval.ts";
import { required } from "../types/kinds.ts";
import { aType, nameOf } from "../types/show.ts";
import { asUnion, casesOf, narrowedUnion } from "../types/union.ts";
import { orderOf } from "./compare.ts";
import {
  type AddArms,
  type Coverage,
  reportLeft,
  reportNever,
  reportTaken,
  take,
  takeRange,
  takesAll,
  whatIsLeft,
  wordsOf,
} from "./coverage.ts";
import { nameOfFailure } from "./failure.ts";
import { patternNotConstant, unknownPattern } from "./pattern-messages.ts";
import { reversedRange } from "./range.ts";
import type { Checking, Environment, Typed } from "./typed.ts";
import { showValue } from "./words.ts";

/** A `match`'s pattern as the plan file writes it. An empty list is `else`. */
export interface CheckedPattern {
  readonly patterns: readonly Pattern[];
  /** The subject's type where this arm is taken; for `match race { a as v … }` that of the branch's value. */
  readonly narrowed: Type;
  /** The branch of a race that has won where this arm is taken. */
  readonly won?: string;
  readonly span: Span;
  /** An `else` behind patterns that have taken everything. */
  readonly leftOver?: true;
}

/** The value that a match compares: for a failure its name, for a `Done` its state, for others the value itself. */
export function matchSubject(subject: Typed): Expression {
  const type = required(subject.type);
  if (type.kind === "failure") return nameOfFailure(subject.expression);
  if (type.kind !== "done") return subject.expression;
  const loose = subject.type.kind === "optional" ? { optional: true as const } : {};
  return { op: "field", of: subject.expression, name: "state", ...loose };
}

/** How a name in an arm is read where what is matched is not the value itself: `match sent { done as letter { … } }`. */
export function readInArm(subject: Typed, pattern: CheckedPattern): Expression | undefined {
  const type = required(subject.type);
  if (type.kind !== "failure" && type.kind !== "done") return undefined;
  const whole = subject.expression;
  if (type.kind === "failure" || pattern.narrowed !== type.of) return whole;
  return { op: "field", of: whole, name: "value" };
}

/** @param runs the arms are parts of a run, and how more of them are written: one that never fits is reported, like a `when` that never holds. */
export function patternsOf(
  patterns: readonly PatternNode[],
  subject: Typed,
  matchSpan: Span,
  env: Environment,
  ctx: Checking,
  runs: { readonly add: AddArms } | undefined = undefined,
): readonly CheckedPattern[] {
  const type = required(subject.type);
  // A constant takes one arm, and the others are there for other constants.
  const isFixed = subject.constant !== undefined || ctx.unreached === true;
  const sofar: Coverage = {
    words: wordsOf(type),
    taken: new Map(),
    ranges: [],
    otherwise: undefined,
    none: false,
    settled: runs === undefined || isFixed,
  };
  let isUnderstood = true;
  const checked = patterns.map((pattern): CheckedPattern => {
    if (sofar.otherwise !== undefined) reportTaken("Everything", pattern.span, sofar.otherwise, ctx);
    if (pattern.kind === "elsePattern") {
      sofar.otherwise ??= pattern.span;
      const isLeftOver = takesAll(subject.type, { ...sofar, settled: isFixed });
      const nothing = isLeftOver ? { leftOver: true as const } : {};
      return { patterns: [], narrowed: whatIsLeft(subject.type, sofar), span: pattern.span, ...nothing };
    }
    const parts = pattern.alternatives.map((one) => alternative(one, subject.type, sofar, env, ctx));
    const alternatives = parts.filter((part) => part !== undefined);
    isUnderstood &&= alternatives.length === parts.length;
    const [only, ...others] = alternatives.map((part) => part.won);
    return {
      ...(only === undefined || others.length > 0 ? {} : { won: only }),
      patterns: alternatives.map((part) => part.pattern),
      narrowed: narrowedBy(alternatives, type),
      span: pattern.span,
    };
  });
  // A pattern with a mistake may cover the apparent rest.
  if (type.kind !== "error" && sofar.otherwise === undefined && isUnderstood)
    reportLeft(subject.type, sofar, checked, { span: matchSpan, add: runs?.add }, ctx);
  return checked;
}

/** One alternative as the plan file has it, and the type of the value that it lets through. */
interface Alternative {
  readonly pattern: Pattern;
  readonly type: Type;
  readonly won?: string;
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
  const fitsNone = type.kind === "list" || type.kind === "record" || type.kind === "map";
  if (fitsNone && sofar.unfit) return undefined;
  if (fitsNone) sofar.unfit = true;
  if (ast.kind === "range") return range(ast, type, sofar, env, ctx);
  const typed = ctx.check(ast, { type: bare(type), asks: "what is matched is" }, env);
  if (typed.type.kind === "error") return undefined;
  if (typed.constant === undefined) {
    ctx.report(patternNotConstant.at({ file: ctx.file, span: ast.span }, {}));
    return undefined;
  }
  takeAmount(typed.type, type, typed.constant.value, ast.span, sofar, ctx);
  return { pattern: { is: typed.constant.value }, type: typed.type };
}

/** A number or an amount is a range of its own; all else is taken by what it says. */
function takeAmount(of: Type, subject: Type, value: Json, span: Span, sofar: Coverage, ctx: Checking): void {
  const written = String(showValue(value, of, ctx.units)).replaceAll("`", "");
  if (of.kind !== "list" && ("min" in of || "max" in of)) {
    takeRange({ ...boundsOf(of), written }, subject, span, sofar, ctx);
  } else take(written, span, sofar, ctx);
}

/** Without the bounds that a value known to be outside would be refused for. */
function bare(type: Type): Type {
  if (type.kind === "list" || !("min" in type || "max" in type)) return type;
  const { min: _, max: __, ...rest } = type as Type & Interval;
  return rest as Type;
}

/** A bare name in a pattern is always a member: of the enum, the failures, a race's branches. */
function word(text: string, span: Span, type: Type, sofar: Coverage, ctx: Checking): Alternative | undefined {
  const union = asUnion(type);
  const all =
    type.kind === "enum" ? type.members : (union?.union.cases.map(({ name }) => name) ?? sofar.words);
  if (!all.includes(text)) {
    const subject = all.length === 0 ? `a constant \`${nameOf(type)}\`` : kindOf(type);
    const notes =
      all.length === 0 ? ["A bare name in a pattern is always a member, never what it stands for."] : [];
    const params = { word: text, subject, words: all };
    const place = { file: ctx.file, span };
    const suggestion = /^(?:default|otherwise|others|any|_)$/.test(text) ? "else" : closest(text, all);
    ctx.report(unknownPattern.at(place, params, { notes, ...didYouMean(place, suggestion) }));
    return undefined;
  }
  if (!sofar.words.includes(text) && !sofar.settled) {
    reportNever(`\`${text}\``, type, span, ctx);
    return undefined;
  }
  take(text, span, sofar, ctx);
  if (union !== undefined) return { pattern: { case: text }, type: narrowedUnion(union, [text]) ?? union };
  if (type.kind === "record") return branch(text, type);
  return { pattern: { is: text }, type: fitting(type, text) };
}

/** The kind of word expected in a pattern. */
function kindOf(type: Type): string {
  if (type.kind === "record" && type.union === undefined) return "one of the race's branches";
  return type.kind === "failure" ? "a failure that can happen here" : aType(type);
}

/** The type of a subject that a word matches. */
function fitting(type: Type, word: string): Type {
  if (type.kind === "enum") return { ...type, only: [word] };
  if (type.kind === "failure") return { ...type, names: [word] };
  return doneValue(type, word);
}

function doneValue(type: Type, state: string): Type {
  return type.kind === "done" && state === "done" ? type.of : type;
}

function branch(name: string, type: RecordType): Alternative {
  const field = type.fields.find((one) => one.name === name);
  if (field?.winsWithNone) return { pattern: { present: name, orNone: true }, type: field.type };
  return { pattern: { present: name }, type: required(field?.type ?? type), won: name };
}

function range(
  { from, to, span }: Range,
  type: Type,
  sofar: Coverage,
  env: Environment,
  ctx: Checking,
): Alternative | undefined {
  const asked = { type: bare(type), asks: "what is matched is" };
  const low = ctx.check(from, asked, env);
  if (low.type.kind === "error") return undefined;
  const high = ctx.check(to, asked, env);
  if (high.type.kind === "error") return undefined;
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
  const within = hull(low.type as Interval, high.type as Interval);
  const written = `${showValue(start, low.type, ctx.units)}..${showValue(end, high.type, ctx.units)}`;
  takeRange({ ...within, written: written.replaceAll("`", "") }, type, span, sofar, ctx);
  return { pattern: { from: start, to: end }, type: { ...bare(type), ...within } };
}

function isReversed(low: Typed, high: Typed): boolean {
  const [start, end]: readonly (Json | undefined)[] = [low.constant?.value, high.constant?.value];
  if (typeof start === "string" && typeof end === "string") return end < start;
  return ((high.type as Interval).max ?? 0) < ((low.type as Interval).min ?? 0);
}

function narrowedBy(parts: readonly Alternative[], type: Type): Type {
  const [first, ...others] = parts.map((part) => part.type);
  if (first === undefined) return { kind: "error" };
  if (others.length === 0) return first;
  if (type.kind === "failure") {
    return { ...type, names: [first, ...others].flatMap((one) => (one.kind === "failure" ? one.names : [])) };
  }
  const union = asUnion(type);
  if (union !== undefined) {
    const names = [first, ...others].flatMap((one) => casesOf(asUnion(one) ?? union));
    return narrowedUnion(union, names) ?? union;
  }
  if (type.kind !== "enum") return others.every((other) => other === first) ? first : type;
  const only = [first, ...others].flatMap((one) => (one.kind === "enum" ? (one.only ?? []) : []));
  return { ...type, only };
}
