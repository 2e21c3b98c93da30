/** Diagnostics for programs: GitHub annotations, and JSON. */
import type { Diagnostic, Fix } from "@orchlang/language";
import type { Span } from "@orchlang/language/ast";
import { positionAt, type SourceFile, visible } from "@orchlang/language/display";
import type { JsonObject } from "@orchlang/plan";
import { readDiagnosticPage } from "../project/diagnostic-pages.ts";
import { tally } from "./run-result.ts";

const words = { error: "error", warning: "warning", info: "notice", hint: "notice" } as const;

type Sources = (file: string) => SourceFile | undefined;

/**
 * A workflow command of GitHub Actions: an annotation on the lines. Lines and columns from 1; columns are said only of
 * a place within one line, since GitHub takes them for nothing else.
 */
export function githubAnnotation(diagnostic: Diagnostic, sources: Sources): string {
  const { code, severity, message, file, span, label, labels, notes, help } = diagnostic;
  const title = readDiagnosticPage(code)?.title;
  const properties = [
    `file=${escapeProperty(file.replace(/^(?:\.\/)+/u, ""))}`,
    ...placeProperties(sources(file), span),
    `title=${escapeProperty(title === undefined ? code : `${code}: ${title.replaceAll("`", "")}`)}`,
  ];
  const text = [
    message,
    ...(label === undefined ? [] : [label]),
    ...labels.map((other) => `${placeText(other.file, other.span, sources)}: ${other.message}`),
    ...notes,
    ...(help === undefined ? [] : [help]),
  ];
  return `::${words[severity]} ${properties.join(",")}::${escapeData(text.map(visible).join("\n"))}`;
}

function placeProperties(source: SourceFile | undefined, span: Span): readonly string[] {
  if (source === undefined) return [];
  const [start, end] = [positionAt(source, span.start), positionAt(source, span.end)];
  const lines = [`line=${start.line + 1}`, `endLine=${end.line + 1}`];
  if (start.line !== end.line) return lines;
  return [
    ...lines,
    `col=${start.character + 1}`,
    `endColumn=${Math.max(end.character, start.character + 1) + 1}`,
  ];
}

function placeText(file: string, span: Span, sources: Sources): string {
  const source = sources(file);
  return source === undefined ? file : `${file}:${positionAt(source, span.start).line + 1}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(visible(text)).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

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
