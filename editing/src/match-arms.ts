import { wordsOf } from "@orchlang/checker/expression";
import { isOptional, required } from "@orchlang/checker/types";
import type { Look } from "@orchlang/compiler";
import type { Arm, Expression, Match, MatchCase, MatchExpression } from "@orchlang/language/ast";

/** The words that no arm of a `match` names but for the one left out; none where anything may be matched. */
export function unmatched(
  match: Match | MatchExpression,
  { expressions }: Look,
  leftOut?: unknown,
): readonly string[] | undefined {
  const type = expressions.get(match.subject)?.typed.type;
  const words = type === undefined ? [] : wordsOf(required(type));
  if (type === undefined || words.length === 0) return undefined;
  const arms: readonly (Arm | MatchCase)[] = match.kind === "match" ? match.cases : match.arms;
  const taken = new Set(
    arms
      .flatMap(({ pattern }) => (pattern.kind === "valuePattern" ? pattern.alternatives : []))
      .flatMap((one) => (one === leftOut ? [] : [wordOf(one)])),
  );
  return [...words, ...(isOptional(type) ? ["none"] : [])].filter((word) => !taken.has(word));
}

function wordOf(pattern: Expression): string | undefined {
  if (pattern.kind === "reference") return pattern.text;
  if (pattern.kind === "boolean") return String(pattern.value);
  return pattern.kind === "none" ? "none" : undefined;
}
