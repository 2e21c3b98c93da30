import type { TokenType } from "chevrotain";
import type { Expression } from "../ast/expressions.ts";
import type { Span } from "../ast/span.ts";
import type { Block } from "../ast/statements.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { report } from "../diagnostics/error-log.ts";
import type { Token } from "../lexer/token.ts";
import { tokenOf } from "../lexer/token-table.ts";
import * as kinds from "../lexer/token-types.ts";
import { EndOfFile, Greater, LeftBrace, RightBrace, TemplateTail, word } from "../lexer/token-types.ts";
import type { Lexed } from "../lexer/tokenise.ts";
import { lineAt, type SourceFile } from "../source/source-file.ts";
import { added, exact } from "./exact.ts";
import { explainCutOff, explainFault, explainUnclosed } from "./explain-fault.ts";
import { explainUnknown } from "./explain-unknown.ts";
import { type FaultContext, SyntaxFault } from "./fault.ts";
import { isSequel } from "./foreign/table.ts";
import { firstOf } from "./lookahead.ts";
import { ParserState } from "./parser-state.ts";
import { noTables, type Rule } from "./recogniser.ts";
import { RuleState } from "./rule-state.ts";
import { cutOff, unclosedBracket, unexpected } from "./syntax-errors.ts";
import * as layout from "./token-view.ts";

interface Spanned {
  readonly span: Span;
}

/** A list without separators, up to a closing brace: clauses, options, statements. */
export interface PartList<Part extends Spanned> {
  /** The rule of a part. */
  readonly part: Rule<Part>;
  /** Makes the node of a part that could not be read, from the index of its first token. Without it there is none. */
  broken?(p: Parser, first: number, span: Span): Part;
  /** Returns how to read on where the next word begins no part but shows which one was meant. */
  meant?(p: Parser): (() => Part) | undefined;
}

const noTokens: ReadonlySet<number> = new Set();

/** The tokens that make a name of the word before them: a value is given to it, or it is called. */
const behindName: ReadonlySet<TokenType> = new Set([kinds.Assign, kinds.LeftParen, kinds.Dot]);

export type { Rule } from "./recogniser.ts";

/** The alternatives of a rule, made once. */
export type Alternatives<T> = readonly {
  gate?(p: Parser): boolean;
  read(p: Parser): T;
}[];

/** A list with separators. `read` returns undefined where no part follows, as behind a trailing comma. */
export interface Listed<T> {
  readonly separator: TokenType;
  read(p: Parser): T | undefined;
}

/** Rules that contain rules of a module that they import: that module refers to them through the parser. */
export interface RecursiveRules {
  readonly expression: Rule<Expression>;
  readonly range: Rule<Expression>;
  readonly block: Rule<Block>;
}

/**
 * Error recovery. A list of parts (clauses, options, statements) continues with its next part; a forgotten bracket counts
 * as read where the layout shows that it was meant to close. Each mistake is reported once: nothing more is reported at
 * the same place, nor where the lexer reported an error.
 */
export abstract class Parser extends ParserState {
  readonly recursive: RecursiveRules;
  /** The index of the first token of the current declaration. */
  declarationIndex = 0;
  /** The rules of the parts of the lists that are being read, the innermost last. */
  private readonly lists: string[] = [];
  /** The last report: the offset of the token that could not be read, the line shown, its end, and the declaration. */
  private reportedAt = -1;
  private reportedLine = -1;
  private reportedEnd = -1;
  private reportedIn = -1;
  private unmatched = -1;
  /** The line of the last list whose joiner was reported: all joiners of a list are one mistake. */
  private joinerLine = -1;
  state = new RuleState();
  private readonly balanced = new Map<number, boolean>();
  private readonly firsts = new Map<string, ReadonlySet<number>>();

  constructor(recursive: RecursiveRules) {
    super();
    this.recursive = recursive;
  }

