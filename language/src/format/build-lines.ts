import type { TokenType } from "chevrotain";
import type { Comment, Token } from "../lexer/token.ts";
import * as kinds from "../lexer/token-types.ts";
import { word } from "../lexer/token-types.ts";
import type { Cell, Indent, ItemPlace, Line } from "./lines.ts";
import { closesBracket, type ItemList, type Markup, type Slot, tokenTypeOf } from "./markup.ts";
import { markInlineList } from "./slots.ts";

/*
 * From tokens to lines. Items of a list of several lines begin lines of their own. Inside an item, a line ends where the
 * author ended it. The next line is indented by its surroundings: in brackets below the text that follows the opening
 * one, or two further than its line if nothing follows; else below the clause's content, or four further than the item.
 * In brackets, `then` and `else` of a value stand below their `if`. A value on the line after either is two further.
 */

/** An open list of several lines, and its current item. */
interface OpenList {
  readonly kind: "list";
  readonly list: ItemList;
  /** Where its items begin. */
  readonly column: number;
  /** The column from which the content of the current item is indented: its own, or that of its last `else`. */
  base: number;
  itemLine: Line | undefined;
}

interface OpenBracket {
  readonly kind: "bracket";
  readonly open: number;
  readonly line: Line;
  readonly cell: number;
  /** Nothing follows it on its line; known when the next line begins. */
  hanging: boolean;
}

interface Builder {
  readonly markup: Markup;
  readonly text: string;
  readonly comments: readonly Comment[];
  readonly lines: Line[];
  /** The places of `if`. */
  readonly ifs: Map<number, { readonly line: Line; readonly cell: number }>;
  /** The lists and brackets that are open around the current token, the innermost last. */
  readonly open: (OpenList | OpenBracket)[];
  nextComment: number;
  /** The offset in the source at which the last printed text ends. */
  end: number;
}

export function buildLines(markup: Markup): readonly Line[] {
  const { source, comments } = markup.parsed;
  const builder: Builder = {
    markup,
    text: source.text,
    comments,
    lines: [],
    ifs: new Map(),
    open: [],
    nextComment: 0,
    end: 0,
  };
  const file = markup.listOfOpen.get(-1);
  if (file !== undefined)
    builder.open.push({ kind: "list", list: file, column: 0, base: 0, itemLine: undefined });
  for (const index of markup.tokens.keys()) {
    placeComments(builder, index);
    if (tokenTypeOf(markup, index) !== kinds.EndOfFile) placeToken(builder, index);
  }
  return builder.lines;
}

function placeToken(builder: Builder, index: number): void {
  const { markup, open } = builder;
  const token = markup.tokens[index] as Token;
  const partner = markup.partner.get(index);
  const closed = partner !== undefined && partner < index ? open.pop() : undefined;
  const list = markup.listOfItem.get(index);
  const around = open.findLast((frame) => frame.kind === "list");
  let line = builder.lines.at(-1);
  if (list?.multiline === true && around !== undefined) {
    const item = { list, ordinal: markup.ordinalOfItem.get(index) as number };
    line = startLine(builder, { kind: "column", column: around.column }, token.startOffset, item);
    around.itemLine = line;
    around.base = around.column;
  } else if (line === undefined || breaksBefore(builder, line, index, closed)) {
    if (around !== undefined && markup.handlers.has(index)) around.base = around.column + 2;
    line = startLine(builder, indentOf(builder, index, closed), token.startOffset);
  }
  markInlineListAt(builder, index, around);
  line.cells.push(cellOf(builder, line, token, index));
  if (token.tokenType === word.if) builder.ifs.set(index, { line, cell: line.cells.length - 1 });
  builder.end = token.end;
  openAt(builder, index, line, around);
}

function openAt(builder: Builder, index: number, line: Line, around: OpenList | undefined): void {
  const { markup, open } = builder;
  const close = markup.partner.get(index);
  if (close === undefined || close < index) return;
  const list = markup.listOfOpen.get(index);
  if (list?.multiline === true) {
    const column = (around?.base ?? -2) + 2;
    open.push({ kind: "list", list, column, base: column, itemLine: undefined });
    return;
  }
  open.push({ kind: "bracket", open: index, line, cell: line.cells.length - 1, hanging: false });
}

