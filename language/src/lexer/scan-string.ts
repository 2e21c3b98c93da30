import type { DiagnosticDetails } from "../diagnostics/define.ts";
import { report } from "../diagnostics/error-log.ts";
import { unterminatedInterpolation, unterminatedString } from "./lexical-errors.ts";
import { type OpenTemplate, push, pushMade, type Scanner } from "./scanner.ts";
import { TemplateHead, TemplateMiddle, TemplateTail, Text } from "./token-types.ts";
import { declarationWords } from "./words.ts";

/*
 * A string with interpolations is several tokens: a head up to the first `${`, a middle between each `}` and the
 * next `${`, and a tail; the expressions between them are scanned as any other text. Images keep their delimiters
 * and escapes.
 */

const quoteCode = 34;
const backslashCode = 92;
const dollarCode = 36;
const leftBraceCode = 123;
const lineBreakCode = 10;

/** Reads a string from its opening quote to its end or its first interpolation. */
export function scanString(scanner: Scanner, start: number): number {
  const multiline = scanner.text.startsWith('"""', start);
  const end = stretchEnd(scanner.text, start + (multiline ? 3 : 1), multiline);
  return endStretch(scanner, { start, multiline, braces: 0 }, start, end, false);
}

/** Carries on with the string around an interpolation, from the `}` that closes it. */
export function resumeString(scanner: Scanner, start: number): number {
  const template = scanner.templates.pop();
  if (template === undefined) return start + 1;
  const end = stretchEnd(scanner.text, start + 1, template.multiline);
  return endStretch(scanner, template, start, end, true);
}

/** Ends the strings of one line whose interpolation is open at the line's end, and reports the outermost. */
export function closeInterpolations(scanner: Scanner, at: number): void {
  const outermost = scanner.templates.findIndex((template) => !template.multiline);
  if (outermost !== -1) closeFrom(scanner, outermost, at);
}

/** At the text's end: no interpolation can stay open. */
export function closeAllInterpolations(scanner: Scanner): void {
  closeFrom(scanner, 0, scanner.text.length);
}

function closeFrom(scanner: Scanner, outermost: number, at: number): void {
  const { log } = scanner;
  const open = scanner.templates.splice(outermost);
  const start = open[0]?.start ?? at;
  report(log, () => unterminatedInterpolation.at({ file: log.file, span: { start, end: at } }, {}));
  for (const _ of open) pushMade(scanner, TemplateTail, '}"', at, at);
}

function endStretch(
  scanner: Scanner,
  template: OpenTemplate,
  start: number,
  end: number,
  resumed: boolean,
): number {
  const { text, log } = scanner;
  const code = text.charCodeAt(end);
  if (code === dollarCode) {
    push(scanner, resumed ? TemplateMiddle : TemplateHead, start, end + 2);
    template.braces = 0;
    scanner.templates.push(template);
    return end + 2;
  }
  const type = resumed ? TemplateTail : Text;
  if (code === quoteCode) {
    const closed = end + (template.multiline ? 3 : 1);
    push(scanner, type, start, closed);
    return closed;
  }
  const broken = template.multiline ? nextDeclarationLine(text, start, end) : end;
  const opening = template.multiline ? '"""' : '"';
  pushMade(scanner, type, text.slice(start, broken) + opening, start, broken);
  const lineEnd = text.indexOf("\n", template.start);
  const shown = lineEnd === -1 || lineEnd > broken ? broken : lineEnd;
  const place = { file: log.file, span: { start: template.start, end: shown } };
  const later = template.multiline ? undefined : endOnLaterLine(text, broken);
  report(log, () =>
    unterminatedString.at(
      place,
      { quote: opening },
      later === undefined ? {} : overLines(template.start, later, log.file),
    ),
  );
  return later ?? broken;
}

/** Details about a text of several lines in quotes that hold one line. */
function overLines(start: number, end: number, file: string): DiagnosticDetails {
  const quotes = [
    { start, end: start + 1 },
    { start: end - 1, end },
  ];
  const edits = quotes.map((span) => ({ file, span, newText: '"""' }));
  return {
    help: 'Put the text of several lines in `"""`.',
    fixes: [{ title: 'Write `"""` around it', safe: false, edits }],
  };
}

/** Where the string's text ends: at its closing quote, at a `${`, or where it can't go on. */
function stretchEnd(text: string, start: number, multiline: boolean): number {
  let at = start;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quoteCode && (!multiline || text.startsWith('"""', at))) return at;
    if (code === dollarCode && text.charCodeAt(at + 1) === leftBraceCode) return at;
    if (code === lineBreakCode && !multiline) return at;
    if (code === backslashCode && !(text.charCodeAt(at + 1) === lineBreakCode && !multiline)) at++;
  }
  return text.length;
}

const declarationLine = /\n(?=(?:\/\/\/|(?:private )?[a-z]+ \w+ *[({:=]))/g;

/** A block of text that nobody closed is taken to end before the next line that looks like a declaration. */
function nextDeclarationLine(text: string, start: number, end: number): number {
  declarationLine.lastIndex = start;
  const match = declarationLine.exec(text);
  return match === null ? end : match.index;
}

/*
 * The end of a string in `"` that continues on the next line, as some languages allow. Found, it is one error; else its
 * closing quote would be a second.
 */

/** The longest such string, in characters; longer ones count as unclosed. */
const lengthMax = 2_000;

const declarationStart = new RegExp(
  `^(?:private[ \\t]+)?(?:${declarationWords.join("|")})[ \\t]+["\\w\\u0080-\\uffff]`,
);

/**
 * Where the string ends that was open at the line break at `lineBreak`: behind the last quote of the next line that has
 * any, if that line has one too many. `undefined` where it looks as if its quote was forgotten.
 */
function endOnLaterLine(text: string, lineBreak: number): number | undefined {
  const last = Math.min(text.length, lineBreak + lengthMax);
  for (let start = lineBreak + 1; start < last; ) {
    const index = text.indexOf("\n", start);
    const end = index === -1 ? text.length : index;
    const line = text.slice(start, end);
    if (line.includes('"""') || declarationStart.test(line)) return undefined;
    const quotes = line.split('"').length - 1;
    const close = line.lastIndexOf('"');
    // A quote behind a space or a bracket opens a string of its own.
    if (quotes > 0)
      return quotes % 2 === 1 && /[^\s([{,:=]"/u.test(line.slice(close - 1, close + 1))
        ? start + close + 1
        : undefined;
    start = end + 1;
  }
  return undefined;
}