  protected override begin(source: SourceFile, lexed: Lexed): void {
    super.begin(source, lexed);
    this.declarationIndex = 0;
    this.lists.length = 0;
    this.reportedAt = -1;
    this.reportedLine = -1;
    this.reportedIn = -1;
    this.reportedEnd = -1;
    this.unmatched = -1;
    this.joinerLine = -1;
    this.balanced.clear();
    this.state = new RuleState();
  }

  /** [ keyword part ] */
  optionAfter<Result>(idx: number, keyword: TokenType, part: Rule<Result>): Result | undefined {
    return this.option(idx, () => {
      this.expect(keyword);
      return this.read(part);
    });
  }

  /** "{" { part } "}" */
  braced<Part extends Spanned>(list: PartList<Part>): readonly Part[] {
    const open = this.expect(LeftBrace);
    const parts = this.parts(0, list);
    this.close(RightBrace, open);
    return parts;
  }

  /** { part }, up to the brace that closes the list; parts that can't be read are reported and skipped. */
  parts<Part extends Spanned>(idx: number, list: PartList<Part>): readonly Part[] {
    if (this.isRecording) this.many(idx, (p) => p.read(list.part));
    const name = list.part.ruleName;
    let parts: Part[] = [];
    this.lists.push(name);
    do {
      while (this.beginsNext(idx, name)) {
        const before = this.index();
        const read = this.readPart(idx, list.part, list);
        if (read !== undefined) parts = added(parts, read);
        if (this.index() <= before) break;
      }
    } while (this.skipUnknown(parts, list));
    this.lists.pop();
    return exact(parts);
  }

  /** True if the next part of a list begins here. */
  private beginsNext(idx: number, list: string): boolean {
    if (this.isRecording || !this.startsMany(idx)) return false;
    // A call of something called `commit`, where a `step` is missing.
    if (list === "statement" && this.isNext(word.commit) && behindName.has(this.ahead(2))) return false;
    // A rule of a guardrail may begin with any word, also with one that begins the next declaration.
    const mayDeclare = list === "guardrailRule" && layout.isDeclarationWord(this.ahead(1));
    return !mayDeclare || !this.beginsNextDeclaration(this.index());
  }

  /** Reads the bracket that closes the one at `open`, or reports it missing and continues where it belongs. */
  close(type: TokenType, open: number): void {
    if (this.isRecording || this.isNext(type)) this.expect(type);
    else this.closeLate(type, open);
  }

  private closeLate(type: TokenType, open: number): void {
    const at = this.index();
    const next = layout.typeAt(this.view, at);
    const atEdge = layout.beginsLine(this.view, at) || layout.isCloser(next) || next === EndOfFile;
    if (type === Greater || !atEdge || (next !== RightBrace && layout.closesLater(this.view, at, type))) {
      throw new SyntaxFault("", type);
    }
    this.faults++;
    const opener = tokenOf(this.lexed.table, layout.indexAt(this.view, open));
    this.reportOnce(open, () => explainUnclosed(this.context(this.declarationIndex, at), opener));
  }

  /**
   * Reports a fault that was caught, and continues: at the next part if that was read as belonging to this one, else at
   * the index that `target` returns.
   */
  recover(
    fault: unknown,
    first: number,
    begins: (index: number) => boolean,
    target: (at: number) => number,
  ): void {
    if (!(fault instanceof SyntaxFault)) throw fault;
    const at = this.index();
    this.faults++;
    const next =
      fault.diagnostic === undefined ? layout.firstBetween(this.view, first, at, begins) : undefined;
    const context = { ...this.context(first, at), next };
    this.reportOnce(layout.tokenAt(this.view, first).startOffset, () => explainFault(context, fault));
    this.goTo(next ?? target(at));
    // Where the whole rest was skipped, brackets that it leaves open are no errors of their own.
    if (this.isNext(EndOfFile)) this.reportedAt = this.nextStart();
  }

  get view(): layout.TokenView {
    return { text: this.source.text, tokens: this.lexed.tokens };
  }

