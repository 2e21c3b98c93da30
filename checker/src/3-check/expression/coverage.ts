import type { Fix } from "@orchlang/language";
import type { Span } from "@orchlang/language/ast";
import type { Pattern } from "@orchlang/plan/expressions";
import type { EnumType, RecordType, Type } from "../type.ts";
import { disjoint, holds, type Interval } from "../types/interval.ts";
import { isOptional, optional, required } from "../types/kinds.ts";
import { membersOf } from "../types/same.ts";
import { aBoundedType, nameOf } from "../types/show.ts";
import { asUnion, casesOf, narrowedUnion, type UnionRecord } from "../types/union.ts";
import { doneStates } from "./is.ts";
import { notExhaustive, patternNever, takenAbove } from "./pattern-messages.ts";
import type { ExpressionContext } from "./typed.ts";

/* The coverage of a match's patterns, and the rest. */

/** The parts of a subject that patterns have matched so far. */
export interface Coverage {
  readonly words: readonly string[];
  readonly taken: Map<string, Span>;
  readonly ranges: TakenRange[];
  otherwise: Span | undefined;
  none: boolean;
  /** A pattern of another type was reported where none could fit: those of the other arms are the same mistake. */
  unfit?: true;
  /** Arms that never fit are no mistake here. */
  readonly settled: boolean;
}

/** Numbers or amounts that a pattern has taken, in base units. */
interface TakenRange extends Interval {
  readonly written: string;
  readonly span: Span;
}

/** The words that stand for a value of this type in a pattern. */
export function wordsOf(type: Type): readonly string[] {
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
      if (type.union !== undefined) return casesOf(type as UnionRecord);
      return isRace(type) ? type.fields.map((field) => field.name) : [];
    default:
      return [];
  }
}

/** A race's result: the branches' values, one of which is present. */
function isRace(type: RecordType): boolean {
  return type.fields.every(({ type: of }) => isOptional(of) || of.kind === "error");
}

export function take(text: string, span: Span, sofar: Coverage, ctx: ExpressionContext): void {
  const before = sofar.taken.get(text);
  if (before === undefined) sofar.taken.set(text, span);
  else reportTaken(`\`${text}\``, span, before, ctx);
}

/** A range of which nothing is left, or in which the subject never lies, is never reached. */
export function takeRange(
  range: Omit<TakenRange, "span">,
  subject: Type,
  span: Span,
  sofar: Coverage,
  ctx: ExpressionContext,
): void {
  const before = sofar.ranges.find((one) => holds(one, range));
  const bounds = subject as Interval;
  if (before !== undefined) reportTaken(`\`${range.written}\``, span, before.span, ctx);
  else if (!sofar.settled && disjoint(bounds, range)) reportNever(`\`${range.written}\``, subject, span, ctx);
  sofar.ranges.push({ ...range, span });
}

/** The type, or an earlier condition, shows that the subject is never this. */
export function reportNever(pattern: string, subject: Type, span: Span, ctx: ExpressionContext): void {
  const union = asUnion(subject);
  const members =
    union !== undefined ? casesOf(union) : subject.kind === "enum" ? membersOf(subject) : undefined;
  const is =
    members !== undefined
      ? `it can only be ${members.map((member) => `\`${member}\``).join(" or ")} here`
      : subject.kind === "failure"
        ? `it can only be ${subject.names.map((name) => `\`${name}\``).join(", ")} here`
        : `it is ${aBoundedType(subject)}`;
  ctx.report(patternNever.at({ file: ctx.file, span }, { pattern, subject: is }));
}

/** True if the patterns have taken whatever the subject may be. */
export function takesAll(subject: Type, sofar: Coverage): boolean {
  const type = required(subject);
  if (sofar.settled || (subject.kind === "optional" && !sofar.none)) return false;
  if (sofar.words.length > 0) return sofar.words.every((one) => sofar.taken.has(one));
  return gapsIn(type, sofar)?.length === 0;
}

export function reportTaken(pattern: string, span: Span, before: Span, ctx: ExpressionContext): void {
  const labels = [{ file: ctx.file, span: before, message: "taken here" }];
  ctx.report(takenAbove.at({ file: ctx.file, span }, { pattern }, { labels }));
}

/** The remaining values for `else`. */
export function whatIsLeft(subject: Type, sofar: Coverage): Type {
  const type = required(subject);
  if (type.kind === "failure") {
    const names = type.names.filter((name) => !sofar.taken.has(name));
    return names.length === 0 ? subject : { ...type, names };
  }
  const union = asUnion(type);
  if (union !== undefined) {
    const left = narrowedUnion(
      union,
      casesOf(union).filter((name) => !sofar.taken.has(name)),
    );
    return left === undefined || subject.kind !== "optional" || sofar.none
      ? (left ?? subject)
      : optional(left);
  }
  if (type.kind !== "enum") return subject;
  const only = membersOf(type).filter((member) => !sofar.taken.has(member));
  const left: EnumType = only.length === 0 ? type : { ...type, only };
  return subject.kind === "optional" && !sofar.none ? optional(left) : left;
}

export function reportLeft(
  subject: Type,
  sofar: Coverage,
  checked: readonly Taken[],
  { span, add }: { readonly span: Span; readonly add?: AddArms | undefined },
  ctx: ExpressionContext,
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
  const gaps = gapsIn(type, sofar);
  if (none.length > 0) report(none);
  else if (gaps === undefined || gaps.length > 0) report(gaps ?? []);

  function report(names: readonly string[]): void {
    const fix = names.length === 0 || sofar.words.length === 0 ? undefined : add?.(names);
    const params = { missing: names, subject: `\`${nameOf(type)}\`` };
    ctx.report(notExhaustive.at({ file: ctx.file, span }, params, fix === undefined ? {} : { fixes: [fix] }));
  }
}

/** The fix that writes arms for words that none takes. */
export type AddArms = (words: readonly string[]) => Fix | undefined;

/** The patterns of one arm. */
interface Taken {
  readonly patterns: readonly Pattern[];
}

const gapsShown = 3;

/**
 * The gaps between the ranges of a bounded whole number, as an author writes them; `undefined` if nothing is bounded.
 */
function gapsIn(type: Type, sofar: Coverage): readonly string[] | undefined {
  if (type.kind !== "int" || type.min === undefined || type.max === undefined) return undefined;
  const gaps: string[] = [];
  let next = type.min;
  const inOrder = sofar.ranges.toSorted((a, b) => (a.min ?? 0) - (b.min ?? 0));
  for (const { min = next, max = next } of [...inOrder, { min: type.max + 1, max: type.max + 1 }]) {
    const end = Math.min(min - 1, type.max);
    if (end >= next) gaps.push(end === next ? `${next}` : `${next}..${end}`);
    next = Math.max(next, max + 1);
  }
  return gaps.length > gapsShown ? [...gaps.slice(0, gapsShown), "…"] : gaps;
}
