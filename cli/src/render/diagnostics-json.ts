import type { Diagnostic, Fix, SourceFile } from "@orchlang/language";
import type { Span } from "@orchlang/language/ast";
import { positionAt } from "@orchlang/language/display";
import type { JsonObject } from "@orchlang/plan";

import { tally } from "./run-result.ts";

type Sources = (file: string) => SourceFile | undefined;

/** `check --format json`, positions as in LSP, zero-based, UTF-16. */
export function diagnosticsJson(
  diagnostics: readonly Diagnostic[],
  files: number,
  sources: Sources,
): JsonObject {
  const { errors, warnings } = tally(diagnostics);
  return {
    diagnostics: diagnostics.map((diagnostic) => one(diagnostic, sources)),
    summary: { errors, warnings, files },
  };
}

function one(diagnostic: Diagnostic, sources: Sources): JsonObject {
  return {
    code: diagnostic.code,
    severity: diagnostic.severity,
    message: diagnostic.message,
    file: diagnostic.file,
    range: range(diagnostic.file, diagnostic.span, sources),
    labels: diagnostic.labels.map((label) => ({
      file: label.file,
      range: range(label.file, label.span, sources),
      message: label.message,
    })),
    notes: [...diagnostic.notes, ...(diagnostic.help === undefined ? [] : [diagnostic.help])],
    fixes: diagnostic.fixes.map((fix) => fixJson(fix, sources)),
  };
}

function fixJson(fix: Fix, sources: Sources): JsonObject {
  return {
    title: fix.title,
    edits: fix.edits.map((edit) => ({
      file: edit.file,
      range: range(edit.file, edit.span, sources),
      newText: edit.newText,
    })),
  };
}

function range(file: string, span: Span, sources: Sources): JsonObject {
  const source = sources(file);
  const zero = { line: 0, character: 0 };
  if (source === undefined) return { start: zero, end: zero };
  return { start: { ...positionAt(source, span.start) }, end: { ...positionAt(source, span.end) } };
}