  context(first: number, at: number): FaultContext {
    return { file: this.source.name, ...this.view, declaration: this.declarationIndex, first, at };
  }

  /** Reports an error after which the rule continues as if it had not been made. */
  report(span: Span, error: () => Diagnostic): void {
    if (this.isRecording) return;
    this.faults++;
    this.reportedLine = lineAt(this.source, span.start);
    if (!this.isLexical(span)) report(this.log, error);
  }

  /** True if the lexer reported an error in a span, so that no other is reported. */
  isLexical({ start, end }: Span): boolean {
    return this.lexed.errors.some(({ span }) => span.end >= start && span.start <= end);
  }

  /**
   * Reports an error at the next token, unless one was reported there or on its line, or the lexer reported one since
   * `from`.
   */
  reportOnce(from: number, error: () => Diagnostic): void {
    const next = this.LA(1);
    const isReported = this.reportedAt === next.startOffset;
    this.reportedAt = next.startOffset;
    // The end of an unclosed string is made up, and was reported.
    const isCut = next.tokenType === TemplateTail && next.image.length !== next.end - next.startOffset;
    const isKnown = isReported || isCut || this.unmatched === this.declarationIndex;
    if (isKnown || this.isLexical({ start: from, end: next.end })) return;
    // Finding the words may take long; an error that is only counted is taken to be on the token's line.
    const diagnostic = this.log.errors.length < this.log.max ? error() : undefined;
    const line = lineAt(this.source, diagnostic?.span.start ?? next.startOffset);
    if (line === this.reportedLine) return;
    if (diagnostic !== undefined && isBesideReported(this.view, this.reportedEnd, diagnostic.span)) return;
    this.reportedLine = line;
    this.reportedEnd = diagnostic?.span.end ?? -1;
    if (diagnostic !== undefined) this.noteBraces(diagnostic);
    report(this.log, () => diagnostic ?? error());
  }

  /** Where the first error of a declaration is a missing brace, the errors that follow from it are not reported. */
  private noteBraces(diagnostic: Diagnostic): void {
    const start = this.declarationIndex;
    if (this.reportedIn !== start && isUnmatchedBrace(diagnostic, this.view, start)) this.unmatched = start;
    this.reportedIn = start;
  }

  /** True if a declaration begins at the token that belongs beside the current one, not inside it. */
  beginsNextDeclaration(index: number): boolean {
    return layout.beginsNextDeclaration(this.view, this.declarationIndex, index);
  }

  /** Reads one part of a list; one that can't be read is reported and skipped, and the list's `broken` stands for it. */
  readPart<P extends Spanned>(_idx: number, part: Rule<P> | (() => P), list?: PartList<P>): P | undefined {
    const start = this.nextStart();
    const first = this.index();
    const { nesting, current } = this;
    try {
      return typeof part === "function" ? part() : this.read(part);
    } catch (fault) {
      this.nesting = nesting;
      this.current = current;
      this.recoverPart(fault, first);
      return list?.broken?.(this, first, this.spanFrom(start));
    }
  }

  private recoverPart(fault: unknown, first: number): void {
    const begins = (index: number): boolean => this.beginsPart(this.lists.at(-1) ?? "", index);
    this.recover(fault, first, begins, (at) => this.endOfPart(first, at));
  }

  /** Skips and reports text that begins no part; returns false where the list is over. */
  private skipUnknown<Part extends Spanned>(parts: Part[], list: PartList<Part>): boolean {
    if (this.isRecording) return false;
    if (this.isNext(RightBrace) || this.isNext(EndOfFile)) return false;
    const next = this.LA(1);
    const at = this.index();
    if (list.part.ruleName === "statement" && next.tokenType === word.finally) return false;
    if (this.beginsNextDeclaration(at) || this.beginsOutside(at)) return false;
    this.faults++;
    this.skipPart(parts, list, next);
    return true;
  }

