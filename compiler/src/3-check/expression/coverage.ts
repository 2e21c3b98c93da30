import type { Span } from "@orchlang/language";
import type { Pattern } from "@orchlang/plan";
import type { EnumType, RecordType, Type } from "../type.ts";
import { isOptional, optional, required } from "../types/optional.ts";
import { membersOf } from "../types/same.ts";
import { nameOf } from "../types/show.ts";
import { doneStates } from "./is.ts";
import { notExhaustive, takenAbove } from "./pattern-messages.ts";
import type { ExpressionContext } from "./typed.ts";

/* What a match's patterns have taken, and what they leave. */

/** What of a subject has been matched so far. */
export interface Coverage {
  readonly words: readonly string[];
  readonly taken: Map<string, Span>;
  otherwise: Span | undefined;
  none: boolean;
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
      return isRace(type) ? type.fields.map((field) => field.name) : [];
    default:
      return [];
  }
}

/** What a race gives: each branch's value, of which one is there. */
function isRace(type: RecordType): boolean {
  return type.fields.every((field) => isOptional(field.type));
}

export function take(text: string, span: Span, sofar: Coverage, ctx: ExpressionContext): void {
  const before = sofar.taken.get(text);
  if (before === undefined) sofar.taken.set(text, span);
  else reportTaken(`\`${text}\``, span, before, ctx);
}

export function reportTaken(pattern: string, span: Span, before: Span, ctx: ExpressionContext): void {
  const labels = [{ file: ctx.file, span: before, message: "taken here" }];
  ctx.report(takenAbove.at({ file: ctx.file, span }, { pattern }, { labels }));
}

/** What `else` may still be. */
export function whatIsLeft(subject: Type, sofar: Coverage): Type {
  const type = required(subject);
  if (type.kind !== "enum") return subject;
  const only = membersOf(type).filter((member) => !sofar.taken.has(member));
  const left: EnumType = only.length === 0 ? type : { ...type, only };
  return subject.kind === "optional" && !sofar.none ? optional(left) : left;
}

export function reportLeft(
  subject: Type,
  sofar: Coverage,
  checked: readonly Taken[],
  span: Span,
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
  if (none.length > 0) report(none);
  else if (!coversAll(type, checked)) report([]);

  function report(names: readonly string[]): void {
    ctx.report(
      notExhaustive.at({ file: ctx.file, span }, { missing: names, subject: `\`${nameOf(type)}\`` }),
    );
  }
}

/** The patterns of one arm. */
interface Taken {
  readonly patterns: readonly Pattern[];
}

/** Whether the ranges of a bounded whole number follow one another without a gap. */
function coversAll(type: Type, checked: readonly Taken[]): boolean {
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
