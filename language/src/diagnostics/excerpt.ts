import type { Span } from "../ast/span.ts";
import { excerptColumnsMax } from "../limits.ts";
import { lineAt, lineEnd, type SourceFile } from "../source/source-file.ts";
import { clipToWidth, displayWidth, visible, wrap } from "./display.ts";
import type { Paint } from "./paint.ts";

/** A span to be underlined, and what is said of it. */
export interface Mark {
  readonly span: Span;
  readonly message: string;
  readonly primary: boolean;
}

export interface ExcerptStyle {
  readonly paint: Paint;
  /** Colours what belongs to the primary mark. */
  readonly primary: (text: string) => string;
  /** Columns in all. */
  readonly width: number;
}

/** What is shown of one line: from one offset to another, and the marks in it. */
interface Window {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly marks: readonly Mark[];
}

/**
 * The lines that hold marks, each with its marks underlined (━ the primary, ─ the others), lines between them left
 * out. A line that is too long is shown around its marks.
 */
export function renderExcerpt(
  file: SourceFile,
  marks: readonly Mark[],
  style: ExcerptStyle,
): readonly string[] {
  const windows = windowsOf(file, marks, style);
  const last = windows.at(-1)?.line ?? 0;
  const gutter = String(last + 1).length + 2;
  const rows: string[] = [];
  let shown: number | undefined;
  for (const window of windows) {
    if (shown !== undefined && window.line === shown + 2)
      rows.push(...plainLine(file, shown + 1, gutter, style));
    else if (shown !== undefined && window.line > shown + 2)
      rows.push(`${" ".repeat(gutter)}${style.paint.dim("⋮")}`);
    rows.push(...windowRows(file, window, gutter, style));
    shown = window.line;
  }
  return rows;
}

function windowsOf(file: SourceFile, marks: readonly Mark[], style: ExcerptStyle): readonly Window[] {
  const columns = Math.min(style.width, excerptColumnsMax + 20) - 8;
  const windows: Window[] = [];
  const sorted = marks.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  for (const mark of sorted) {
    const line = lineAt(file, mark.span.start);
    const before = windows.at(-1);
    if (before?.line === line && mark.span.start <= before.end) {
      windows[windows.length - 1] = { ...before, marks: [...before.marks, mark] };
      continue;
    }
    const [start, end] = windowAround(file, line, mark.span.start, columns);
    windows.push({ line, start, end, marks: [mark] });
  }
  return windows;
}

/** The stretch of a line to show: all of it, or where it is too long a piece that holds `offset`. */
function windowAround(file: SourceFile, line: number, offset: number, columns: number): [number, number] {
  const lineStart = file.lineStarts[line] ?? 0;
  const end = lineEnd(file, line);
  if (end - lineStart <= columns) return [lineStart, end];
  const start = Math.max(lineStart, offset - Math.floor(columns / 3));
  return [wholeCharacter(file.text, start), wholeCharacter(file.text, Math.min(end, start + columns))];
}

/** The offset itself, or the one before it where it would cut a surrogate pair. */
function wholeCharacter(text: string, offset: number): number {
  const code = text.charCodeAt(offset);
  return code >= 0xdc00 && code <= 0xdfff ? offset - 1 : offset;
}

function windowRows(
  file: SourceFile,
  window: Window,
  gutter: number,
  style: ExcerptStyle,
): readonly string[] {
  const { paint } = style;
  const lineStart = file.lineStarts[window.line] ?? 0;
  const cutBefore = window.start > lineStart ? "… " : "";
  const cutBehind = window.end < lineEnd(file, window.line) ? " …" : "";
  const columns = style.width - gutter - 5;
  const code = clipToWidth(visible(file.text.slice(window.start, window.end)), Math.max(columns, 20));
  const number = String(window.line + 1).padStart(gutter - 1);
  const dim = (text: string): string => (text === "" ? "" : paint.dim(text));
  const rows = [`${paint.place(`${number} │`)} ${dim(cutBefore)}${code}${dim(cutBehind)}`.trimEnd()];
  const empty = `${" ".repeat(gutter)}${paint.place("│")} `;
  for (const mark of window.marks) {
    for (const row of markRows(file, window, mark, cutBefore.length, style, style.width - gutter - 2)) {
      rows.push(empty + row);
    }
  }
  return rows;
}

function markRows(
  file: SourceFile,
  window: Window,
  mark: Mark,
  indentation: number,
  style: ExcerptStyle,
  columns: number,
): readonly string[] {
  const end = Math.min(mark.span.end, window.end);
  const before = displayWidth(visible(file.text.slice(window.start, mark.span.start)));
  const covered = displayWidth(visible(file.text.slice(mark.span.start, end)));
  const column = Math.min(indentation + before, Math.max(0, columns - 1));
  const length = Math.max(1, Math.min(covered, columns - column));
  const colour = mark.primary ? style.primary : style.paint.place;
  const line = colour((mark.primary ? "━" : "─").repeat(length));
  const lastLine = lineAt(file, Math.max(mark.span.start, mark.span.end - 1));
  const through = lastLine > window.line ? ` (to line ${lastLine + 1})` : "";
  const message = mark.message + through;
  const padding = " ".repeat(column);
  if (message === "") return [padding + line];
  if (column + length + 1 + displayWidth(message) <= columns)
    return [`${padding}${line} ${colour(message.trim())}`];
  const beside = Math.min(column, Math.max(0, columns - 40));
  const wrapped = wrap(message.trim(), columns - beside);
  return [padding + line, ...wrapped.map((text) => " ".repeat(beside) + colour(text))];
}

function plainLine(file: SourceFile, line: number, gutter: number, style: ExcerptStyle): readonly string[] {
  const [start, end] = [file.lineStarts[line] ?? 0, lineEnd(file, line)];
  const code = clipToWidth(
    visible(file.text.slice(start, Math.min(end, start + style.width))),
    style.width - gutter - 3,
  );
  return [
    `${style.paint.place(`${String(line + 1).padStart(gutter - 1)} │`)} ${style.paint.dim(code)}`.trimEnd(),
  ];
}
