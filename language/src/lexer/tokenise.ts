import type { TokenType } from "chevrotain";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { createErrorLog, report } from "../diagnostics/error-log.ts";
import { syntaxErrorsMax } from "../limits.ts";
import type { SourceFile } from "../source/source-file.ts";
import * as characters from "./characters.ts";
import { classOf, digit, isWordStart, letter, wordEnd } from "./characters.ts";
import { unterminatedComment } from "./lexical-errors.ts";
import { scanAmount, scanNumber } from "./scan-number.ts";
import { closeAllInterpolations, closeInterpolations, resumeString, scanString } from "./scan-string.ts";
import { scanUnknown } from "./scan-unknown.ts";
import { push, type Scanner } from "./scanner.ts";
import type { Comment, Token } from "./token.ts";
import { addToken, createTable, endTable, type TokenTable, tokensOf } from "./token-table.ts";
import * as kinds from "./token-types.ts";
import { createWordTable, indexOfWord } from "./word-table.ts";

export interface Lexed {
  readonly table: TokenTable;
  /** In the order of the text; the last is the end of the file, and empty. Made of the table when first asked for. */
  readonly tokens: readonly Token[];
  readonly comments: readonly Comment[];
  readonly errors: readonly Diagnostic[];
  /** Errors beyond the limit, not among `errors`. */
  readonly omittedErrors: number;
}

/**
 * The text's tokens. Characters that form no token are reported and skipped. Never throws.
 *
 * @param words those of texts read before, where many short ones are read one after another.
 * @param cells those of a table that is no longer used.
 */
export function tokenise(
  source: SourceFile,
  words = createWordTable(source.text.length),
  cells?: Int32Array,
): Lexed {
  const { text } = source;
  const log = createErrorLog(source.name, syntaxErrorsMax);
  const scanner: Scanner = {
    text,
    tokens: createTable(text, words.texts, cells),
    comments: [],
    templates: [],
    words,
    log,
  };
  let at = 0;
  while (at < text.length) at = scanToken(scanner, at);
  if (scanner.templates.length > 0) closeAllInterpolations(scanner);
  endTable(scanner.tokens);
  return new LexedText(scanner);
}

class LexedText implements Lexed {
  readonly table: TokenTable;
  readonly comments: readonly Comment[];
  readonly errors: readonly Diagnostic[];
  readonly omittedErrors: number;
  #tokens: readonly Token[] | undefined;

  constructor({ tokens, comments, log }: Scanner) {
    this.table = tokens;
    this.comments = comments;
    this.errors = log.errors;
    this.omittedErrors = log.omitted;
  }

  get tokens(): readonly Token[] {
    this.#tokens ??= tokensOf(this.table);
    return this.#tokens;
  }
}

function scanToken(scanner: Scanner, start: number): number {
  const code = scanner.text.charCodeAt(start);
  switch (code < 128 ? classOf[code] : characters.foreign) {
    case characters.blank:
      return start + 1;
    case characters.lineBreak:
      if (scanner.templates.length > 0) closeInterpolations(scanner, start);
      return start + 1;
    case characters.letter:
      return scanWord(scanner, start);
    case characters.digit:
      return scanNumber(scanner, start);
    case characters.sign:
      return scanSign(scanner, start, code);
    case characters.quote:
      return scanString(scanner, start);
    case characters.currency:
      return scanCurrency(scanner, start);
    case characters.foreign:
      if (isWordStart(scanner.text.codePointAt(start) ?? 0)) return scanWord(scanner, start);
      return scanCurrency(scanner, start);
    default:
      return scanUnknown(scanner, start);
  }
}

