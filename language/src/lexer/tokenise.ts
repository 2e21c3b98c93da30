import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { createErrorLog } from "../diagnostics/error-log.ts";
import { syntaxErrorsMax } from "../limits.ts";
import type { SourceFile } from "../source/source-file.ts";
import * as characters from "./characters.ts";
import { classOf, digit, isWordStart, letter, wordEnd } from "./characters.ts";
import { scanAmount, scanNumber } from "./scan-number.ts";
import { scanSign } from "./scan-sign.ts";
import { closeAllInterpolations, closeInterpolations, scanString } from "./scan-string.ts";
import { scanUnknown } from "./scan-unknown.ts";
import type { Scanner } from "./scanner.ts";
import type { Comment, Token } from "./token.ts";
import { addToken, createTable, endTable, type TokenTable, tokensOf } from "./token-table.ts";
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
 * The text's tokens. What is no token is told and left out, so that the others stand. Never throws.
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
