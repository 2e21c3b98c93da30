import type { Missing, Name, Path } from "./names.ts";
import type { Span } from "./span.ts";

/** A bare name in an expression. */
export interface Reference {
  readonly kind: "reference";
  readonly text: string;
  readonly span: Span;
}

/** `x => body`. */
export interface Lambda {
  readonly kind: "lambda";
  readonly parameter: Name;
  readonly body: Expression;
  readonly span: Span;
}

/** `if condition then whenTrue else whenFalse`. */
export interface IfExpression {
  readonly kind: "if";
  readonly condition: Expression;
  readonly whenTrue: Expression;
  readonly whenFalse: Expression;
  readonly span: Span;
}

export type BinaryOperator =
  | "or"
  | "and"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "in"
  | "??"
  | "+"
  | "-"
  | "*"
  | "/";

export interface Binary {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly operatorSpan: Span;
  readonly left: Expression;
  readonly right: Expression;
  readonly span: Span;
}

export interface Unary {
  readonly kind: "unary";
  readonly operator: "not" | "-";
  readonly operand: Expression;
  readonly span: Span;
}

/** `operand is some`, `operand is not none`, `operand is member`. */
export interface IsTest {
  readonly kind: "is";
  readonly operand: Expression;
  readonly negated: boolean;
  readonly what: Name;
  readonly span: Span;
}

/** `from..to`. */
export interface Range {
  readonly kind: "range";
  readonly from: Expression;
  readonly to: Expression;
  readonly span: Span;
}

/** `$0.30 per kWh`: the divisor is a unit's name or a quantity, never a variable. */
export interface Per {
  readonly kind: "per";
  readonly operand: Expression;
  readonly divisor: Name | QuantityLiteral | MoneyLiteral | Missing;
  readonly span: Span;
}

/** `object.member` or `object?.member`. */
export interface Member {
  readonly kind: "member";
  readonly object: Expression;
  readonly optional: boolean;
  readonly member: Name;
  readonly span: Span;
}

/** A call inside an expression; `x.f(a)` has a `member` as its callee. */
export interface Call {
  readonly kind: "call";
  readonly callee: Expression;
  readonly arguments: readonly Argument[];
  readonly span: Span;
}

/**
 * One argument. `positional` has no name; a `shorthand` argument is a bare word behind the first named one and
 * stands for `word: word`, so its name and its value share a span.
 */
export interface Argument {
  readonly kind: "argument";
  readonly form: "positional" | "named" | "shorthand";
  readonly name: Name | undefined;
  readonly value: Expression;
  readonly span: Span;
}

/** A call where only a callable can stand: `tool(args)` as a step, an undo, an event emitted. */
export interface Invocation {
  readonly kind: "invocation";
  readonly path: Path;
  readonly arguments: readonly Argument[];
  readonly span: Span;
}

export interface ListLiteral {
  readonly kind: "list";
  readonly elements: readonly Expression[];
  readonly span: Span;
}

/** `name: value`; as a shorthand, `name` alone. */
export interface Entry {
  readonly kind: "entry";
  readonly name: Name;
  readonly value: Expression;
  readonly shorthand: boolean;
  readonly span: Span;
}

/** `...record`. */
export interface Spread {
  readonly kind: "spread";
  readonly value: Expression;
  readonly span: Span;
}

export interface RecordLiteral {
  readonly kind: "record";
  readonly entries: readonly (Entry | Spread)[];
  readonly span: Span;
}

/** `match subject { pattern: value, … }`. */
export interface MatchExpression {
  readonly kind: "matchExpression";
  readonly subject: Expression;
  readonly arms: readonly Arm[];
  readonly span: Span;
}

export interface Arm {
  readonly kind: "arm";
  readonly pattern: Pattern;
  readonly value: Expression;
  readonly span: Span;
}

/** `else` in the place of a pattern. */
export interface ElsePattern {
  readonly kind: "elsePattern";
  readonly span: Span;
}

