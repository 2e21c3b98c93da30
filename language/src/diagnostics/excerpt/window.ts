import type { Span } from "../../ast/span.ts";
import { excerptColumnsMax } from "../../limits.ts";
import { lineEnd, type SourceFile } from "../../source/source-file.ts";
import { displayWidth, visible } from "../display.ts";
import type { ExcerptStyle, Mark } from "./mark.ts";
import type { PlacedMark } from "./underline.ts";

/** What is shown of one line: from one offset to another, and the marks that begin in it. */
export interface Window {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly marks: readonly Mark[];
}

/** The windows of a line that hold these marks, by place; one where the line is short enough, or has no marks. */
export function windowsOf(
  file: SourceFile,
  line: number,
  marks: readonly Mark[],
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

/** The stretch of a line to show: from its beginning if what matters is in there, else a piece around that. */
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
export function placeMark(
  file: SourceFile,
  window: Window,
  mark: Mark,
  indentation: number,
  columns: number,
): PlacedMark {
  const column = columnOf(file, window, mark.span.start, indentation, columns);
  const end = Math.min(mark.span.end, window.end);
  const covered = displayWidth(visible(file.text.slice(mark.span.start, end)));
  return { mark, column, length: Math.max(1, Math.min(covered, columns - column)) };
}

/** The column of an offset in a window; the last one for what lies outside. */
export function columnOf(
  file: SourceFile,
  window: Window,
  offset: number,
  indentation: number,
  columns: number,
): number {
  const before = displayWidth(visible(file.text.slice(window.start, Math.min(offset, window.end))));
  return Math.min(indentation + before, Math.max(0, columns - 1));
}
