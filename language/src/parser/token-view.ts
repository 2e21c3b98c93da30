import type { TokenType } from "chevrotain";
import type { Token } from "../lexer/token.ts";
import * as kinds from "../lexer/token-types.ts";
import { word } from "../lexer/token-types.ts";
import { declarationWords } from "../lexer/words.ts";

/*
 * Questions about the layout, asked only after a mistake: where a line, a declaration or a statement begins, and which
 * brace was forgotten. The layout never counts in a correct text.
 */

export interface TokenView {
  readonly text: string;
  readonly tokens: readonly Token[];
}

const declares: ReadonlySet<TokenType> = new Set(declarationWords.map((text) => word[text]));

export function isDeclarationWord(type: TokenType): boolean {
  return declares.has(type) || type === word.private;
}

const statementWords: ReadonlySet<TokenType> = new Set([
  ...[word.step, word.let, word.when, word.match, word.with, word.sequence, word.wait, word.emit],
  ...[word.return, word.yield, word.fail],
]);

/** Signs that can't follow a word that begins something: before them, the word is a name. */
const namingSigns: ReadonlySet<TokenType> = new Set([
  ...[kinds.Colon, kinds.Comma, kinds.Dot, kinds.QuestionDot, kinds.FatArrow, kinds.Assign, kinds.Bar],
  ...[kinds.RightParen, kinds.RightBracket, kinds.RightBrace, kinds.EndOfFile],
]);

const openers: ReadonlySet<TokenType> = new Set(kinds.closerOf.keys());
const closers: ReadonlySet<TokenType> = new Set(kinds.closerOf.values());

export function isOpener(type: TokenType): boolean {
  return openers.has(type);
}

export function isCloser(type: TokenType): boolean {
  return closers.has(type);
}

/** The index of the first token that begins at or behind `offset`. */
export function indexAt({ tokens }: TokenView, offset: number): number {
  let low = 0;
  let high = tokens.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle] as Token).startOffset < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function tokenAt({ tokens }: TokenView, index: number): Token {
  return tokens[Math.max(0, Math.min(index, tokens.length - 1))] as Token;
}

export function typeAt(view: TokenView, index: number): TokenType {
  return tokenAt(view, index).tokenType;
}

/** True if nothing but white space stands before the token on its line. */
export function beginsLine(view: TokenView, index: number): boolean {
  return columnOf(view, index) !== undefined;
}

/** True if a brace opens on the line of a token, before another statement: `while n > 1 {` is another language's loop. */
export function opensBrace(view: TokenView, index: number): boolean {
  for (let at = index; typeAt(view, at) !== kinds.EndOfFile; at++) {
    const type = typeAt(view, at);
    if (type === kinds.LeftBrace) return true;
    if (type === word.finally || (at > index && statementWords.has(type))) return false;
    if (beginsLine(view, at + 1)) return false;
  }
  return false;
}

/** How far the token that begins its line is indented; undefined for one that does not. */
export function columnOf({ text, tokens }: TokenView, index: number): number | undefined {
  const { startOffset } = tokens[index] as Token;
  let at = startOffset - 1;
  while (at >= 0 && (text[at] === " " || text[at] === "\t")) at--;
  return at < 0 || text[at] === "\n" ? startOffset - at - 1 : undefined;
}

/** How far the line that holds the token is indented. */
export function lineIndentation({ text, tokens }: TokenView, index: number): number {
  const lineStart = text.lastIndexOf("\n", (tokens[index] as Token).startOffset - 1) + 1;
  let at = lineStart;
  while (text[at] === " " || text[at] === "\t") at++;
  return at - lineStart;
}

/** True if a declaration begins here: its word at the start of a line, and then a token that may follow the word. */
export function beginsDeclaration(view: TokenView, index: number): boolean {
  if (!beginsLine(view, index)) return false;
  const first = typeAt(view, index);
  if (first === word.private)
    return declares.has(typeAt(view, index + 1)) || typeAt(view, index + 1) === word.let;
  if (first === word.import) return isWord(view, index + 1);
  if (first === word.let) return isConstant(view, index);
  if (!declares.has(first)) return false;
  const second = typeAt(view, index + 1);
  if (first === word.scenario) return second === kinds.Text || second === kinds.TemplateHead;
  if (!isWord(view, index + 1)) return false;
  const third = typeAt(view, index + 2);
  // A model's role is a clause; a role's declaration ends with its name.
  if (first === word.role) {
    return third === word.trust || third === kinds.EndOfFile || declares.has(third) || third === word.private;
  }
  return true;
}

/** True if a `let` is one of the top level: statements are indented. */
function isConstant(view: TokenView, index: number): boolean {
  const third = typeAt(view, index + 2);
  return columnOf(view, index) === 0 && (third === kinds.Assign || third === kinds.Colon);
}

/** True if a statement begins here: its word at the start of a line, and then a token that may follow the word. */
export function beginsStatement(view: TokenView, index: number): boolean {
  const first = typeAt(view, index);
  if (!beginsLine(view, index)) return false;
  if (first === word.finally) return typeAt(view, index + 1) === kinds.LeftBrace;
  return statementWords.has(first) && !namingSigns.has(typeAt(view, index + 1));
}

/** True if a part whose first tokens are `firsts` begins here, at the start of a line. */
export function beginsPart(view: TokenView, index: number, firsts: ReadonlySet<number>): boolean {
  if (!firsts.has(tokenAt(view, index).tokenTypeIdx) || namingSigns.has(typeAt(view, index + 1)))
    return false;
  return beginsLine(view, index);
}

export function isWord(view: TokenView, index: number): boolean {
  const type = typeAt(view, index);
  return type === kinds.Word || kinds.Word.categoryMatchesMap?.[type.tokenTypeIdx ?? -1] === true;
}

