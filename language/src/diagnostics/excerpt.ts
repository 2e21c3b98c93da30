import type { Span } from "../ast/span.ts";
import { excerptColumnsMax } from "../limits.ts";
import { lineEnd, type SourceFile } from "../source/source-file.ts";
import { clipToWidth, displayWidth, visible, wrap } from "./display.ts";
import {
  colourOf,
  type ExcerptMark,
  type ExcerptStyle,
  firstLineOf,
  lastLineOf,
  mergeMarks,
  type PlacedMark,
  underlineRows,
} from "./underline.ts";

/** A mark over no more lines than this is shown whole; of a longer one its first and last line. */
const bracketLinesMax = 6;

interface Excerpt {
  readonly file: SourceFile;
  readonly style: ExcerptStyle;
  /** Marks within one line. */
  readonly inLine: readonly ExcerptMark[];
  readonly brackets: readonly Bracket[];
  /** Columns of the line numbers. */
  readonly gutter: number;
}

/**
 * The lines that hold marks, each with its marks underlined (━ the primary, ─ the others), lines between them left
 * out. A line that is too long is shown around its marks; a mark over several lines has a bar beside them.
 */
export function renderExcerpt(
  file: SourceFile,
  marks: readonly ExcerptMark[],
  style: ExcerptStyle,
): readonly string[] {
  const merged = mergeMarks(marks);
  const brackets = bracketsOf(merged, file);
  const inLine = merged.filter((mark) => firstLineOf(mark, file) === lastLineOf(mark, file));
  const lines = linesOf(file, inLine, brackets);
  const gutter = String((lines.at(-1) ?? 0) + 1).length + 2;
  const excerpt = { file, style, inLine, brackets, gutter };
  const rows: string[] = [];
  let shown: number | undefined;
  for (const line of lines) {
    if (shown !== undefined && line === shown + 2) rows.push(plainRow(excerpt, shown + 1));
    else if (shown !== undefined && line > shown + 2) rows.push(gapRow(excerpt, shown + 1));
    rows.push(...lineRows(excerpt, line));
    shown = line;
  }
  return rows;
}

