import type { Expression } from "./expressions.ts";
import type { Span } from "./span.ts";

/*
 * Literals keep their text and its parts, but never what a unit or a currency means: that is declared in the
 * language itself, and decided by whoever knows the declarations. Digits carry no underscores.
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
