import { lineEnd, type SourceFile } from "../../source/source-file.ts";
import { clipToWidth, visible } from "../display.ts";
import { type Bracket, bracketsOf, closingRows, marginBeside, marginWidth, openingRow } from "./margin.ts";
import { type ExcerptStyle, firstLineOf, lastLineOf, type Mark, mergeMarks } from "./mark.ts";
import { underlineRows } from "./underline.ts";
import { columnOf, placeMark, type Window, windowsOf } from "./window.ts";

/** A mark over no more lines than this is shown whole; of a longer one its first and last line. */
const bracketLinesMax = 6;

interface Excerpt {
  readonly file: SourceFile;
  readonly style: ExcerptStyle;
  /** Marks within one line. */
  readonly inLine: readonly Mark[];
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
  marks: readonly Mark[],
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

function linesOf(file: SourceFile, inLine: readonly Mark[], brackets: readonly Bracket[]): readonly number[] {
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
    const column = columnOf(file, window, bracket.mark.span.start, cutBefore.length, columns);
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

/** What is left of the width beside numbers and margin. */
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
