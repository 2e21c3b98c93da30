import type { Diagnostic } from "@orchlang/language";
import type { Span } from "@orchlang/language/ast";

export interface Place {
  readonly file: string;
  readonly span: Span;
}

/** The diagnostic with each of its places put elsewhere. */
export function relocated(diagnostic: Diagnostic, move: (file: string, span: Span) => Place): Diagnostic {
  return {
    ...diagnostic,
    ...move(diagnostic.file, diagnostic.span),
    labels: diagnostic.labels.map((label) => ({ ...label, ...move(label.file, label.span) })),
    fixes: diagnostic.fixes.map((fix) => ({
      ...fix,
      edits: fix.edits.map((edit) => ({ ...edit, ...move(edit.file, edit.span) })),
    })),
  };
}

/*
 * Some sentences name a line. While a unit of a file is checked nobody knows yet on which line it will stand, so a
 * noncharacter, the place, and another take its place until the sentence is handed out.
 */
const mark = { start: "\uFDD0", end: "\uFDD1" };
const marked = /\uFDD0(\d+) ([^\uFDD1]*)\uFDD1/g;

export function lineToCome(file: string, { start }: Span): string {
  return `${mark.start}${start} ${file}${mark.end}`;
}

/** A sentence with the lines that it names. */
export function lineSaid(text: string, lineOf: (file: string, offset: number) => number): string {
  return text.includes(mark.start)
    ? text.replace(marked, (_, offset: string, file: string) => `${lineOf(file, Number(offset)) + 1}`)
    : text;
}

/** The diagnostic with the lines that its sentences name. */
export function withLines(
  diagnostic: Diagnostic,
  lineOf: (file: string, offset: number) => number,
): Diagnostic {
  const say = (text: string): string => lineSaid(text, lineOf);
  const { label, help } = diagnostic;
  return {
    ...diagnostic,
    message: say(diagnostic.message),
    ...(label === undefined ? {} : { label: say(label) }),
    labels: diagnostic.labels.map((one) => ({ ...one, message: say(one.message) })),
    notes: diagnostic.notes.map(say),
    ...(help === undefined ? {} : { help: say(help) }),
  };
}
