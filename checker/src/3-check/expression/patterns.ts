import type { Pattern as PatternNode, Span } from "@orchlang/language/ast";
import { checkingOf } from "./check.ts";
import type { AddArms } from "./coverage.ts";
import { type CheckedPattern, patternsOf } from "./pattern-check.ts";
import type { Environment, ExpressionContext, Typed } from "./typed.ts";

export { type CheckedPattern, matchSubject, readInArm } from "./pattern-check.ts";

/**
 * Checks the patterns of a `match` (statement or expression) together: members known, no arm twice, all covered. The
 * subject of a race is matched by the names of its branches. The plan's branch compares `matchSubject(subject)`.
 */
export function checkPatterns(
  patterns: readonly PatternNode[],
  subject: Typed,
  matchSpan: Span,
  env: Environment,
  ctx: ExpressionContext,
  add: AddArms,
): readonly CheckedPattern[] {
  return patternsOf(patterns, subject, matchSpan, env, checkingOf(ctx), { add });
}