function cellOf({ markup, text }: Builder, line: Line, token: Token, index: number): Cell {
  return {
    text: text.slice(token.startOffset, token.end),
    token: index,
    slot: contentSlot(markup, line, index) ?? markup.slots.get(index),
    gap: gapInLine(markup, line, index),
  };
}

function gapInLine(markup: Markup, { cells }: Line, index: number): number {
  const before = cells.at(-1);
  if (before === undefined) return 0;
  return before.token === undefined ? gapBehindComment(markup, index) : gapBefore(markup, index);
}

/** The text behind the first word of a clause that has a line of its own. */
function contentSlot(markup: Markup, { item, cells }: Line, index: number): Slot | undefined {
  if (item === undefined || cells.length !== 1 || item.list.items[item.ordinal] !== index - 1)
    return undefined;
  const { style } = item.list;
  const isClause =
    style === "clauses" || (style === "statements" && planClauses.has(tokenTypeOf(markup, index - 1)));
  return isClause ? { name: "content", mode: "always", least: 1, owner: index - 1 } : undefined;
}

const planClauses = new Set([word.priority, word.timeout, word.while, word.fails, word.overlap]);

function markInlineListAt({ markup }: Builder, index: number, around: OpenList | undefined): void {
  const list = markup.listOfOpen.get(index);
  const owner = around?.itemLine?.cells[0]?.token;
  if (list === undefined || owner === undefined || list.multiline) return;
  if (list.style === "clauses" || list.style === "rules") markInlineList(markup, list, owner);
}

/** True if a line ends before this token: where the author ended it, unless the two belong on one. */
function breaksBefore(
  builder: Builder,
  line: Line,
  index: number,
  closed: OpenList | OpenBracket | undefined,
): boolean {
  if (line.trailing !== undefined || line.isComment || closed?.kind === "list") return true;
  const { markup } = builder;
  const handlers = markup.handlers.get(index);
  if (handlers !== undefined && endsWithBrace(markup, line, index)) return false;
  if (handlers !== undefined && handlers > 1) return true;
  const token = markup.tokens[index] as Token;
  if (!builder.text.slice(builder.end, token.startOffset).includes("\n")) return false;
  return !belongsBehind(markup, line, index);
}

/** True if the line holds nothing but the brace before the token, which a handler hangs on: `} else when …`. */
function endsWithBrace(markup: Markup, { cells }: Line, index: number): boolean {
  return (
    cells.length === 1 && cells[0]?.token === index - 1 && tokenTypeOf(markup, index - 1) === kinds.RightBrace
  );
}

/** True if a token stays on the line of the one before it, though the author put it on the next. */
function belongsBehind(markup: Markup, line: Line, index: number): boolean {
  const before = tokenTypeOf(markup, index - 1);
  const type = tokenTypeOf(markup, index);
  if (markup.interpolated.has(index) || markup.attached.has(index)) return true;
  if (markup.branches.has(index - 1)) return false;
  if (type === kinds.Comma || (type === kinds.LeftBrace && !beginsElement(before))) return true;
  if (type === word.else && before === kinds.RightBrace) return true;
  if (clinging.has(type) || clinging.has(before) || markup.prefix.has(index - 1)) return true;
  if (before === kinds.Dot || before === kinds.QuestionDot) return true;
  // A name or a value never begins a line behind a word, as in `under rules`; a word of the language may.
  if (belongsTo(kinds.Word, before) && (type === kinds.Identifier || belongsTo(kinds.LiteralToken, type)))
    return true;
  if (markup.partner.get(index) === index - 1) return true;
  return line.item !== undefined && line.cells.length === 1;
}

/** Signs and words that stand on one line with what is on either side of them. */
const clinging: ReadonlySet<Token["tokenType"]> = new Set([
  ...[kinds.Colon, kinds.DotDot, kinds.Ellipsis, kinds.Question, kinds.AtSign, kinds.Arrow],
  ...[word.not, word.is, word.per],
]);

function belongsTo(category: typeof kinds.Word, type: Token["tokenType"]): boolean {
  return type === category || category.categoryMatchesMap?.[type.tokenTypeIdx ?? -1] === true;
}

/** True if the next text is an element of its own, such as a record in a list, and may begin a line. */
function beginsElement(before: Token["tokenType"]): boolean {
  return before === kinds.Comma || before === kinds.LeftBracket || before === kinds.LeftParen;
}

