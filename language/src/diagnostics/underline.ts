import type { Span } from "../ast/span.ts";
import { lineAt, type SourceFile } from "../source/source-file.ts";
import { displayWidth, visible, wrap } from "./display.ts";
import type { Paint } from "./paint.ts";

/** A mark on a line that is shown: its first column there, and how many it takes. */
export interface PlacedMark {
  readonly mark: ExcerptMark;
  readonly column: number;
  readonly length: number;
}

/** Columns that a longer message keeps, however far to the right its mark is. */
const messageColumnsMin = 40;

/**
 * The rows below a line: what can be is underlined on one row (━ the primary, ─ the others), what lies within another
 * mark on the next. The last message of a row stands behind it, the others below, each under its mark.
 */
export function underlineRows(
  marks: readonly PlacedMark[],
  columns: number,
  style: ExcerptStyle,
): readonly string[] {
  return layersOf(marks).flatMap((layer) => layerRows(layer, columns, style));
}

/** Groups marks that do not overlap; the first ones stand highest. */
function layersOf(marks: readonly PlacedMark[]): readonly (readonly PlacedMark[])[] {
  const layers: PlacedMark[][] = [];
  for (const mark of marks) {
    const free = layers.find((layer) => layer.every((other) => !meet(mark, other)));
    if (free === undefined) layers.push([mark]);
    else free.push(mark);
  }
  return layers.map((layer) => layer.toSorted((a, b) => a.column - b.column));
}

function meet(a: PlacedMark, b: PlacedMark): boolean {
  return a.column < b.column + b.length && b.column < a.column + a.length;
}

function layerRows(layer: readonly PlacedMark[], columns: number, style: ExcerptStyle): readonly string[] {
  let row = "";
  let at = 0;
  for (const { mark, column, length } of layer) {
    row += " ".repeat(column - at) + colourOf(mark, style)((mark.primary ? "━" : "─").repeat(length));
    at = column + length;
  }
  const waiting = layer.filter(({ mark }) => mark.message !== "");
  const last = layer.at(-1);
  const message = visible(last?.mark.message ?? "");
  if (last !== undefined && message !== "" && at + 1 + displayWidth(message) <= columns) {
    row += ` ${colourOf(last.mark, style)(message)}`;
    waiting.pop();
  }
  const rows = [row];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const wanted = Math.min(displayWidth(visible(next.mark.message)), messageColumnsMin);
    const beside = Math.min(next.column, Math.max(0, columns - wanted));
    const threads = threadsTo(waiting, beside, style);
    for (const line of wrap(next.mark.message, columns - beside)) {
      rows.push(threads + colourOf(next.mark, style)(line));
    }
  }
  return rows;
}

/** Vertical lines to the messages that remain for the marks further left. */
function threadsTo(waiting: readonly PlacedMark[], columns: number, style: ExcerptStyle): string {
  let row = "";
  let at = 0;
  for (const { mark, column } of waiting) {
    if (column >= columns) break;
    row += `${" ".repeat(column - at)}${colourOf(mark, style)("│")}`;
    at = column + 1;
  }
  return row + " ".repeat(columns - at);
}

/** A span and its message. */
export interface ExcerptMark {
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

/** The colour of a mark and of what is said of it. */
export function colourOf(mark: ExcerptMark, style: ExcerptStyle): (text: string) => string {
  return mark.primary ? style.primary : style.paint.place;
}

export function firstLineOf(mark: ExcerptMark, file: SourceFile): number {
  return lineAt(file, mark.span.start);
}

/** The line of a mark's last character; a break at its very end does not count. */
export function lastLineOf(mark: ExcerptMark, file: SourceFile): number {
  return lineAt(file, Math.max(mark.span.start, mark.span.end - 1));
}

/** Marks of one span as one, where only one of them says something; the primary first, the others by place. */
export function mergeMarks(marks: readonly ExcerptMark[]): readonly ExcerptMark[] {
  const merged: ExcerptMark[] = [];
  for (const mark of marks.toSorted((a, b) => Number(b.primary) - Number(a.primary) || byPlace(a, b))) {
    const same = merged.findIndex(
      ({ span, message }) =>
        span.start === mark.span.start &&
        span.end === mark.span.end &&
        (message === "" || mark.message === "" || message === mark.message),
    );
    const known = merged[same];
    if (known === undefined) merged.push(mark);
    else merged[same] = { ...known, message: known.message === "" ? mark.message : known.message };
  }
  return merged;
}

function byPlace(a: ExcerptMark, b: ExcerptMark): number {
  return a.span.start - b.span.start || b.span.end - a.span.end;
}
