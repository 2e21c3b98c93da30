import { mistakesPerFileMax } from "@orchlang/checker";
import { moreMistakes } from "@orchlang/checker/load";
import type { Diagnostic } from "@orchlang/language";

/**
 * Sorts diagnostics by file, in the order in which files were first met, and by position. Equal findings of two
 * projects are reported once, and many in one file are summarised by a count.
 */
export function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const byFile = new Map<string, Diagnostic[]>();
  const known = new Set<string>();
  for (const diagnostic of diagnostics) {
    const { file, span, code, message } = diagnostic;
    const key = `${file}\n${span.start}\n${span.end}\n${code}\n${message}`;
    if (known.has(key)) continue;
    known.add(key);
    const others = byFile.get(file);
    if (others === undefined) byFile.set(file, [diagnostic]);
    else others.push(diagnostic);
  }
  return [...byFile.values()].flatMap((results) => cut(results.sort(byPlace)));
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  if (a.span.start !== b.span.start) return a.span.start - b.span.start;
  if (a.span.end !== b.span.end) return a.span.end - b.span.end;
  // No two of one place have the same words, so that the order does not hang on who was asked first.
  if (a.code !== b.code) return a.code < b.code ? -1 : 1;
  return a.message < b.message ? -1 : 1;
}

function cut(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  if (diagnostics.length <= mistakesPerFileMax) return diagnostics;
  // Errors before warnings: what is left out is not what stops the program.
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const others = diagnostics.filter(({ severity }) => severity !== "error");
  const shown = [...errors, ...others].slice(0, mistakesPerFileMax).sort(byPlace);
  const last = shown.at(-1);
  if (last === undefined) return shown;
  const left = [...errors, ...others].slice(mistakesPerFileMax);
  const omitted = {
    errors: left.filter(({ severity }) => severity === "error").length,
    warnings: left.filter(({ severity }) => severity === "warning").length,
  };
  // Hints, and errors that only stand for others, are not worth a line by themselves.
  if (omitted.errors + omitted.warnings === 0) return shown;
  return [...shown, moreMistakes.at(last, omitted, { omitted })];
}