function startLine(
  builder: Builder,
  indent: Indent,
  start: number,
  item?: ItemPlace,
  isComment = false,
): Line {
  const parts = (item !== undefined || isComment) && !opensList(builder.lines.at(-1), builder);
  const blankBefore = parts && hasBlank(builder, start);
  const line: Line = { indent, cells: [], blankBefore, item, isComment, trailing: undefined };
  builder.lines.push(line);
  return line;
}

/** True if the last line ends with the brace of the list that the next line is the first of. */
function opensList(last: Line | undefined, { markup }: Builder): boolean {
  const token = last?.cells.at(-1)?.token;
  return last === undefined || (token !== undefined && markup.listOfOpen.get(token)?.multiline === true);
}

function hasBlank({ text, end }: Builder, start: number): boolean {
  return /\n[ \t\f]*\n/.test(text.slice(end, start));
}

function indentOf(builder: Builder, index: number, closed: OpenList | OpenBracket | undefined): Indent {
  if (closed !== undefined) return closingIndent(closed);
  const around = builder.open.findLast((frame) => frame.kind === "list");
  const handles = around !== undefined && builder.markup.handlers.has(index);
  if (handles) return { kind: "column", column: around.base };
  return branchIndent(builder, index) ?? innerIndent(builder);
}

/** The column of a line that begins with `then`, `else` or the value behind one. */
function branchIndent(builder: Builder, index: number): Indent | undefined {
  const { branches } = builder.markup;
  const further = branches.has(index) ? 0 : 2;
  const head = branches.get(index) ?? branches.get(index - 1);
  const place = head === undefined ? undefined : builder.ifs.get(head);
  if (head === undefined || place === undefined) return undefined;
  const inner = innerIndent(builder);
  const frame = builder.open.at(-1);
  if (frame?.kind === "bracket" && frame.open < head) return { kind: "cell", ...place, further };
  return inner.kind === "column"
    ? { kind: "column", column: inner.column + further }
    : { ...inner, further: (inner.further ?? 0) + further };
}

/** The column of a line that continues an open list or bracket. */
function innerIndent({ open }: Builder): Indent {
  const frame = open.at(-1);
  if (frame === undefined) return { kind: "column", column: 0 };
  if (frame.kind === "bracket") {
    if (frame.cell === frame.line.cells.length - 1) frame.hanging = true;
    if (frame.hanging) return { kind: "line", line: frame.line, further: 2 };
    return { kind: "cell", line: frame.line, cell: frame.cell + 1 };
  }
  const { itemLine, base } = frame;
  if (itemLine?.cells[1]?.slot?.name === "content") return { kind: "cell", line: itemLine, cell: 1 };
  return { kind: "column", column: base + 4 };
}

/** The column of a line that closes a list or bracket. */
function closingIndent(closed: OpenList | OpenBracket): Indent {
  if (closed.kind === "list") return { kind: "column", column: closed.column - 2 };
  if (closed.hanging) return { kind: "line", line: closed.line, further: 0 };
  return { kind: "cell", line: closed.line, cell: closed.cell };
}

/** Prints the comments before a token: after the line, in it, or on lines of their own. */
function placeComments(builder: Builder, index: number): void {
  const { markup, comments, text } = builder;
  const limit = (markup.tokens[index] as Token).startOffset;
  for (
    let comment = comments[builder.nextComment];
    comment !== undefined;
    comment = comments[builder.nextComment]
  ) {
    if (comment.start >= limit) return;
    builder.nextComment++;
    const line = builder.lines.at(-1);
    const image = text.slice(comment.start, comment.end).trimEnd();
    const isBehind =
      line !== undefined && !line.isComment && !text.slice(builder.end, comment.start).includes("\n");
    const goesOn = comment.kind === "block" && !behindIsBreak(builder, comment, index);
    if (isBehind && goesOn) {
      const gap = line.cells.at(-1)?.token === undefined ? 1 : gapBeforeComment(markup, index);
      line.cells.push({ text: image, token: undefined, slot: undefined, gap });
    } else if (isBehind) {
      const isClose = comment.start - builder.end <= 2;
      line.trailing = { text: image, column: isClose ? 0 : sourceColumn(text, comment.start) };
    } else
      startComment(builder, comment, index).cells.push({
        text: image,
        token: undefined,
        slot: undefined,
        gap: 0,
      });
    builder.end = comment.end;
  }
}

