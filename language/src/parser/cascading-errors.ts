import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { foreignOperator, foreignQuotes, semicolon } from "../lexer/lexical-errors.ts";

/** What is written throughout as another language writes it. */
const habits: ReadonlySet<string> = new Set(
  [foreignOperator, foreignQuotes, semicolon].map(({ code }) => code),
);

/**
 * One mistake, one error: the habits of one language on one line, `if (!a || !b);`, are told with the first of what
 * is wrong there, and are mended with it where they can be.
 *
 * @param errors in the order of the text.
 */
export function habitsOfLine(
  errors: readonly Diagnostic[],
  lineOf: (offset: number) => number,
): readonly Diagnostic[] {
  const told: Diagnostic[] = [];
  for (const error of errors) {
    const before = told.at(-1);
    const isBeside = before !== undefined && lineOf(before.span.start) === lineOf(error.span.start);
    if (isBeside && habits.has(error.code)) told[told.length - 1] = joined(before, error);
    else told.push(error);
  }
  return told;
}

function joined(first: Diagnostic, other: Diagnostic): Diagnostic {
  const { file, span } = other;
  const labels = [...first.labels, { file, span, message: other.message.replace(/\.$/, "") }];
  const [fix, ...others] = first.fixes;
  const [added] = other.fixes;
  if (fix === undefined || added === undefined) return { ...first, labels };
  const edits = [...fix.edits, ...added.edits];
  return { ...first, labels, fixes: [{ ...fix, safe: fix.safe && added.safe, edits }, ...others] };
}