function linesOf(
  file: SourceFile,
  inLine: readonly ExcerptMark[],
  brackets: readonly Bracket[],
): readonly number[] {
  const lines = new Set(inLine.map((mark) => firstLineOf(mark, file)));
  for (const { first, last } of brackets) {
    const whole = last - first < bracketLinesMax;
    for (const line of whole ? range(first, last) : [first, last]) lines.add(line);
  }
  return [...lines].sort((a, b) => a - b);
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function lineRows(excerpt: Excerpt, line: number): readonly string[] {
  const { file, style, inLine, brackets } = excerpt;
  const marks = inLine.filter((mark) => firstLineOf(mark, file) === line);
  const rows = windowsOf(file, line, marks, style).flatMap((window) => windowRows(excerpt, window));
  for (const bracket of brackets.toReversed()) {
    if (bracket.last !== line) continue;
    const closing = closingRows(brackets, bracket, file, style, columnsOf(excerpt) - 1);
    rows.push(...closing.map((row) => below(excerpt, row)));
  }
  return rows;
}

function windowRows(excerpt: Excerpt, window: Window): readonly string[] {
  const { file, style, brackets } = excerpt;
  const { line } = window;
  const lineStart = file.lineStarts[line] ?? 0;
  const cutBefore = window.start > lineStart ? "… " : "";
  const cutBehind = window.end < lineEnd(file, line) ? " …" : "";
  const columns = columnsOf(excerpt);
  const cuts = cutBefore.length + cutBehind.length;
  const code = clipToWidth(visible(file.text.slice(window.start, window.end)), columns - cuts);
  const dim = (text: string): string => (text === "" ? "" : style.paint.dim(text));
  const rows = [numbered(excerpt, line, dim(cutBefore) + code + dim(cutBehind))];
  for (const bracket of brackets) {
    if (bracket.first !== line) continue;
    const column = displayColumn(file, window, bracket.mark.span.start, cutBefore.length, columns);
    const row = openingRow(brackets, bracket, column, file, style);
    if (row !== undefined) rows.push(below(excerpt, row));
  }
  const placed = window.marks
    .toSorted((a, b) => Number(b.primary) - Number(a.primary))
    .map((mark) => placeMark(file, window, mark, cutBefore.length, columns));
  const beside = marginBeside(brackets, line, file, style, true);
  for (const row of underlineRows(placed, columns, style)) rows.push(below(excerpt, beside + row));
  return rows;
}

/** The width that remains beside line numbers and margin. */
function columnsOf({ style, gutter, brackets }: Excerpt): number {
  return Math.max(style.width - gutter - 2 - marginWidth(brackets), 20);
}

/** A line with its number and the margin. */
function numbered({ file, style, brackets, gutter }: Excerpt, line: number, code: string): string {
  const number = style.paint.place(`${String(line + 1).padStart(gutter - 1)} │`);
  return `${number} ${marginBeside(brackets, line, file, style)}${code}`.trimEnd();
}

function below({ style, gutter }: Excerpt, row: string): string {
  return `${" ".repeat(gutter)}${style.paint.place("│")} ${row}`.trimEnd();
}

/** In place of lines that are left out. */
function gapRow({ file, style, brackets, gutter }: Excerpt, line: number): string {
  const margin = marginBeside(brackets, line, file, style, true);
  return `${" ".repeat(gutter)}${style.paint.dim("⋮")} ${margin}`.trimEnd();
}

/** A line between two that matter. */
function plainRow(excerpt: Excerpt, line: number): string {
  const { file, style, brackets, gutter } = excerpt;
  const start = file.lineStarts[line] ?? 0;
  const text = file.text.slice(start, Math.min(lineEnd(file, line), start + style.width));
  const code = clipToWidth(visible(text), style.width - gutter - 3 - marginWidth(brackets));
  return numbered(excerpt, line, code === "" ? "" : style.paint.dim(code));
}

/** The visible part of one line, by offsets, and the marks that begin in it. */
interface Window {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly marks: readonly ExcerptMark[];
}

/** The windows of a line that hold these marks, by place; one where the line is short enough, or has no marks. */
function windowsOf(
  file: SourceFile,
  line: number,
  marks: readonly ExcerptMark[],
  style: ExcerptStyle,
): readonly Window[] {
  const columns = Math.min(style.width, excerptColumnsMax + 20) - 8;
  const windows: Window[] = [];
  for (const mark of marks.toSorted((a, b) => a.span.start - b.span.start)) {
    const before = windows.at(-1);
    if (before !== undefined && mark.span.start <= before.end) {
      windows[windows.length - 1] = { ...before, marks: [...before.marks, mark] };
    } else {
      windows.push({ line, ...windowAround(file, line, mark.span, columns), marks: [mark] });
    }
  }
  if (windows.length > 0) return windows;
  const start = file.lineStarts[line] ?? 0;
  return [{ line, ...windowAround(file, line, { start, end: start }, columns), marks: [] }];
}

/** The part of a line to show: its beginning if the marks are in there, else a part around them. */
function windowAround(
  file: SourceFile,
  line: number,
  { start: from, end: to }: Span,
  columns: number,
): { readonly start: number; readonly end: number } {
  const lineStart = file.lineStarts[line] ?? 0;
  const end = lineEnd(file, line);
  if (end - lineStart <= columns) return { start: lineStart, end };
  const near = to - lineStart <= columns - 2;
  const start = near
    ? lineStart
    : wordAt(file.text, Math.max(lineStart, from - Math.floor(columns / 3)), from);
  return { start, end: wholeCharacter(file.text, Math.min(end, start + columns)) };
}

/** Where a word begins soon behind `offset`, so that none is cut; else the offset itself. */
function wordAt(text: string, offset: number, before: number): number {
  const space = text.indexOf(" ", offset);
  return space !== -1 && space < before && space - offset < 16 ? space + 1 : wholeCharacter(text, offset);
}

/** The offset itself, or the one before it where it would cut a surrogate pair. */
function wholeCharacter(text: string, offset: number): number {
  const code = text.charCodeAt(offset);
  return code >= 0xdc00 && code <= 0xdfff ? offset - 1 : offset;
}

/** Where a mark is on the screen; `indentation` is what stands before the window's text. */
function placeMark(
  file: SourceFile,
  window: Window,
  mark: ExcerptMark,
  indentation: number,
  columns: number,
): PlacedMark {
  const column = displayColumn(file, window, mark.span.start, indentation, columns);
  const end = Math.min(mark.span.end, window.end);
  const covered = displayWidth(visible(file.text.slice(mark.span.start, end)));
  return { mark, column, length: Math.max(1, Math.min(covered, columns - column)) };
}

/** The column of an offset in a window; the last one for what lies outside. */
function displayColumn(
  file: SourceFile,
  window: Window,
  offset: number,
  indentation: number,
  columns: number,
): number {
  const before = displayWidth(visible(file.text.slice(window.start, Math.min(offset, window.end))));
  return Math.min(indentation + before, Math.max(0, columns - 1));
}

/*
 * Marks over several lines are drawn in a margin left of the text: a corner where one begins, a bar beside its lines,
 * a corner where it ends and what is said of it.
 *
 *      4 │ ┏ plan p(n: Int) {
 *      5 │ ┃   step a = f(n)
 *      6 │ ┃ }
 *        │ ┗━ never ends
 */

interface Bracket {
  readonly mark: ExcerptMark;
  readonly first: number;
  readonly last: number;
}

/** The marks that go over several lines, the one that begins first leftmost. */
function bracketsOf(marks: readonly ExcerptMark[], file: SourceFile): readonly Bracket[] {
  return marks
    .map((mark) => ({ mark, first: firstLineOf(mark, file), last: lastLineOf(mark, file) }))
    .filter(({ first, last }) => last > first)
    .toSorted((a, b) => a.first - b.first || b.last - a.last);
}

/** Columns that the margin takes. */
function marginWidth(brackets: readonly Bracket[]): number {
  return brackets.length * 2;
}

/** The margin beside a line's text, or with `below` beside a row under it. */
function marginBeside(
  brackets: readonly Bracket[],
  line: number,
  file: SourceFile,
  style: ExcerptStyle,
  below = false,
): string {
  return brackets
    .map((bracket) => {
      const { mark, first, last } = bracket;
      if (line < first || line > last || (below && line === last)) return "  ";
      const begins = line === first && !below;
      if (begins && !beginsLine(bracket, file)) return "  ";
      return `${colourOf(mark, style)(begins ? corner(mark, "┏", "┌") : corner(mark, "┃", "│"))} `;
    })
    .join("");
}

/** The row under a bracket's first line that leads to its first character; none where that begins the line. */
function openingRow(
  brackets: readonly Bracket[],
  bracket: Bracket,
  column: number,
  file: SourceFile,
  style: ExcerptStyle,
): string | undefined {
  if (beginsLine(bracket, file)) return undefined;
  const left = marginBeside(brackets.slice(0, brackets.indexOf(bracket)), bracket.first, file, style, true);
  const room = marginWidth(brackets) - 2 * brackets.indexOf(bracket);
  const { mark } = bracket;
  const lead = corner(mark, "┏", "┌") + corner(mark, "━", "─").repeat(room - 1 + column);
  return left + colourOf(mark, style)(`${lead}${corner(mark, "┛", "┘")}`);
}

/** The rows under a bracket's last line that end it, with what is said of it. */
function closingRows(
  brackets: readonly Bracket[],
  bracket: Bracket,
  file: SourceFile,
  style: ExcerptStyle,
  columns: number,
): readonly string[] {
  const left = marginBeside(brackets.slice(0, brackets.indexOf(bracket)), bracket.last, file, style, true);
  const { mark } = bracket;
  const colour = colourOf(mark, style);
  const end = `${corner(mark, "┗", "└")}${corner(mark, "━", "─")}`;
  const [first = "", ...more] = wrap(mark.message, columns);
  return [left + colour(`${end} ${first}`.trimEnd()), ...more.map((line) => `${left}   ${colour(line)}`)];
}

/** True if nothing but space stands before it on its first line. */
function beginsLine({ mark, first }: Bracket, file: SourceFile): boolean {
  return file.text.slice(file.lineStarts[first] ?? 0, mark.span.start).trim() === "";
}

function corner(mark: ExcerptMark, heavy: string, light: string): string {
  return mark.primary ? heavy : light;
}
