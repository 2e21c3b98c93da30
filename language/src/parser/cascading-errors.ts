import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import {
  foreignOperator,
  foreignQuotes,
  loneSign,
  semicolon,
  unknownCharacters,
  unterminatedInterpolation,
  unterminatedString,
} from "../lexer/lexical-errors.ts";
import { lineAt, type SourceFile } from "../source/source-file.ts";

/* One mistake is one error: errors that only follow from another one are removed, or merged with it. */

/** The errors without those that only follow from another, in the order of the text. */
export function withoutCascades(errors: readonly Diagnostic[], source: SourceFile): readonly Diagnostic[] {
  const own = errors.filter((error, index) => !isCascading(error, errors[index - 1], source));
  return mergeForeignNotation(own, (offset) => lineAt(source, offset));
}

/** Mistakes that a quotation mark too few or too many makes of the rest of its line. */
const cascading: ReadonlySet<string> = new Set(
  [unknownCharacters, loneSign, unterminatedString, unterminatedInterpolation].map(({ code }) => code),
);

/** True if an error is likely to be there only because of the one before it on its line. */
function isCascading(error: Diagnostic, before: Diagnostic | undefined, source: SourceFile): boolean {
  if (before === undefined || !cascading.has(error.code)) return false;
  return lineAt(source, before.span.start) === lineAt(source, error.span.start);
}

/** Errors of people who write the notation of another language throughout. */
const foreignNotation: ReadonlySet<string> = new Set(
  [foreignOperator, foreignQuotes, semicolon].map(({ code }) => code),
);

/**
 * Merges the errors of foreign notation on one line, `if (!a || !b);`, into the first error of that line, with one fix
 * where each has one.
 *
 * @param errors in the order of the text.
 */
function mergeForeignNotation(
  errors: readonly Diagnostic[],
  lineOf: (offset: number) => number,
): readonly Diagnostic[] {
  const merged: Diagnostic[] = [];
  for (const error of errors) {
    const before = merged.at(-1);
    const isBeside = before !== undefined && lineOf(before.span.start) === lineOf(error.span.start);
    if (isBeside && foreignNotation.has(error.code)) merged[merged.length - 1] = joined(before, error);
    else merged.push(error);
  }
  return merged;
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