/** `a | b | 1..5`: a bare name is always an enum's member. */
export interface ValuePattern {
  readonly kind: "valuePattern";
  readonly alternatives: readonly Expression[];
  readonly span: Span;
}

export type Pattern = ElsePattern | ValuePattern;

export type Expression =
  | Literal
  | Reference
  | Lambda
  | IfExpression
  | Binary
  | Unary
  | IsTest
  | Range
  | Per
  | Member
  | Call
  | ListLiteral
  | RecordLiteral
  | MatchExpression
  | Missing;

/*
 * Literals keep their text and its parts, but never what a unit or a currency means: that is declared in the
 * language itself, and decided where the declarations are known. Digits carry no underscores.
 */

/** `12`, `3.5`, `1_000`. */
export interface NumberLiteral {
  readonly kind: "number";
  /** Decimal digits, with at most one point: `"1000"`, `"3.5"`. */
  readonly number: string;
  readonly integer: boolean;
  readonly raw: string;
  readonly span: Span;
}

/** `5m`, `1.2kWh`, `4_000 tokens`. */
export interface QuantityLiteral {
  readonly kind: "quantity";
  readonly number: string;
  /** The unit's name as written: `m`, `kWh`, `tokens`. */
  readonly unit: string;
  readonly unitSpan: Span;
  readonly raw: string;
  readonly span: Span;
}

/** `$0.05`, `€2`, `12.50EUR`. */
export interface MoneyLiteral {
  readonly kind: "money";
  readonly amount: string;
  /** An ISO 4217 code; signs are resolved to theirs (`$` is `USD`). */
  readonly currency: string;
  readonly raw: string;
  readonly span: Span;
}

/** `80%`. */
export interface RatioLiteral {
  readonly kind: "ratio";
  /** The number before the sign: `"80"` for four fifths. */
  readonly percent: string;
  readonly raw: string;
  readonly span: Span;
}

/** `2026-12-01`: always a day that exists. */
export interface DateLiteral {
  readonly kind: "date";
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly raw: string;
  readonly span: Span;
}

/** `22:00`. */
export interface TimeLiteral {
  readonly kind: "time";
  readonly hour: number;
  readonly minute: number;
  readonly raw: string;
  readonly span: Span;
}

/** `2026-12-01T10:00Z`, `2026-12-01T10:00:07.250+02:00`. */
export interface InstantLiteral {
  readonly kind: "instant";
  /** Milliseconds since 1970-01-01T00:00Z. */
  readonly epochMs: number;
  readonly raw: string;
  readonly span: Span;
}

export interface BooleanLiteral {
  readonly kind: "boolean";
  readonly value: boolean;
  readonly span: Span;
}

export interface NoneLiteral {
  readonly kind: "none";
  readonly span: Span;
}

/** A stretch of a string between interpolations, escapes resolved and indentation stripped. */
export interface TextPart {
  readonly kind: "text";
  readonly text: string;
  readonly span: Span;
}

/** `${expression}`. */
export interface Interpolation {
  readonly kind: "interpolation";
  readonly expression: Expression;
  readonly span: Span;
}

/** `"…"` or `"""…"""`. Empty text parts are left out, so the empty string has no parts. */
export interface StringLiteral {
  readonly kind: "string";
  readonly parts: readonly (TextPart | Interpolation)[];
  readonly multiline: boolean;
  readonly span: Span;
}

export type Literal =
  | NumberLiteral
  | QuantityLiteral
  | MoneyLiteral
  | RatioLiteral
  | DateLiteral
  | TimeLiteral
  | InstantLiteral
  | BooleanLiteral
  | NoneLiteral
  | StringLiteral;

/** The string's text where it holds no interpolation. */
export function constantText(literal: StringLiteral): string | undefined {
  let text = "";
  for (const part of literal.parts) {
    if (part.kind === "interpolation") return undefined;
    text += part.text;
  }
  return text;
}
