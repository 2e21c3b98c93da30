import type { IToken, TokenType } from "chevrotain";
import type { DeclarationBase } from "../ast/declaration.ts";
import type { Expression, Invocation, StringLiteral } from "../ast/expressions.ts";
import type { Missing, Name } from "../ast/names.ts";
import type { Span } from "../ast/span.ts";
import type { DiagnosticDefinition } from "../diagnostics/define.ts";
import { createErrorLog, type ErrorLog } from "../diagnostics/error-log.ts";
import type { Token } from "../lexer/token.ts";
import { Identifier, Word } from "../lexer/token-types.ts";
import { type Lexed, tokenise } from "../lexer/tokenise.ts";
import { nestingMax, syntaxErrorsMax } from "../limits.ts";
import type { SourceFile } from "../source/source-file.ts";
import { SyntaxFault } from "./fault.ts";
import { Recogniser, type Rule } from "./recogniser.ts";
import { nestedTooDeep } from "./syntax-errors.ts";

const noSource: SourceFile = { name: "", text: "", lineStarts: [0] };
const nothingLexed: Lexed = tokenise(noSource);

type Plain = Readonly<Record<never, never>>;

/**
 * What all rules stand on: the state of one parse, names and spans, and shapes that many rules have. The rules
 * themselves follow, a part of the grammar a file, each class adding to the one before.
 */
export abstract class ParserBase extends Recogniser {
  protected source: SourceFile = noSource;
  protected lexed: Lexed = nothingLexed;
  protected log: ErrorLog = createErrorLog("", 0);
  protected parenthesised = new Set<Expression>();
  /** How many of the rules that can hold themselves are being read in one another. */
  protected nesting = 0;
  /** Faults so far, told or not: whoever sees it grow knows that what it holds is broken. */
  protected faults = 0;

  private lastSpan: Span = { start: 0, end: 0 };

  protected begin(source: SourceFile, lexed: Lexed): void {
    this.source = source;
    this.lexed = lexed;
    this.log = createErrorLog(source.name, syntaxErrorsMax);
    this.parenthesised = new Set();
    this.nesting = 0;
    this.faults = 0;
    this.beginTokens(lexed.table);
  }

  /** name = first | second | … ; */
  protected either<Result>(name: string, rules: readonly Rule<Result>[]): Rule<Result> {
    const alternatives = rules.map((rule) => ({ ALT: (): Result => this.SUBRULE(rule) }));
    return this.rule(name, (): Result => this.OR(alternatives));
  }

  /** Lets go of the file that was read. */
  protected end(): void {
    this.begin(noSource, nothingLexed);
  }

  abstract readonly expression: Rule<Expression>;
  abstract readonly string: Rule<StringLiteral>;
  abstract readonly names: Rule<readonly Name[]>;
  abstract readonly invocation: Rule<Invocation>;

  /** name = keyword expression ; */
  protected wordAndValue<Result>(
    name: string,
    keyword: TokenType,
    build: (value: Expression, span: Span) => Result,
  ): Rule<Result> {
    return this.rule(name, () => {
      const start = this.pass(keyword);
      const value = this.SUBRULE(this.expression);
      return build(value, this.spanFrom(start));
    });
  }

  /** name = keyword string ; */
  protected wordAndString<Result>(
    name: string,
    keyword: TokenType,
    build: (text: StringLiteral, span: Span) => Result,
  ): Rule<Result> {
    return this.rule(name, () => {
      const start = this.pass(keyword);
      const text = this.SUBRULE(this.string);
      return build(text, this.spanFrom(start));
    });
  }

  /** name = keyword call ; */
  protected wordAndCall<Result>(
    name: string,
    keyword: TokenType,
    build: (call: Invocation, span: Span) => Result,
  ): Rule<Result> {
    return this.rule(name, () => {
      const start = this.pass(keyword);
      const call = this.SUBRULE(this.invocation);
      return build(call, this.spanFrom(start));
    });
  }

  /** name = keyword ID { "," ID } ; */
  protected wordAndIds<Result>(
    name: string,
    keyword: TokenType,
    build: (ids: readonly Name[], span: Span) => Result,
  ): Rule<Result> {
    return this.rule(name, () => {
      const start = this.pass(keyword);
      const ids = this.SUBRULE(this.names);
      return build(ids, this.spanFrom(start));
    });
  }

