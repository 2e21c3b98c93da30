import type { TokenType } from "chevrotain";
import type { Name } from "../../ast/names.ts";
import type { Span } from "../../ast/span.ts";
import type { Token } from "../../lexer/token.ts";
import { word } from "../../lexer/token-types.ts";
import { type Alternatives, type Parser, type Rule, rule } from "../parser.ts";
import { exclusiveParts } from "../syntax-errors.ts";

/* Shapes that the rules of many clauses have. */

/** name = first | second | … ; */
export function either<Result>(name: string, rules: readonly Rule<Result>[]): Rule<Result> {
  const alternatives: Alternatives<Result> = rules.map((each) => ({ read: (p: Parser) => p.read(each) }));
  return rule(name, (p) => p.or(0, alternatives));
}

/** The alternatives of some keywords; each returns its text. */
export function oneOf<Text extends keyof typeof word>(...texts: readonly Text[]): Alternatives<Text> {
  return texts.map((text) => ({ read: (p: Parser) => p.expectAs(word[text], text) }));
}

type Build<Read, Result> = (read: Read, span: Span) => Result;

/** name = keyword part ; */
export function keywordAnd<Read, Result>(
  name: string,
  keyword: TokenType,
  part: Rule<Read>,
  build: Build<Read, Result>,
): Rule<Result> {
  return rule(name, (p) => {
    const start = p.expect(keyword);
    const read = p.read(part);
    return build(read, p.spanFrom(start));
  });
}

/** name = keyword followed ; where `followed` is the kind of one word, ID or NAME. */
export function keywordAndName<Result>(
  name: string,
  keyword: TokenType,
  followed: TokenType,
  build: Build<Name, Result>,
): Rule<Result> {
  return rule(name, (p) => {
    const start = p.expect(keyword);
    const result = p.readName(followed);
    return build(result, p.spanFrom(start));
  });
}

/** A part that excludes another: the word that began it, and the one that would begin the other. */
export interface OneOfTwo {
  readonly token: Token;
  readonly other: TokenType;
}

/** Reports the second of two parts that exclude one another, and skips it. */
export function skipSecond(p: Parser, whole: string, first: OneOfTwo | undefined, read: () => unknown): void {
  if (p.isRecording || first === undefined || !p.isNext(first.other)) return;
  const file = p.source.name;
  const second = p.LA(1);
  const labels = [{ file, span: p.spanOf(first.token), message: "the first" }];
  const params = { whole, first: first.token.image, second: second.image };
  const span = p.spanOf(second);
  read();
  p.report(span, () => exclusiveParts.at({ file, span }, params, { labels }));
}
