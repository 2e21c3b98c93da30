import type { Span } from "../ast/span.ts";
import type { Diagnostic, DiagnosticSeverity } from "../diagnostics/diagnostic.ts";
import { createSourceFile, lineAt, lineEnd, type SourceFile } from "../source/source-file.ts";

/*
 * The notation that every package's tests are written in. Text in:
 *
 *     //- /a.orch
 *     module a
 *     plan p() { retrun 1 }
 *                ^^^^^^ error[ORCH0106] No statement begins with `retrun`.
 *     //- /b.orch
 *     module b  $0
 *
 * `//- /path` begins a file (a text without one is `/main.orch`), `$0` is a cursor and is taken out, and a line of
 * carets marks what is said of the line above it and is taken out too. A mark without a message stands for any.
 */

export interface Mark {
  readonly file: string;
  readonly span: Span;
  readonly severity: DiagnosticSeverity;
  readonly code: string;
  /** Undefined where the test does not say. */
  readonly message: string | undefined;
}

export interface Fixture {
  readonly files: readonly SourceFile[];
  /** Where `$0` stood. */
  readonly cursor: { readonly file: string; readonly offset: number } | undefined;
  readonly marks: readonly Mark[];
}

/** Not the beginning of an amount, `$0.05`. */
const cursorSign = /\$0(?![\d_]|\.\d)/;
const markLine = /^(\s*)(\^+) (error|warning|info|hint)\[(ORCH\d{4})\](?: (.*))?$/;

export function readFixture(text: string): Fixture {
  const files: SourceFile[] = [];
  const marks: Mark[] = [];
  let cursor: Fixture["cursor"];
  for (const { name, lines } of splitFiles(text)) {
    const kept: string[] = [];
    let lineStart = 0;
    let length = 0;
    for (const raw of lines) {
      const mark = markLine.exec(raw);
      if (mark !== null) {
        const start = lineStart + (mark[1] ?? "").length;
        const span = { start, end: start + (mark[2] ?? "").length };
        const severity = mark[3] as DiagnosticSeverity;
        marks.push({ file: name, span, severity, code: mark[4] ?? "", message: mark[5] });
        continue;
      }
      const column = raw.search(cursorSign);
      const line = raw.replace(cursorSign, "");
      if (column !== -1) cursor = { file: name, offset: length + column };
      kept.push(line);
      lineStart = length;
      length += line.length + 1;
    }
    files.push(createSourceFile(name, kept.join("\n")));
  }
  return { files, cursor, marks };
}

/**
 * The fixture's files with its own marks, and with marks for what was found: equal texts where the test holds.
 * Where the test leaves a message out, it is left out of what was found as well.
 */
export function compareMarks(
  fixture: Fixture,
  diagnostics: readonly Diagnostic[],
): { readonly expected: string; readonly actual: string } {
  const marks = diagnostics.map((diagnostic): Mark => {
    const { file, severity, code, message } = diagnostic;
    const span = shownSpan(fixture, diagnostic);
    const place = placeOf({ file, span, severity, code, message });
    const isOpen = fixture.marks.some((mark) => mark.message === undefined && placeOf(mark) === place);
    return { file, span, severity, code, message: isOpen ? undefined : message };
  });
  return { expected: annotate(fixture.files, fixture.marks), actual: annotate(fixture.files, marks) };
}

/** Files in the notation, with marks below their lines. */
export function annotate(files: readonly SourceFile[], marks: readonly Mark[]): string {
  return files.map((file) => annotateFile(file, marks, files.length > 1)).join("\n");
}

function annotateFile(file: SourceFile, marks: readonly Mark[], named: boolean): string {
  const rows = named ? [`//- ${file.name}`] : [];
  const own = marks.filter((mark) => mark.file === file.name).toSorted(byPlace);
  for (const [line, start] of file.lineStarts.entries()) {
    rows.push(file.text.slice(start, lineEnd(file, line)));
    for (const mark of own) {
      if (lineAt(file, mark.span.start) !== line) continue;
      const carets = "^".repeat(Math.max(1, mark.span.end - mark.span.start));
      const message = mark.message === undefined ? "" : ` ${mark.message}`;
      rows.push(`${" ".repeat(mark.span.start - start)}${carets} ${mark.severity}[${mark.code}]${message}`);
    }
  }
  return rows.join("\n");
}

/** A diagnostic's span as the notation can show it: at least one character, and no further than its first line. */
function shownSpan(fixture: Fixture, diagnostic: Diagnostic): Span {
  const { start, end } = diagnostic.span;
  const file = fixture.files.find((candidate) => candidate.name === diagnostic.file);
  const limit = file === undefined ? end : lineEnd(file, lineAt(file, start));
  return { start, end: Math.max(start + 1, Math.min(end, limit)) };
}

function splitFiles(text: string): readonly { readonly name: string; readonly lines: readonly string[] }[] {
  const files: { name: string; lines: string[] }[] = [];
  for (const line of text.split("\n")) {
    const header = /^\/\/- (\S+)\s*$/.exec(line);
    if (header !== null) files.push({ name: header[1] ?? "", lines: [] });
    else if (files.length === 0) files.push({ name: "/main.orch", lines: [line] });
    else files.at(-1)?.lines.push(line);
  }
  return files;
}

function placeOf({ file, span, severity, code }: Mark): string {
  return `${file} ${span.start} ${span.end} ${severity} ${code}`;
}

function byPlace(a: Mark, b: Mark): number {
  return a.span.start - b.span.start || a.span.end - b.span.end || (a.code < b.code ? -1 : 1);
}
