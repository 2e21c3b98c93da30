import type { Diagnostic, Fix } from "../diagnostics/diagnostic.ts";
import { hiddenIn } from "../diagnostics/display.ts";
import { syntaxErrorsMax } from "../limits.ts";
import type { SourceFile } from "../source/source-file.ts";
import { hiddenCharacter } from "./lexical-errors.ts";
import type { Comment } from "./token.ts";

/**
 * Warnings about characters in strings and comments that a reader does not see, or that make a line look different from
 * what it is. Anywhere else such a character is an error already, in `errors`.
 */
export function hiddenCharacters(
  { name: file, text }: SourceFile,
  comments: readonly Comment[],
  errors: readonly Diagnostic[],
): readonly Diagnostic[] {
  const places = hiddenIn(text);
  if (places.length === 0) return [];
  const shown = places.filter((at) => !errors.some(({ span }) => span.start <= at && at < span.end));
  return runsOf(shown, text)
    .slice(0, syntaxErrorsMax)
    .map((span) => {
      const found = text.slice(span.start, span.end);
      const isComment = comments.some(({ start, end }) => start <= span.start && span.start < end);
      const fix: Fix = {
        title: isComment ? "Take it away" : "Write it as an escape",
        safe: !isComment,
        edits: [{ file, span, newText: isComment ? "" : escapesOf(found) }],
      };
      return hiddenCharacter.at({ file, span }, { found }, { fixes: [fix] });
    });
}

/** Merges neighbouring characters into one run. */
function runsOf(places: readonly number[], text: string): readonly { start: number; end: number }[] {
  const runs: { start: number; end: number }[] = [];
  for (const start of places) {
    const end = start + ((text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1);
    const last = runs.at(-1);
    if (last?.end === start) last.end = end;
    else runs.push({ start, end });
  }
  return runs;
}

function escapesOf(text: string): string {
  return Array.from(
    { length: text.length },
    (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, "0")}`,
  ).join("");
}