/** True if a line ends behind a comment, be it that the author ended it or that the token has to begin one. */
function behindIsBreak(
  { markup, text, comments, nextComment }: Builder,
  { end }: Comment,
  index: number,
): boolean {
  const limit = (markup.tokens[index] as Token).startOffset;
  const behind = Math.min(comments[nextComment]?.start ?? limit, limit);
  if (behind === text.length || text.slice(end, behind).includes("\n")) return true;
  if (behind !== limit) return false;
  const isItem = markup.listOfItem.get(index)?.multiline === true;
  const isForced = (markup.handlers.get(index) ?? 0) > 1;
  return isItem || isForced || markup.listOfClose.get(index)?.multiline === true;
}

function startComment(builder: Builder, comment: Comment, index: number): Line {
  const { markup, open } = builder;
  const list = markup.listOfItem.get(index) ?? markup.listOfClose.get(index);
  const around = open.findLast((frame) => frame.kind === "list");
  const belongs = list?.multiline === true || tokenTypeOf(markup, index) === kinds.EndOfFile;
  const indent: Indent = belongs ? { kind: "column", column: around?.column ?? 0 } : innerIndent(builder);
  return startLine(builder, indent, comment.start, undefined, true);
}

/** The distance of an offset from the first character of its line that is not white space. */
function sourceColumn(text: string, offset: number): number {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const blanks = /^[ \t\f]*/.exec(text.slice(lineStart, offset))?.[0].length ?? 0;
  return offset - lineStart - blanks;
}

const neverBehind: ReadonlySet<TokenType> = new Set([
  ...[
    kinds.LeftParen,
    kinds.LeftBracket,
    kinds.Dot,
    kinds.QuestionDot,
    kinds.DotDot,
    kinds.Ellipsis,
    kinds.AtSign,
  ],
  ...[kinds.TemplateHead, kinds.TemplateMiddle],
]);

const neverBefore: ReadonlySet<TokenType> = new Set([
  ...[kinds.RightParen, kinds.RightBracket, kinds.Comma, kinds.Dot, kinds.QuestionDot, kinds.DotDot],
  ...[kinds.Question, kinds.TemplateMiddle, kinds.TemplateTail],
]);

/** The spaces between a token and the one before it, where both stand on one line. */
function gapBefore(markup: Markup, index: number): number {
  const before = tokenTypeOf(markup, index - 1);
  const type = tokenTypeOf(markup, index);
  if (neverBehind.has(before) || neverBefore.has(type)) return 0;
  if (markup.tight.has(index)) return 0;
  if (markup.tight.has(index - 1)) return before === kinds.Less || !startsName(type) ? 0 : 1;
  if (markup.prefix.has(index - 1)) return 0;
  if (type === kinds.Colon) return markup.apart.has(index) ? 1 : 0;
  if (type === kinds.LeftParen && markup.attached.has(index)) return 0;
  if (before === kinds.LeftBrace && type === kinds.RightBrace) return 0;
  return separatesItems(markup, index) ? 2 : 1;
}

/** Behind a type's `>`: what is no sign of the type itself stands apart. */
function startsName(type: TokenType): boolean {
  return !closesBracket(type) || type === kinds.RightBrace;
}

/** Items of a list on one line stand two spaces apart, unless a comma parts them. */
function separatesItems(markup: Markup, index: number): boolean {
  const list = markup.listOfItem.get(index);
  if (list === undefined || list.multiline || list.items[0] === index) return false;
  return tokenTypeOf(markup, index - 1) !== kinds.Comma;
}

/** The spaces before a comment that stands in a line before a token. */
function gapBeforeComment(markup: Markup, index: number): number {
  const before = tokenTypeOf(markup, index - 1);
  return before === kinds.LeftParen || before === kinds.LeftBracket ? 0 : 1;
}

/** The spaces between such a comment and the token. */
function gapBehindComment(markup: Markup, index: number): number {
  const type = tokenTypeOf(markup, index);
  return type === kinds.RightParen || type === kinds.RightBracket || type === kinds.Comma ? 0 : 1;
}