function scanWord(scanner: Scanner, start: number): number {
  const { text, words } = scanner;
  let hash = 0;
  let end = start;
  let code = text.charCodeAt(end);
  while (code < 128 && (classOf[code] === letter || classOf[code] === digit)) {
    hash = (Math.imul(hash, 31) + code) | 0;
    code = text.charCodeAt(++end);
  }
  if (code >= 128) end = wordEnd(text, start);
  const index = indexOfWord(words, text, start, end, hash);
  addToken(scanner.tokens, words.kinds[index] as number, start, end, index);
  return end;
}

function scanCurrency(scanner: Scanner, start: number): number {
  const end = scanAmount(scanner, start);
  return end === start ? scanUnknown(scanner, start) : end;
}

const slashCode = 47;
const barCode = 124;
const leftBraceCode = 123;
const rightBraceCode = 125;

/** Signs by their first character, the longest first. */
const signsOf: readonly (readonly [string, TokenType][])[] = buildSigns();

/** The kind of the one sign that begins with a character, by its `tokenTypeIdx`; 0 where several do, or none. */
const onlyKindOf: Readonly<Uint16Array> = Uint16Array.from(signsOf, (signs) =>
  signs.length === 1 && signs[0]?.[0].length === 1 ? (signs[0][1].tokenTypeIdx as number) : 0,
);

function scanSign(scanner: Scanner, start: number, code: number): number {
  if (code === slashCode) {
    const commentEnd = scanComment(scanner, start);
    if (commentEnd !== start) return commentEnd;
  }
  if (code === barCode && scanner.text.charCodeAt(start + 1) === barCode) return scanUnknown(scanner, start);
  if (scanner.templates.length > 0 && closesInterpolation(scanner, code)) return resumeString(scanner, start);
  const only = onlyKindOf[code] as number;
  if (only !== 0) {
    addToken(scanner.tokens, only, start, start + 1, 0);
    return start + 1;
  }
  for (const [image, type] of signsOf[code] as readonly [string, TokenType][]) {
    if (image.length === 1 || scanner.text.startsWith(image, start)) {
      push(scanner, type, start, start + image.length);
      return start + image.length;
    }
  }
  return scanUnknown(scanner, start);
}

function closesInterpolation(scanner: Scanner, code: number): boolean {
  const template = scanner.templates[scanner.templates.length - 1];
  if (template === undefined) return false;
  if (code === leftBraceCode) template.braces++;
  if (code !== rightBraceCode) return false;
  if (template.braces === 0) return true;
  template.braces--;
  return false;
}

function buildSigns(): (readonly [string, TokenType][])[] {
  const table: [string, TokenType][][] = Array.from({ length: 128 }, () => []);
  const longestFirst = kinds.signs.toSorted((a, b) => b.name.length - a.name.length);
  for (const type of longestFirst) {
    const image = type.name.slice(1, -1);
    table[image.charCodeAt(0)]?.push([image, type]);
  }
  return table;
}

const starCode = 42;

/** Reads a comment that begins at `start`; returns `start` where none does. */
function scanComment(scanner: Scanner, start: number): number {
  const next = scanner.text.charCodeAt(start + 1);
  if (next === slashCode) return scanLineComment(scanner, start);
  if (next === starCode) return scanBlockComment(scanner, start);
  return start;
}

function scanLineComment(scanner: Scanner, start: number): number {
  const { text } = scanner;
  const index = text.indexOf("\n", start);
  const end = index === -1 ? text.length : index;
  const doc = text.charCodeAt(start + 2) === slashCode && text.charCodeAt(start + 3) !== slashCode;
  scanner.comments.push({ kind: doc ? "doc" : "line", start, end });
  return end;
}

function scanBlockComment(scanner: Scanner, start: number): number {
  const { text, log } = scanner;
  const index = text.indexOf("*/", start + 2);
  if (index !== -1) {
    scanner.comments.push({ kind: "block", start, end: index + 2 });
    return index + 2;
  }
  scanner.comments.push({ kind: "block", start, end: text.length });
  report(log, () => unterminatedComment.at({ file: log.file, span: { start, end: start + 2 } }, {}));
  return text.length;
}
