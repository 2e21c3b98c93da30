import { readFileSync, writeFileSync } from "node:fs";
import { applyEdits, type Diagnostic, type TextEdit } from "@orchlang/language";
import type { FileHost } from "./host.ts";

/** Makes every safe fix whose edits meet no edit made before; gives how many were made. */
export function applySafeFixes(diagnostics: readonly Diagnostic[], host: FileHost): number {
  const edits = new Map<string, TextEdit[]>();
  let made = 0;
  for (const diagnostic of diagnostics) {
    const fix = diagnostic.fixes.find(({ safe }) => safe);
    if (fix === undefined || fix.edits.some((edit) => meetsOther(edit, edits.get(edit.file) ?? []))) continue;
    for (const edit of fix.edits) edits.set(edit.file, [...(edits.get(edit.file) ?? []), edit]);
    made += 1;
  }
  for (const [file, changes] of edits) {
    const source = host.source(file);
    if (source !== undefined) writeAs(file, applyEdits(source.text, 0, changes));
  }
  return made;
}

/** With the line ends and the byte order mark that the file has: what was not wrong stays as it is. */
function writeAs(file: string, text: string): void {
  const before = readFileSync(file, "utf8");
  const mark = before.startsWith("\ufeff") ? "\ufeff" : "";
  writeFileSync(file, mark + (before.includes("\r\n") ? text.replaceAll("\n", "\r\n") : text));
}

function meetsOther(edit: TextEdit, others: readonly TextEdit[]): boolean {
  return others.some((other) => edit.span.start <= other.span.end && other.span.start <= edit.span.end);
}
