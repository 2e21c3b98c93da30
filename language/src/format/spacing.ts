import type { TokenType } from "chevrotain";
import * as kinds from "../lexer/token-types.ts";
import { isCloser, type Markup, typeOf } from "./markup.ts";

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
export function gapBefore(markup: Markup, index: number): number {
  const before = typeOf(markup, index - 1);
  const type = typeOf(markup, index);
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
  return !isCloser(type) || type === kinds.RightBrace;
}

/** Items of a list on one line stand two spaces apart, unless a comma parts them. */
function separatesItems(markup: Markup, index: number): boolean {
  const list = markup.listOfItem.get(index);
  if (list === undefined || list.multiline || list.items[0] === index) return false;
  return typeOf(markup, index - 1) !== kinds.Comma;
}

/** The spaces before a comment that stands in a line before a token. */
export function gapBeforeComment(markup: Markup, index: number): number {
  const before = typeOf(markup, index - 1);
  return before === kinds.LeftParen || before === kinds.LeftBracket ? 0 : 1;
}

/** The spaces between such a comment and the token. */
export function gapBehindComment(markup: Markup, index: number): number {
  const type = typeOf(markup, index);
  return type === kinds.RightParen || type === kinds.RightBracket || type === kinds.Comma ? 0 : 1;
}
