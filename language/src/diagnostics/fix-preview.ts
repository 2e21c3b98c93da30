import { lineAt, lineEnd, type SourceFile } from "../source/source-file.ts";
import type { Fix, TextEdit } from "./diagnostic.ts";
import { clipToWidth, displayWidth, visible } from "./display.ts";
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
  const columns = width - 6;
  const changed = firstDifference(rows, indentation);
  return rows.map(({ sign, text }) => {
    const row = `${sign} ${cut(visible(text.slice(indentation)), changed, columns)}`.trimEnd();
    return sign === "+" ? paint.done(row) : sign === "-" ? paint.wrong(row) : row;
  });
}

/** The length of the visible text that the first removed and the first added line have in common. */
function firstDifference(rows: readonly Row[], indentation: number): number {
  const [old = "", fresh = ""] = ["-", "+"].map((sign) =>
    visible(rows.find((row) => row.sign === sign)?.text.slice(indentation) ?? ""),
  );
  let alike = 0;
  while (alike < old.length && old[alike] === fresh[alike]) alike++;
  return alike;
}

/** A line that is too long for its columns, around what changes in it. */
function cut(line: string, changed: number, columns: number): string {
  if (displayWidth(line) <= columns) return line;
  if (changed < columns - 24) return `${clipToWidth(line, columns - 2)} …`;
  const space = line.indexOf(" ", Math.max(0, changed - Math.floor(columns / 2)));
  const start = space === -1 || space >= changed ? changed : space + 1;
  const rest = clipToWidth(line.slice(start), columns - 4);
  return `… ${rest}${start + rest.length < line.length ? " …" : ""}`;
}

/** The text with its edits made; `start` is the offset of the text in its file. */
export function applyEdits(text: string, start: number, edits: readonly TextEdit[]): string {
  let edited = text;
  // From the end on. At one place the first comes first, as in an editor.
  for (const { span, newText } of edits.toReversed().toSorted((a, b) => b.span.start - a.span.start)) {
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
