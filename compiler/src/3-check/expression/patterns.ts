import type { Pattern as PatternNode, Span } from "@orchlang/language";
import type { Pattern } from "@orchlang/plan";
import type { Type } from "../type.ts";
import type { Environment, ExpressionContext, Typed } from "./typed.ts";

/** A `match`'s pattern as the plan file writes it. An empty list is `else`. */
export interface CheckedPattern {
  readonly patterns: readonly Pattern[];
  /** The subject's type where this arm is taken; for `match race { a as v … }` that of the branch's value. */
  readonly narrowed: Type;
  readonly span: Span;
}

/**
 * Checks the patterns of a `match` (statement or expression) together: members known, no arm twice, all covered.
 * A subject that is a race's record is matched by the names of its branches.
 */
export function checkPatterns(
  _patterns: readonly PatternNode[],
  _subject: Typed,
  _matchSpan: Span,
  _env: Environment,
  _ctx: ExpressionContext,
): readonly CheckedPattern[] {
  throw new Error("unfinished");
}
