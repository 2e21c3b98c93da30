import type { TokenType } from "chevrotain";
import {
  AtSign,
  Bar,
  BinaryOperator,
  Dot,
  EndOfFile,
  FatArrow,
  Identifier,
  LeftParen,
  Less,
  Literal,
  Question,
  QuestionDot,
  tokenTypes,
  word,
} from "../lexer/token-types.ts";

/*
 * Most expressions and most types are one token. Which are can be seen by the token behind it, so that they need not be
 * passed down through all the rules that an expression or a type may be made of. The tables are by `tokenTypeIdx`; that
 * nothing is missing from them which the grammar lets follow is held by a test.
 */

/** 1 for what may be an expression by itself as a reference. */
export const loneReference: Readonly<Uint8Array> = tableOf([Identifier]);

/** 1 for what may be an expression by itself as a literal; texts are another kind. */
export const loneLiteral: Readonly<Uint8Array> = tableOf([Literal]);

/** 1 for what an expression that began with a reference or a literal may go on with; the end of the file is one. */
export const goesOnWithExpression: Readonly<Uint8Array> = tableOf([
  ...[BinaryOperator, word.is, Dot, QuestionDot, LeftParen, word.per, FatArrow, EndOfFile],
]);

/** 1 for what a type that began with a name may go on with; the end of the file is one. */
export const goesOnWithType: Readonly<Uint8Array> = tableOf([
  ...[Less, Bar, word.in, word.matching, Question, AtSign, EndOfFile],
]);

function tableOf(types: readonly TokenType[]): Uint8Array {
  const kinds = types.flatMap(({ tokenTypeIdx, categoryMatches }) => [
    tokenTypeIdx as number,
    ...(categoryMatches ?? []),
  ]);
  const table = new Uint8Array(Math.max(...tokenTypes.map((type) => type.tokenTypeIdx as number)) + 1);
  for (const kind of kinds) table[kind] = 1;
  return table;
}
