import type { TokenType } from "chevrotain";
import type { Expression } from "../ast/expressions.ts";
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
import { Recogniser } from "./recogniser.ts";
import { nestedTooDeep } from "./syntax-errors.ts";

const noSource: SourceFile = { name: "", text: "", lineStarts: [0] };
const nothingLexed: Lexed = tokenise(noSource);

type Plain = Readonly<Record<never, never>>;

/**
 * The state of one parse: the source, the errors, the nesting, and the place, with names and spans made of it.
 */
export abstract class ParserState extends Recogniser {
  /** True if the rules run without a text, to record the grammar. */
  readonly isRecording: boolean = false;
  source: SourceFile = noSource;
  lexed: Lexed = nothingLexed;
  log: ErrorLog = createErrorLog("", 0);
  parenthesised = new Set<Expression>();
  /** How deep the rules that can contain themselves are nested. */
  nesting = 0;
  /** The number of faults so far, reported or not: a rule during which it grows is broken. */
  faults = 0;

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

  /** Releases the file that was read. */
  protected end(): void {
    this.begin(noSource, nothingLexed);
  }

  /** Begins a rule that can contain itself; the caller decrements `nesting` at the end of the rule. */
  enter(): void {
    if (++this.nesting > nestingMax && !this.isRecording) this.failWith(nestedTooDeep);
  }

  /** True if the next token is of one of some kinds, and the one after it of none in `goesOn`, which would continue it. */
  isAlone(kinds: Readonly<Uint8Array>, goesOn: Readonly<Uint8Array>): boolean {
    return (
      kinds[this.kindAhead(1)] === 1 &&
      goesOn[this.kindAhead(2)] !== 1 &&
      this.nesting < nestingMax &&
      !this.isRecording
    );
  }

  /** Abandons the statement or clause for a reason that the rule knows; the error points at the next token. */
  failWith(definition: DiagnosticDefinition<Plain>): void {
    if (this.isRecording) return;
    const place = { file: this.source.name, span: this.spanOf(this.LA(1)) };
    throw new SyntaxFault("", undefined, definition.at(place, {}));
  }

  isNext(type: TokenType): boolean {
    return this.ahead(1) === type;
  }

  isName(type: TokenType): boolean {
    return type === Identifier || Identifier.categoryMatchesMap?.[type.tokenTypeIdx ?? -1] === true;
  }

  isWord(type: TokenType): boolean {
    return type === Word || Word.categoryMatchesMap?.[type.tokenTypeIdx ?? -1] === true;
  }

  nextStart(): number {
    return this.startOfNext();
  }

  previousEnd(): number {
    return this.endOfLast();
  }

  /**
   * Whether nothing but white space stands before what begins at an offset on its line. Correct
   * texts are asked here and not through the layout, which needs all tokens as objects.
   */
  isFirstOnLine(offset: number): boolean {
    const { text } = this.source;
    let at = offset - 1;
    while (text[at] === " " || text[at] === "\t") at--;
    return at < 0 || text[at] === "\n";
  }

  /** True if a text stands between the next token and the end of its line. */
  isBeforeEndOfLine(said: string): boolean {
    const { text } = this.source;
    const from = this.nextStart();
    const end = text.indexOf("\n", from);
    const index = text.indexOf(said, from);
    return index >= 0 && (end < 0 || index < end);
  }

  /** The span from `start` to the end of the last token. */
  spanFrom(start: number): Span {
    return this.spanBetween(start, this.previousEnd());
  }

  /** Reuses the last span where it is equal: a node with a single part has the same span as the part. */
  private spanBetween(start: number, end: number): Span {
    const { lastSpan } = this;
    if (lastSpan.start === start && lastSpan.end === end) return lastSpan;
    this.lastSpan = { start, end };
    return this.lastSpan;
  }

  spanOf(token: Token): Span {
    return this.spanBetween(token.startOffset, token.end);
  }

  toName(token: Token): Name {
    return { kind: "name", text: token.image, span: this.spanOf(token) };
  }

  /** The span of the last token. */
  spanOfLast(): Span {
    return this.spanBetween(this.startOfLast(), this.endOfLast());
  }

  /** As `consume`, of a keyword; returns a value for it. */
  expectAs<Said>(keyword: TokenType, said: Said): Said {
    this.expect(keyword);
    return said;
  }

  /** As `consume`, of a name; returns its node. */
  readName(type: TokenType): Name {
    const text = this.textOf(type);
    return { kind: "name", text, span: this.spanOfLast() };
  }

  missing(): Missing {
    const end = this.previousEnd();
    return { kind: "missing", span: { start: end, end } };
  }
}