/** True if a declaration begins at `index` that stands beside the one at `declaration`, not inside it. */
export function beginsNextDeclaration(view: TokenView, declaration: number, index: number): boolean {
  const column = columnOf(view, index);
  if (column === undefined || column > lineIndentation(view, declaration)) return false;
  return beginsDeclaration(view, index);
}

/** True if a word may be meant to begin a part. Several statements where options belong are one mistake. */
export function mayBegin(view: TokenView, index: number, list: string | undefined): boolean {
  return isWord(view, index) && (list === "statement" || !beginsStatement(view, index));
}

/**
 * The index at which the declaration that begins at `start` is over: the next one that is indented no further, or
 * the end of the file.
 */
export function declarationEnd(view: TokenView, start: number): number {
  const column = lineIndentation(view, start);
  let index = start + 1;
  while (typeAt(view, index) !== kinds.EndOfFile) {
    const own = columnOf(view, index);
    if (own !== undefined && own <= column && beginsDeclaration(view, index)) break;
    index++;
  }
  return index;
}

/** The opening brace between two tokens that has no closing one, by the lines' indentation; or undefined. */
export function unclosedBrace(view: TokenView, start: number, end: number): number | undefined {
  const open: number[] = [];
  for (let index = start; index < end; index++) {
    const type = typeAt(view, index);
    if (type === kinds.LeftBrace) open.push(index);
    if (type !== kinds.RightBrace) continue;
    const opener = open.pop();
    const column = columnOf(view, index);
    if (opener !== undefined && column !== undefined && column < lineIndentation(view, opener)) return opener;
  }
  return open.at(-1);
}

/** Braces opened and not closed between two tokens; closed ones that were not opened count nothing. */
export function openBraces(view: TokenView, start: number, end: number): number {
  let depth = 0;
  for (let index = start; index < end; index++) {
    const type = typeAt(view, index);
    if (type === kinds.LeftBrace) depth++;
    else if (type === kinds.RightBrace && depth > 0) depth--;
  }
  return depth;
}

/** True if as many braces close between two tokens as open, and none too early. */
export function isBalanced(view: TokenView, start: number, end: number): boolean {
  let depth = 0;
  for (let index = start; index < end; index++) {
    const type = typeAt(view, index);
    if (type === kinds.LeftBrace) depth++;
    else if (type === kinds.RightBrace && --depth < 0) return false;
  }
  return depth === 0;
}

/** True if more braces close between two tokens than open. */
export function closesMore(view: TokenView, start: number, end: number): boolean {
  let depth = 0;
  for (let index = start; index < end; index++) {
    const type = typeAt(view, index);
    if (type === kinds.LeftBrace) depth++;
    else if (type === kinds.RightBrace) depth--;
  }
  return depth < 0;
}

/** The only closing bracket between two tokens that closes nothing, where all others go together; or undefined. */
export function strayCloser(view: TokenView, start: number, end: number): number | undefined {
  const open: TokenType[] = [];
  let stray: number | undefined;
  for (let index = start; index < end; index++) {
    const type = typeAt(view, index);
    if (openers.has(type)) open.push(type);
    if (!closers.has(type)) continue;
    const last = open.at(-1);
    if (last !== undefined && closerOf.get(last) === type) open.pop();
    else if (stray === undefined) stray = index;
    else return undefined;
  }
  return open.length === 0 ? stray : undefined;
}

const closerOf: ReadonlyMap<TokenType, TokenType> = new Map([
  [kinds.LeftBrace, kinds.RightBrace],
  [kinds.LeftBracket, kinds.RightBracket],
  [kinds.LeftParen, kinds.RightParen],
]);

/** The innermost opening bracket between two tokens that is still open at the second. */
export function openBracket(view: TokenView, start: number, end: number): number | undefined {
  const open: number[] = [];
  for (let index = start; index < end; index++) {
    const type = typeAt(view, index);
    if (openers.has(type)) open.push(index);
    else if (closers.has(type)) open.pop();
  }
  return open.at(-1);
}

/** True if the bracket around `index` is closed by `closer` before a statement or a declaration begins. */
export function closesLater(view: TokenView, index: number, closer: TokenType): boolean {
  let depth = 0;
  for (let at = index; at < view.tokens.length; at++) {
    const type = typeAt(view, at);
    if (type === kinds.EndOfFile || beginsStatement(view, at) || beginsDeclaration(view, at)) return false;
    if (openers.has(type)) depth++;
    else if (closers.has(type) && --depth < 0) return type === closer;
  }
  return false;
}

/**
 * The first token behind `first`, up to `at`, that `begins` something on a line of its own and outside of brackets
 * that are closed again.
 */
export function firstBetween(
  view: TokenView,
  first: number,
  at: number,
  begins: (index: number) => boolean,
): number | undefined {
  const open: number[] = [];
  let results: number[] = [];
  for (let index = first + 1; index <= at; index++) {
    const type = typeAt(view, index);
    if (isOpener(type)) open.push(index);
    if (isCloser(type)) {
      const opener = open.pop() ?? first;
      results = results.filter((candidate) => candidate < opener);
    }
    // A `match` may be a value.
    if (type !== word.match && begins(index)) results.push(index);
  }
  return results[0];
}

/**
 * Whether the part that begins at `first` ends with the line before `index`: what stands there closes something, or is
 * a keyword that leads its line.
 */
export function endsBefore(view: TokenView, first: number, index: number): boolean {
  if (index <= first || !beginsLine(view, index)) return false;
  const type = typeAt(view, index);
  return isCloser(type) || (isWord(view, index) && type !== kinds.Identifier);
}
