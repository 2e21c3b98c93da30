import type { Expression, Interpolation, StringLiteral, TextPart } from "../ast/expressions.ts";
import type { Span } from "../ast/span.ts";
import { type ErrorLog, report } from "../diagnostics/error-log.ts";
import type { Token } from "../lexer/token.ts";
import { unknownEscape } from "./syntax-errors.ts";

/*
 * From a string's tokens to its parts: delimiters off, indentation off, escapes resolved. In `"""` the line break
 * behind the opening quotes and the one before the closing quotes are not part of the text, and what all other
 * lines have in common as white space before them (the closing quotes' line counts) is taken away.
 */

/** A stretch of source text inside a string, and where it lies. */
interface Stretch {
  readonly raw: string;
  readonly start: number;
}

/** True if a string's text is one of several lines. */
export function isMultiline(image: string): boolean {
  return image.startsWith('"""') && image.length >= 6;
}

/** A string of one line without interpolations. */
export function textNode(image: string, span: Span, log: ErrorLog): StringLiteral {
  if (image.length === 2) return { kind: "string", parts: [], multiline: false, span };
  const start = span.start + 1;
  const raw = image.slice(1, -1);
  checkEscapes({ raw, start }, log);
  const text = resolveEscapes(raw);
  const part: TextPart = { kind: "text", text, span: { start, end: Math.max(start, span.end - 1) } };
  return { kind: "string", parts: [part], multiline: false, span };
}

/** A string of a head, middles and a tail, with an expression between each two. */
export function stringNode(
  tokens: readonly Token[],
  expressions: readonly Expression[],
  log: ErrorLog,
): StringLiteral {
  const first = tokens[0] as Token;
  const last = tokens[tokens.length - 1] as Token;
  const multiline = first.image.startsWith('"""');
  const stretches = tokens.map((token, index) =>
    strip(token, index === 0, index === tokens.length - 1, multiline),
  );
  const texts = multiline ? withoutIndentation(stretches.map((stretch) => stretch.raw)) : undefined;
  const parts: (TextPart | Interpolation)[] = [];
  for (const [index, stretch] of stretches.entries()) {
    const end = stretch.start + stretch.raw.length;
    const raw = texts?.[index] ?? stretch.raw;
    checkEscapes(stretch, log);
    const text = resolveEscapes(raw);
    if (text !== "") parts.push({ kind: "text", text, span: { start: stretch.start, end } });
    const expression = expressions[index];
    const next = tokens[index + 1];
    if (expression !== undefined && next !== undefined) {
      // The `}` is not there where the string was broken off.
      const closed = Math.min(next.startOffset + 1, next.end);
      parts.push({ kind: "interpolation", expression, span: { start: end, end: closed } });
    }
  }
  return { kind: "string", parts, multiline, span: { start: first.startOffset, end: last.end } };
}

/** The token's text between its delimiters: quotes or `}` before, quotes or `${` behind. */
function strip(token: Token, isFirst: boolean, isLast: boolean, multiline: boolean): Stretch {
  const quotes = multiline ? 3 : 1;
  const before = isFirst ? quotes : 1;
  const behind = isLast ? quotes : 2;
  return { raw: token.image.slice(before, token.image.length - behind), start: token.startOffset + before };
}

function withoutIndentation(raws: readonly string[]): readonly string[] {
  // An interpolation counts as text: it must not be taken for white space at a line's beginning or end.
  const placeholder = placeholderFor(raws);
  const whole = raws.join(placeholder);
  if (!whole.includes("\n")) return raws;
  const lines = whole.split("\n");
  const [opening = "", ...rest] = lines;
  const indentation = commonIndentation(rest);
  const bare = rest.map((line, index) => {
    const isClosing = index === rest.length - 1;
    return line.trim() === "" && !isClosing ? "" : line.slice(indentation.length);
  });
  const closing = bare.at(-1) ?? "";
  const body = closing.trim() === "" ? bare.slice(0, -1) : bare;
  const kept = opening.trim() === "" ? body : [opening, ...body];
  return kept.join("\n").split(placeholder);
}

function placeholderFor(raws: readonly string[]): string {
  let number = 0;
  while (raws.some((raw) => raw.includes(`\u0001${number}\u0002`))) number++;
  return `\u0001${number}\u0002`;
}

/** The white space with which all lines begin, empty ones apart; the last line, before the quotes, counts always. */
function commonIndentation(lines: readonly string[]): string {
  const counting = lines.filter((line, index) => index === lines.length - 1 || line.trim() !== "");
  let common = leadingBlanks(counting[0] ?? "");
  for (const line of counting) {
    const blanks = leadingBlanks(line);
    while (!blanks.startsWith(common)) common = common.slice(0, -1);
  }
  return common;
}

function leadingBlanks(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}

const plainEscapes: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  $: "$",
};

const escapes = /\\(?:u[0-9a-fA-F]{4}|.)?/gsu;

function resolveEscapes(raw: string): string {
  if (!raw.includes("\\")) return raw;
  return raw.replace(escapes, (sequence) => {
    if (sequence.length === 6) return String.fromCharCode(Number.parseInt(sequence.slice(2), 16));
    return plainEscapes[sequence.charAt(1)] ?? sequence.slice(1);
  });
}

/** Reports each unknown escape. */
function checkEscapes({ raw, start }: Stretch, log: ErrorLog): void {
  if (!raw.includes("\\")) return;
  for (const { 0: sequence, index } of raw.matchAll(escapes)) {
    if (sequence.length === 6 || plainEscapes[sequence.charAt(1)] !== undefined) continue;
    const { file } = log;
    const span = { start: start + index, end: start + index + sequence.length };
    const edits = [{ file, span: { start: span.start, end: span.start + 1 }, newText: "\\\\" }];
    const fixes = [{ title: "Write the backslash itself", safe: false, edits }];
    report(log, () => unknownEscape.at({ file, span }, { sequence }, { fixes }));
  }
}
