import { createToken, EOF, type TokenType } from "chevrotain";
import {
  type ContextualWord,
  contextualWords,
  type Keyword,
  type ReservedWord,
  reservedWords,
} from "./words.ts";

/*
 * The kinds of tokens. None has a pattern: the scanner beside this file finds them (it has to know of nested
 * templates, of lines and of units), and the parser only compares kinds.
 */

/** ID: any word at all. Every other kind of word belongs to it. */
export const Word = createToken({ name: "ID" });

/** NAME: a word that is not reserved. Contextual words belong to it. */
export const Identifier = createToken({ name: "NAME", categories: [Word] });

/** Operators between two operands. Their precedence is in the parser's table of operators. */
export const BinaryOperatorToken = createToken({ name: "BINARY_OPERATOR" });

/** Those of them that make a number or a range of two others: nothing looser stands in a pattern or a bound. */
export const RangeOperator = createToken({ name: "RANGE_OPERATOR" });

/** Operators before an operand. */
export const PrefixOperator = createToken({ name: "PREFIX_OPERATOR" });

/** A value in one token. */
export const LiteralToken = createToken({ name: "LITERAL" });

const categoriesOfReserved: Partial<Record<ReservedWord, TokenType>> = {
  and: BinaryOperatorToken,
  or: BinaryOperatorToken,
  in: BinaryOperatorToken,
  not: PrefixOperator,
  true: LiteralToken,
  false: LiteralToken,
  none: LiteralToken,
};

const reserved = reservedWords.map((text) => {
  const category = categoriesOfReserved[text];
  const categories = category === undefined ? [Word] : [Word, category];
  return [text, createToken({ name: `"${text}"`, categories })] as const;
});
const contextual = contextualWords.map(
  (text) => [text, createToken({ name: `"${text}"`, categories: [Identifier] })] as const,
);

/** The kind of each keyword's token, by the keyword. */
export const word = Object.fromEntries([...reserved, ...contextual]) as Readonly<Record<Keyword, TokenType>>;

export const Integer = createToken({ name: "INT", categories: [LiteralToken] });
export const Decimal = createToken({ name: "NUMBER", categories: [LiteralToken] });
export const Quantity = createToken({ name: "QUANTITY", categories: [LiteralToken] });
export const Money = createToken({ name: "MONEY", categories: [LiteralToken] });
export const Ratio = createToken({ name: "RATIO", categories: [LiteralToken] });
export const DateToken = createToken({ name: "DATE", categories: [LiteralToken] });
export const Instant = createToken({ name: "INSTANT", categories: [LiteralToken] });
export const Time = createToken({ name: "TIME", categories: [LiteralToken] });

/** A string without interpolations; one with them is a head, middles and a tail around its expressions. */
export const Text = createToken({ name: "STRING" });
export const TemplateHead = createToken({ name: "TEMPLATE_HEAD" });
export const TemplateMiddle = createToken({ name: "TEMPLATE_MIDDLE" });
export const TemplateTail = createToken({ name: "TEMPLATE_TAIL" });

const sign = (text: string, ...categories: TokenType[]): TokenType =>
  createToken({ name: `"${text}"`, categories });

export const LeftParen = sign("(");
export const RightParen = sign(")");
export const LeftBracket = sign("[");
export const RightBracket = sign("]");
export const LeftBrace = sign("{");
export const RightBrace = sign("}");
export const Comma = sign(",");
export const Colon = sign(":");
export const Dot = sign(".");
export const DotDot = sign("..", BinaryOperatorToken, RangeOperator);
export const Ellipsis = sign("...");
export const Question = sign("?");
export const QuestionDot = sign("?.");
export const QuestionQuestion = sign("??", BinaryOperatorToken);
export const Arrow = sign("->");
export const FatArrow = sign("=>");
export const Assign = sign("=");
export const Equal = sign("==", BinaryOperatorToken);
const NotEqual = sign("!=", BinaryOperatorToken);
export const Less = sign("<", BinaryOperatorToken);
export const LessEqual = sign("<=", BinaryOperatorToken);
export const Greater = sign(">", BinaryOperatorToken);
export const GreaterEqual = sign(">=", BinaryOperatorToken);
export const Plus = sign("+", BinaryOperatorToken, RangeOperator);
export const Minus = sign("-", BinaryOperatorToken, RangeOperator, PrefixOperator);
export const Star = sign("*", BinaryOperatorToken, RangeOperator);
export const Slash = sign("/", BinaryOperatorToken, RangeOperator);
export const Bar = sign("|");
export const AtSign = sign("@");

/** The closing bracket of each opening one. */
export const closerOf: ReadonlyMap<TokenType, TokenType> = new Map([
  [LeftParen, RightParen],
  [LeftBracket, RightBracket],
  [LeftBrace, RightBrace],
]);

export const EndOfFile: TokenType = EOF;

/** Every sign; the name of each is its text in quotes. */
export const signs: readonly TokenType[] = [
  ...[LeftParen, RightParen, LeftBracket, RightBracket, LeftBrace, RightBrace],
  ...[Comma, Colon, Dot, DotDot, Ellipsis, Question, QuestionDot, QuestionQuestion],
  ...[Arrow, FatArrow, Assign, Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual],
  ...[Plus, Minus, Star, Slash, Bar, AtSign],
];

const literals = [
  ...[Integer, Decimal, Quantity, Money, Ratio, DateToken, Instant, Time],
  ...[Text, TemplateHead, TemplateMiddle, TemplateTail],
];

/** Every kind that a token may have, the end of the file apart. */
export const tokenTypes: readonly TokenType[] = [
  ...[Word, Identifier, BinaryOperatorToken, RangeOperator, PrefixOperator, LiteralToken],
  ...reserved.map(([, type]) => type),
  ...contextual.map(([, type]) => type),
  ...literals,
  ...signs,
];

export type { ContextualWord, Keyword, ReservedWord };
