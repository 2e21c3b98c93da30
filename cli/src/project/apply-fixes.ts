import { writeFileSync } from "node:fs";
import type { Diagnostic, TextEdit } from "@orchlang/language";
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
    if (source !== undefined) writeFileSync(file, edited(source.text, changes));
  }
  return made;
}

function meetsOther(edit: TextEdit, others: readonly TextEdit[]): boolean {
  return others.some((other) => edit.span.start <= other.span.end && other.span.start <= edit.span.end);
}

function edited(text: string, edits: readonly TextEdit[]): string {
  let result = text;
  for (const edit of edits.toSorted((a, b) => b.span.start - a.span.start)) {
    result = result.slice(0, edit.span.start) + edit.newText + result.slice(edit.span.end);
  }
  return result;
}
