import { lineAt, lineEnd, type SourceFile } from "../source/source-file.ts";
import type { Fix, TextEdit } from "./diagnostic.ts";
import { clipToWidth, visible } from "./display.ts";
import type { Paint } from "./paint.ts";

const linesMax = 12;

/** The lines that a fix changes, old ones after `-`, new ones after `+`; none where they would be too many. */
export function previewFix(fix: Fix, file: SourceFile, paint: Paint, width: number): readonly string[] {
  const edits = fix.edits.filter((edit) => edit.file === file.name);
  const first = edits[0];
  if (first === undefined || edits.length !== fix.edits.length) return [];
  const from = lineAt(file, Math.min(...edits.map((edit) => edit.span.start)));
  const to = lineAt(file, Math.max(...edits.map((edit) => edit.span.end)));
  const start = file.lineStarts[from] ?? 0;
  const before = file.text.slice(start, lineEnd(file, to));
  if (to - from >= linesMax || before.length > 4 * width) return [];
  const behind = applyEdits(before, start, edits);
  const rows = compareLines(before.split("\n"), behind.split("\n"));
  if (rows.length > linesMax) return [];
  const indentation = Math.min(
    ...rows.filter((row) => row.text.trim() !== "").map((row) => indentationOf(row.text)),
  );
  return rows.map(({ sign, text }) => {
    const shown = clipToWidth(visible(text.slice(indentation)), width - 6);
    const row = `${sign} ${shown}`.trimEnd();
    return sign === "+" ? paint.done(row) : sign === "-" ? paint.wrong(row) : row;
  });
}

/** The text with its edits made; `start` is the offset of the text in its file. */
export function applyEdits(text: string, start: number, edits: readonly TextEdit[]): string {
  let edited = text;
  for (const { span, newText } of edits.toSorted((a, b) => b.span.start - a.span.start)) {
    edited = edited.slice(0, span.start - start) + newText + edited.slice(span.end - start);
  }
  return edited;
}

interface Row {
  readonly sign: " " | "-" | "+";
  readonly text: string;
}

/** Old lines and new ones with as many as possible in common; both lists are short. */
function compareLines(before: readonly string[], behind: readonly string[]): readonly Row[] {
  const [old, ...oldRest] = before;
  const [fresh, ...freshRest] = behind;
  if (old === undefined) return behind.map((text) => ({ sign: "+", text }));
  if (fresh === undefined) return before.map((text) => ({ sign: "-", text }));
  if (old.trim() === fresh.trim()) return [{ sign: " ", text: fresh }, ...compareLines(oldRest, freshRest)];
  const kept = behind.findIndex((text) => text.trim() === old.trim());
  if (kept > 0) return [{ sign: "+", text: fresh }, ...compareLines(before, freshRest)];
  return [{ sign: "-", text: old }, ...compareLines(oldRest, behind)];
}

function indentationOf(text: string): number {
  return text.length - text.trimStart().length;
}
