import { expressionText } from "@orchlang/analysis";
import type { Expression } from "@orchlang/plan/expressions";
import { formatDuration } from "@orchlang/plan/quantities";
import type { DeclarationChange } from "./model.ts";

/* Declarations compared clause by clause. */

/** One clause of a declaration, in words. */
export interface Clause {
  readonly name: string;
  readonly value: string;
  /** Its loss, or this change of it, takes away what protected. */
  readonly guards?: true;
}

const valueLengthMax = 60;

export function compareClauses(
  of: string,
  olds: readonly Clause[],
  news: readonly Clause[],
): readonly DeclarationChange[] {
  const names = [...new Set([...olds, ...news].map(({ name }) => name))];
  return names.flatMap((name) => {
    const from = olds.find((clause) => clause.name === name);
    const to = news.find((clause) => clause.name === name);
    if (from?.value === to?.value) return [];
    const weaker = from?.guards === true;
    if (to === undefined) return [{ of, says: `${name} ${cut(from?.value ?? "")} is gone`, weaker }];
    if (from === undefined) return [{ of, says: `${name} ${cut(to.value)} is new`, weaker: false }];
    return [
      { of, says: `${name} ${cut(from.value)} → ${cut(to.value)}`, weaker: weaker && name === "where" },
    ];
  });
}

function cut(text: string): string {
  return text.length > valueLengthMax ? `${text.slice(0, valueLengthMax - 1)}…` : text;
}

/** A clause that may be left out. */
export function given(name: string, value: string | undefined, guards?: true): readonly Clause[] {
  if (value === undefined || value === "") return [];
  return [guards === undefined ? { name, value } : { name, value, guards }];
}

/** The text of an expression in ms. */
export function timeText(expression: Expression): string {
  const { op } = expression;
  return op === "constant" && typeof expression.value === "number"
    ? formatDuration(expression.value)
    : expressionText(expression);
}

/** The text of an expression that is a share. */
export function shareText(expression: Expression): string {
  const { op } = expression;
  return op === "constant" && typeof expression.value === "number"
    ? `${Number((expression.value * 100).toPrecision(6))} %`
    : expressionText(expression);
}