  /** name = keyword followed ; where what follows is one word, ID or NAME. */
  protected wordAndWord<Result>(
    name: string,
    keyword: TokenType,
    followed: TokenType,
    build: (found: Name, span: Span) => Result,
  ): Rule<Result> {
    return this.rule(name, () => {
      const start = this.pass(keyword);
      const found = this.readName(followed, 1);
      return build(found, this.spanFrom(start));
    });
  }

  /** What every declaration carries, at its end. */
  protected abstract declared(): DeclarationBase;

  /** Marks that a rule that can hold itself begins; whoever calls it counts `nesting` down again at its end. */
  protected enter(): void {
    if (++this.nesting > nestingMax && !this.RECORDING_PHASE) this.failWith(nestedTooDeep);
  }

  /** MANY of that number. By itself, since what a closure shares is made room for whenever its method is called. */
  protected recordMany(idx: number, part: Rule<unknown>): void {
    this.many(idx, () => this.subrule(idx, part));
  }

  /** Whether the next token is of some kinds, and whole by itself: behind it stands none of those that it `goesOn` with. */
  protected isAlone(kinds: Readonly<Uint8Array>, goesOn: Readonly<Uint8Array>): boolean {
    return (
      kinds[this.kindAhead(1)] === 1 &&
      goesOn[this.kindAhead(2)] !== 1 &&
      this.nesting < nestingMax &&
      !this.RECORDING_PHASE
    );
  }

  /** Gives the statement or clause up, for a reason that the rule knows; the next token is shown. */
  protected failWith(definition: DiagnosticDefinition<Plain>): void {
    if (this.RECORDING_PHASE) return;
    const place = { file: this.source.name, span: this.spanOf(this.LA(1)) };
    throw new SyntaxFault("", undefined, definition.at(place, {}));
  }

  protected isNext(type: TokenType): boolean {
    return this.ahead(1) === type;
  }

  protected isName(type: TokenType): boolean {
    return type === Identifier || Identifier.categoryMatchesMap?.[type.tokenTypeIdx ?? -1] === true;
  }

  protected isWord(type: TokenType): boolean {
    return type === Word || Word.categoryMatchesMap?.[type.tokenTypeIdx ?? -1] === true;
  }

  protected nextStart(): number {
    return this.startOfNext();
  }

  protected previousEnd(): number {
    return this.endOfLast();
  }

  /**
   * Whether nothing but white space stands before what begins at an offset on its line. Whoever has no mistake before
   * him yet asks here, and not the layout: that is of all the file's tokens as objects, which are made for mistakes.
   */
  protected isFirstOnLine(offset: number): boolean {
    const { text } = this.source;
    let at = offset - 1;
    while (text[at] === " " || text[at] === "\t") at--;
    return at < 0 || text[at] === "\n";
  }

  /** From `start` to the end of what was read last. */
  protected spanFrom(start: number): Span {
    return this.spanBetween(start, this.previousEnd());
  }

  /** The one that was made last, where it is the same: what holds nothing but one part is as long as that. */
  private spanBetween(start: number, end: number): Span {
    const { lastSpan } = this;
    if (lastSpan.start === start && lastSpan.end === end) return lastSpan;
    this.lastSpan = { start, end };
    return this.lastSpan;
  }

  protected spanOf(token: IToken): Span {
    return this.spanBetween(token.startOffset, (token as Token).end);
  }

  protected toName(token: IToken): Name {
    return { kind: "name", text: token.image, span: this.spanOf(token) };
  }

  /** The span of what was read last, a token. */
  protected spanOfLast(): Span {
    return this.spanBetween(this.startOfLast(), this.endOfLast());
  }

  /** As CONSUME, of a keyword; answers what it says. */
  protected passed<Said>(keyword: TokenType, said: Said): Said {
    this.pass(keyword);
    return said;
  }

  /** As CONSUME of that number, of a name. */
  protected readName(type: TokenType, idx = 0): Name {
    const text = this.textOf(type, idx);
    return { kind: "name", text, span: this.spanOfLast() };
  }

  protected missing(): Missing {
    const end = this.previousEnd();
    return { kind: "missing", span: { start: end, end } };
  }
}
