import type { Fix, SourceFile } from "@orchlang/language";
import type { Import, ImportedName, Span } from "@orchlang/language/ast";

/** Takes an imported name away: with its comma, or the whole line of its import where it is the only one. */
export function removeImport(name: ImportedName, home: Import | undefined, file: SourceFile): readonly Fix[] {
  if (home === undefined || home.broken) return [];
  const span = home.names.length === 1 ? wholeLine(file, home.span) : withComma(file, name.span);
  const edits = [{ file: file.name, span, newText: "" }];
  return [{ title: `Take \`${name.name.text}\` away`, safe: true, edits }];
}

function withComma({ text }: SourceFile, span: Span): Span {
  const behind = /^\s*,[^\S\n]*/u.exec(text.slice(span.end))?.[0].length;
  if (behind !== undefined) return { start: span.start, end: span.end + behind };
  const before = /,\s*$/u.exec(text.slice(0, span.start))?.[0].length ?? 0;
  return { start: span.start - before, end: span.end };
}

/** The line end goes too, where nothing else stands on the lines. */
function wholeLine({ text }: SourceFile, span: Span): Span {
  const begins = span.start === 0 || text[span.start - 1] === "\n";
  return begins && text[span.end] === "\n" ? { start: span.start, end: span.end + 1 } : span;
}
