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

/**
 * A kind that belongs to some categories. A category exists before what belongs to it, so each kind is only added to the
 * categories above it; given to Chevrotain, a new kind would have all kinds of its categories collected once more.
 */
function kind(name: string, ...categories: TokenType[]): TokenType {
  const type = createToken({ name });
  type.CATEGORIES = categories;
  for (const category of categories) addTo(category, type.tokenTypeIdx as number);
  return type;
}

function addTo(category: TokenType, member: number): void {
  const { CATEGORIES = [], categoryMatches = [], categoryMatchesMap = {} } = category;
  if (categoryMatchesMap[member] !== true) categoryMatches.push(member);
  categoryMatchesMap[member] = true;
  category.isParent = true;
  for (const above of [CATEGORIES].flat()) addTo(above, member);
}

/** ID: any word at all. Every other kind of word belongs to it. */
export const Word = kind("ID");

/** NAME: a word that is not reserved. Contextual words belong to it. */
export const Identifier = kind("NAME", Word);

/** Operators between two operands. Their precedence is in the parser's table of operators. */
export const BinaryOperatorToken = kind("BINARY_OPERATOR");

/** Those of them that make a number or a range of two others: nothing looser stands in a pattern or a bound. */
export const RangeOperator = kind("RANGE_OPERATOR");

/** Operators before an operand. */
export const PrefixOperator = kind("PREFIX_OPERATOR");

/** A value in one token. */
export const LiteralToken = kind("LITERAL");

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
  return [text, kind(`"${text}"`, ...categories)] as const;
});
const contextual = contextualWords.map((text) => [text, kind(`"${text}"`, Identifier)] as const);

/** The kind of each keyword's token, by the keyword. */
export const word = Object.fromEntries([...reserved, ...contextual]) as Readonly<Record<Keyword, TokenType>>;

export const Integer = kind("INT", LiteralToken);
export const Decimal = kind("NUMBER", LiteralToken);
export const Quantity = kind("QUANTITY", LiteralToken);
export const Money = kind("MONEY", LiteralToken);
export const Ratio = kind("RATIO", LiteralToken);
export const DateToken = kind("DATE", LiteralToken);
export const Instant = kind("INSTANT", LiteralToken);
export const Time = kind("TIME", LiteralToken);

/** A string without interpolations; one with them is a head, middles and a tail around its expressions. */
export const Text = kind("STRING");
export const TemplateHead = kind("TEMPLATE_HEAD");
export const TemplateMiddle = kind("TEMPLATE_MIDDLE");
export const TemplateTail = kind("TEMPLATE_TAIL");

const sign = (text: string, ...categories: TokenType[]): TokenType => kind(`"${text}"`, ...categories);

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
