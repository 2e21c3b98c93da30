import { positionAt, type SourceFile } from "../source/source-file.ts";
import type { Diagnostic, Fix } from "./diagnostic.ts";
import { visible, wrap } from "./display.ts";
import { renderExcerpt } from "./excerpt.ts";
import { previewFix } from "./fix-preview.ts";
import { type Paint, plainPaint } from "./paint.ts";
import type { ExcerptMark } from "./underline.ts";

export interface RenderOptions {
  /** The source by the name that diagnostics call it; a file that is not there is only named. */
  readonly sourceOf: (file: string) => SourceFile | undefined;
  /** Columns of the terminal; 100 where nothing is said. */
  readonly width?: number;
  /** No colours where nothing is said. */
  readonly paint?: Paint;
  /** The text behind a fix's title that says how to apply it. */
  readonly fixHint?: (fix: Fix, index: number, count: number) => string;
}

/**
 * A diagnostic for people: what is wrong, where, why, what to do. Lines are joined by `\n`, and none ends with one.
 */
export function renderDiagnostic(diagnostic: Diagnostic, options: RenderOptions): string {
  const { width = 100, paint = plainPaint } = options;
  const colour = colourOf(diagnostic, paint);
  const code = `${diagnostic.severity}[${diagnostic.code}]`;
  const [claim = "", ...more] = wrap(diagnostic.message, Math.max(20, width - code.length - 2));
  const rows = [`${colour(code)}  ${paint.strong(claim)}`, ...more.map((text) => `  ${paint.strong(text)}`)];
  rows.push(...placeRows(diagnostic, options, width, paint, colour));
  for (const note of diagnostic.notes) rows.push("", ...wrap(note, width - 2).map((text) => `  ${text}`));
  rows.push(...remedyRows(diagnostic, options, width, paint));
  return rows.join("\n");
}

function placeRows(
  diagnostic: Diagnostic,
  options: RenderOptions,
  width: number,
  paint: Paint,
  primary: (text: string) => string,
): readonly string[] {
  const rows: string[] = [];
  const files = [...new Set([diagnostic.file, ...diagnostic.labels.map((label) => label.file)])];
  for (const name of files) {
    const source = options.sourceOf(name);
    const marks = marksIn(diagnostic, name);
    const first = marks.find((mark) => mark.primary) ?? marks[0];
    if (source === undefined || first === undefined) {
      rows.push("", `    ${paint.place(visible(name))}`);
      continue;
    }
    const { line, character } = positionAt(source, first.span.start);
    rows.push("", `    ${paint.place(`${visible(name)}:${line + 1}:${character + 1}`)}`);
    rows.push(...renderExcerpt(source, marks, { paint, primary, width }));
  }
  return rows;
}

function marksIn(diagnostic: Diagnostic, file: string): readonly ExcerptMark[] {
  const { label: message = "", span } = diagnostic;
  const primary: ExcerptMark[] = diagnostic.file === file ? [{ span, message, primary: true }] : [];
  const others = diagnostic.labels.filter((label) => label.file === file);
  return [
    ...primary,
    ...others.map((label) => ({ span: label.span, message: label.message, primary: false })),
  ];
}

function remedyRows(
  diagnostic: Diagnostic,
  options: RenderOptions,
  width: number,
  paint: Paint,
): readonly string[] {
  const rows: string[] = [];
  const { help, fixes } = diagnostic;
  if (help !== undefined) rows.push("", ...hanging("help: ", help, width, paint));
  for (const [index, fix] of fixes.entries()) {
    const hint = options.fixHint?.(fix, index, fixes.length) ?? "";
    rows.push("", ...hanging("fix: ", hint === "" ? fix.title : `${fix.title}  ${hint}`, width, paint));
    const source = options.sourceOf(fix.edits[0]?.file ?? diagnostic.file);
    if (source !== undefined)
      rows.push(...previewFix(fix, source, paint, width).map((row) => `    ${row}`.trimEnd()));
  }
  return rows;
}

function hanging(word: string, text: string, width: number, paint: Paint): readonly string[] {
  const [first = "", ...more] = wrap(text, width - 2 - word.length);
  return [
    `  ${paint.done(word.trimEnd())} ${first}`,
    ...more.map((line) => `  ${" ".repeat(word.length)}${line}`),
  ];
}

function colourOf(diagnostic: Diagnostic, paint: Paint): (text: string) => string {
  if (diagnostic.severity === "error") return paint.wrong;
  return diagnostic.severity === "warning" ? paint.doubtful : paint.place;
}