  private skipPart<Part extends Spanned>(parts: Part[], list: PartList<Part>, next: Token): void {
    const { ruleName } = list.part;
    const at = this.index();
    const last = parts.at(-1);
    const spoil = ({ span }: Part): void => {
      const broken = list.broken?.(this, layout.indexAt(this.view, span.start), span);
      parts.splice(-1, 1, ...(broken === undefined ? [] : [broken]));
    };
    const isTaken = last !== undefined && last.span.start < layout.tokenAt(this.view, at - 1).startOffset;
    if (isTaken && this.beginsPart(ruleName, at - 1)) {
      // The part before has read this one's first word as its own last.
      this.reportOnce(next.startOffset, () => explainCutOff(this.context(at - 1, at - 1), at));
      spoil(last);
      this.goTo(at - 1);
      return;
    }
    const declared = layout.tokenAt(this.view, this.declarationIndex).startOffset;
    const isReported = isSequel(next.image) && this.reportedLine >= lineAt(this.source, declared);
    const explain = (): Diagnostic => explainUnknown(this.context(at, at), ruleName, this.firstsOf(ruleName));
    if (!isReported) this.reportOnce(this.previousEnd(), explain);
    const goesOn = !layout.beginsLine(this.view, at) && !layout.isCloser(next.tokenType);
    if (list.broken && goesOn && last?.span.end === this.previousEnd()) spoil(last);
    const result = list.meant?.(this);
    if (result !== undefined) {
      const read = this.readPart(0, result, list);
      if (read !== undefined) parts.push(read);
      return;
    }
    this.goTo(this.endOfPart(at, at));
    const broken = list.broken?.(this, at, this.spanFrom(next.startOffset));
    if (broken !== undefined) parts.push(broken);
  }

  /** The index at which the list continues after a part that began at `first` and could not be read from `at`. */
  private endOfPart(first: number, at: number): number {
    const { view } = this;
    const trusted = this.isBalanced();
    let depth = layout.openBraces(view, first, at);
    const column = layout.columnOf(view, first);
    let round = 0;
    for (let index = at; ; index++) {
      const type = layout.typeAt(view, index);
      if (type === EndOfFile) return index;
      if (type === RightBrace && depth === 0) return index;
      if (type === LeftBrace) depth++;
      else if (type === RightBrace) depth--;
      else round += layout.isOpener(type) ? 1 : layout.isCloser(type) ? -1 : 0;
      if (index === first) continue;
      if (this.beginsNextDeclaration(index)) return index;
      // A word below the first word of the broken part is the next part, or is reported by itself.
      const isOutside = trusted && depth === 0 && round <= 0 && column !== undefined;
      if (
        isOutside &&
        layout.columnOf(view, index) === column &&
        layout.mayBegin(view, index, this.lists.at(-1))
      )
        return index;
      if (depth !== 0 && trusted) continue;
      if (this.beginsPart(this.lists.at(-1) ?? "", index) || this.beginsOutside(index)) return index;
    }
  }

  /** True if a part of a list around this one begins here, so that this one's brace must be missing. */
  private beginsOutside(index: number): boolean {
    if (this.isBalanced()) return false;
    return this.lists.slice(0, -1).some((list) => this.beginsPart(list, index));
  }

  /** The brace that closes the declaration's body, if one does before the next declaration. */
  closingBrace(): number | undefined {
    let depth = 0;
    for (let index = this.index(); layout.typeAt(this.view, index) !== EndOfFile; index++) {
      const type = layout.typeAt(this.view, index);
      if (this.beginsNextDeclaration(index)) return undefined;
      if (type === LeftBrace) depth++;
      else if (type === RightBrace && depth-- === 0) return index;
    }
    return undefined;
  }

  private beginsPart(list: string, index: number): boolean {
    if (list === "statement") return layout.beginsStatement(this.view, index);
    return layout.beginsPart(this.view, index, this.firstsOf(list));
  }

