import type { Span } from "../../ast/span.ts";
import { lineAt, type SourceFile } from "../../source/source-file.ts";
import type { Paint } from "../paint.ts";

/** A span to be pointed at, and what is said of it. */
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

/** The colour of a mark and of what is said of it. */
export function colourOf(mark: Mark, style: ExcerptStyle): (text: string) => string {
  return mark.primary ? style.primary : style.paint.place;
}

export function firstLineOf(mark: Mark, file: SourceFile): number {
  return lineAt(file, mark.span.start);
}

/** The line of a mark's last character; a break at its very end does not count. */
export function lastLineOf(mark: Mark, file: SourceFile): number {
  return lineAt(file, Math.max(mark.span.start, mark.span.end - 1));
}

/** Marks of one span as one, where only one of them says something; the primary first, the others by place. */
export function mergeMarks(marks: readonly Mark[]): readonly Mark[] {
  const merged: Mark[] = [];
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

export function byPlace(a: Mark, b: Mark): number {
  return a.span.start - b.span.start || b.span.end - a.span.end;
}