  /** True if the braces of the current declaration match, so that recovery can count them. */
  isBalanced(): boolean {
    const start = this.declarationIndex;
    const known = this.balanced.get(start);
    if (known !== undefined) return known;
    const balanced = layout.isBalanced(this.view, start, layout.declarationEnd(this.view, start));
    this.balanced.set(start, balanced);
    return balanced;
  }

  firstsOf(rule: string): ReadonlySet<number> {
    const known = this.firsts.get(rule);
    if (known !== undefined) return known;
    const firsts = rule === "" ? noTokens : firstOf(this.production(rule)).tokens;
    this.firsts.set(rule, firsts);
    return firsts;
  }

  override skipsJoiner(separator: TokenType): boolean {
    if (this.isRecording || !joiners.some((joiner) => this.isNext(joiner))) return false;
    const at = this.index();
    if (!this.continuesList(at, separator)) return false;
    this.goTo(at + 1);
    const { startOffset: start, end, image } = layout.tokenAt(this.view, at);
    const line = lineAt(this.source, start);
    if (line === this.joinerLine) return true;
    this.joinerLine = line;
    const file = this.source.name;
    const sign = signOf(separator);
    // A comma stands directly behind what is before it.
    const from = separator === kinds.Comma ? layout.tokenAt(this.view, at - 1).end : start;
    const newText = separator === kinds.Comma || image !== "," ? sign : ` ${sign}`;
    const edits = [{ file, span: { start: from, end }, newText }];
    this.report({ start, end }, () =>
      unexpected.at(
        { file, span: { start, end } },
        { expected: `\`${sign}\``, found: `\`${image}\`` },
        {
          notes: [`The parts of this list are joined by \`${sign}\`.`],
          fixes: [{ title: `Write \`${sign}\``, safe: true, edits }],
        },
      ),
    );
    return true;
  }

  /** True if the text after a sign can only be the list's next part, and no field, parameter or type of its own. */
  private continuesList(at: number, separator: TokenType): boolean {
    const { view } = this;
    const next = layout.typeAt(view, at + 1);
    const isPart = layout.isWord(view, at + 1) || next === kinds.Text;
    if (layout.typeAt(view, at) === separator || !isPart || layout.beginsLine(view, at + 1)) return false;
    // In a guardrail the next rule may begin here.
    if (separator === word.or)
      return !/^(?:at|every|never|cost|latency|energy|tokens)$/u.test(layout.tokenAt(view, at + 1).image);
    if (separator !== kinds.Bar || this.current.ruleName === "pattern") return true;
    const behind = layout.typeAt(view, at + 2);
    return behind !== kinds.Colon && behind !== kinds.Greater && behind !== kinds.Less;
  }
}

const joiners = [kinds.Comma, kinds.Bar, word.and, word.or];

function signOf(separator: TokenType): string {
  return separator === kinds.Comma ? "," : separator === kinds.Bar ? "|" : "or";
}

/** A grammar rule; `name` is its name in the grammar and in messages. */
export function rule<Result>(name: string, read: (p: Parser) => Result): Rule<Result> {
  return { ruleName: name, read, tables: noTables() };
}

/** True if the error reported in the declaration that begins at `start` is a missing brace. */
function isUnmatchedBrace({ code, span }: Diagnostic, view: layout.TokenView, start: number): boolean {
  if (code === unclosedBracket.code) return view.text[span.start] === "{";
  return code === cutOff.code && layout.closesMore(view, start, layout.declarationEnd(view, start));
}

/**
 * Whether nothing but closing brackets stands between an error and the one before, which ends at `reportedEnd` (-1 for
 * none): two words that have changed places over the end of a line, `retry 2 when } granted {`, are one error.
 */
function isBesideReported(view: layout.TokenView, reportedEnd: number, { start }: Span): boolean {
  if (reportedEnd < 0 || start < reportedEnd) return false;
  if (layout.beginsStatement(view, layout.indexAt(view, start))) return false;
  return /^[\s)\]}]*$/u.test(view.text.slice(reportedEnd, start));
}
