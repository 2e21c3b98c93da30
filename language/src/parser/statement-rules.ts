import type { TokenType } from "chevrotain";
import type { Pattern } from "../ast/expressions.ts";
import type { Options } from "../ast/options.ts";
import type { Span } from "../ast/span.ts";
import type {
  Block,
  BrokenStatement,
  Emit,
  Fail,
  Handler,
  Let,
  Match,
  MatchCase,
  Return,
  Sequence,
  Statement,
  Step,
  Wait,
  When,
  With,
  Yield,
} from "../ast/statements.ts";
import { foreignOperator } from "../lexer/lexical-errors.ts";
import type { Token } from "../lexer/token.ts";
import * as kinds from "../lexer/token-types.ts";
import { Identifier, word } from "../lexer/token-types.ts";
import { added, exact } from "./exact.ts";
import type { Rule } from "./recogniser.ts";
import type { Spanned } from "./recovery.ts";
import { StepRules } from "./step-rules.ts";
import { unexpected } from "./syntax-errors.ts";

/** What a plan's body is made of. */
export abstract class StatementRules extends StepRules {
  // step = "step" NAME "=" stepBody [ options ] { handler } ;
  readonly step: Rule<Step> = this.rule("step", () => {
    const start = this.pass(word.step);
    const name = this.readName(Identifier);
    this.pass(kinds.Assign);
    const body = this.SUBRULE(this.stepBody);
    const options = this.OPTION(this.ownOptions);
    let handlers: Handler[] = [];
    this.MANY(() => {
      handlers = added(handlers, this.SUBRULE(this.handler));
    });
    while (this.lacksElse()) {
      const start = this.nextStart();
      handlers = added(
        handlers,
        this.within(this.handler, () => this.handlerFrom(start)),
      );
    }
    return { kind: "step", name, body, options, handlers: exact(handlers), span: this.spanFrom(start) };
  });

  private readonly ownOptions = (): Options => this.SUBRULE(this.options);

  // handler = "else" [ "when" expression ] ( block | attempt [ options ] ) ;
  readonly handler: Rule<Handler> = this.rule("handler", () => {
    const start = this.pass(word.else);
    return this.handlerFrom(start);
  });

  private handlerFrom(start: number): Handler {
    const condition = this.OPTION1(() => {
      this.pass(word.when);
      return this.SUBRULE(this.expression);
    });
    this.handlerOptions = undefined;
    const body = this.OR(this.handlerAlternatives);
    const options = this.handlerOptions;
    return { kind: "handler", condition, body, options, span: this.spanFrom(start) };
  }

  /** Whether a handler follows whose `else` is missing, which is told: `step a = f(x) when error == timeout { … }`. */
  private lacksElse(): boolean {
    if (this.RECORDING_PHASE || !this.isNext(word.when) || this.LA(2).image !== "error") return false;
    if (this.isFirstOnLine(this.nextStart())) return false;
    const file = this.source.name;
    const span = this.spanOf(this.LA(1));
    const params = { expected: "`else`", found: "`when`" };
    const edits = [{ file, span: { start: span.start, end: span.start }, newText: "else " }];
    const fixes = [{ title: "Put `else` before it", safe: false, edits }];
    this.tell(span, () => unexpected.at({ file, span }, params, { fixes }));
    return true;
  }

  private handlerOptions: Options | undefined;
  private readonly handlerAlternatives = [
    {
      ALT: (): Handler["body"] => {
        const block = this.SUBRULE(this.block);
        this.handlerOptions = undefined;
        return block;
      },
    },
    {
      ALT: (): Handler["body"] => {
        const attempt = this.SUBRULE(this.attempt);
        this.handlerOptions = this.OPTION2(() => this.SUBRULE(this.options));
        return attempt;
      },
    },
  ];

  // let = "let" NAME "=" expression ;
  readonly let: Rule<Let> = this.rule("let", () => {
    const start = this.pass(word.let);
    const name = this.readName(Identifier);
    this.pass(kinds.Assign);
    const value = this.SUBRULE(this.expression);
    return { kind: "let", name, value, span: this.spanFrom(start) };
  });

  // when = "when" expression block [ "else" ( when | block ) ] ;
  readonly when: Rule<When> = this.rule("when", () => {
    this.enter();
    const start = this.pass(word.when);
    const when = this.whenBehind(start);
    this.nesting--;
    return when;
  });

  private whenBehind(start: number): When {
    const condition = this.SUBRULE(this.expression);
    const body = this.SUBRULE(this.block);
    const otherwise =
      this.elseIf(/^els(?:e?if)$|^elif$/) ??
      this.OPTION(() => {
        this.pass(word.else);
        return this.elseIf(/^if$/) ?? this.OR(this.elseAlternatives);
      });
    return { kind: "when", condition, body, otherwise, span: this.spanFrom(start) };
  }

  private readonly elseAlternatives = [
    { ALT: (): When | Block => this.SUBRULE(this.when) },
    { ALT: (): When | Block => this.SUBRULE2(this.block) },
  ];

  /** Whether the words of a chain of `if` and `else if` were told already. */
  private readsIf = false;

  /** `if c { … }`, read as the `when` that was meant, once it was told. */
  protected override meant<Part extends Spanned>(list: string): (() => Part) | undefined {
    if (list !== "statement" || !this.isNext(word.if)) return super.meant(list);
    const read = (): When => {
      const { startOffset } = this.CONSUME9(word.if);
      const before = this.readsIf;
      this.readsIf = true;
      try {
        return this.within(this.when, () => this.whenBehind(startOffset));
      } finally {
        this.readsIf = before;
      }
    };
    return read as unknown as () => Part;
  }

  /** `else if c { … }`, told and read as the `else when` that was meant. */
  private elseIf(words: RegExp): When | undefined {
    if (this.RECORDING_PHASE || (!this.isNext(word.if) && !this.isNext(Identifier))) return undefined;
    const token = this.LA(1) as Token;
    if (!words.test(token.image)) return undefined;
    const isElse = token.tokenType === word.if;
    const span = this.spanOf(token);
    const file = this.source.name;
    const meant = isElse ? "when" : "else when";
    const fixes = [{ title: `Write \`${meant}\``, safe: true, edits: [{ file, span, newText: meant }] }];
    const operator = token.image;
    if (!this.readsIf)
      this.tell(span, () => foreignOperator.at({ file, span }, { operator, meant }, { fixes }));
    this.enter();
    this.pass(token.tokenType, 9);
    const when = this.whenBehind(token.startOffset);
    this.nesting--;
    return when;
  }

  // matchStatement = "match" expression "{" { matchCase } "}" ;
  readonly match: Rule<Match> = this.rule("matchStatement", () => {
    const start = this.pass(word.match);
    const subject = this.SUBRULE(this.expression);
    const open = this.pass(kinds.LeftBrace);
    let cases: MatchCase[] = [];
    this.MANY(() => {
      cases = added(cases, this.SUBRULE(this.matchCase));
    });
    this.close(kinds.RightBrace, open);
    return { kind: "match", subject, cases: exact(cases), span: this.spanFrom(start) };
  });

  // matchCase = pattern [ "as" NAME ] block ;
  readonly matchCase: Rule<MatchCase> = this.rule("matchCase", () => {
    const start = this.nextStart();
    const pattern: Pattern = this.SUBRULE(this.pattern);
    const binding = this.OPTION(() => {
      this.pass(word.as);
      return this.readName(Identifier);
    });
    const body = this.SUBRULE(this.block);
    return { kind: "matchCase", pattern, binding, body, span: this.spanFrom(start) };
  });

  // with = "with" NAME "=" pick "for" expression block [ "else" block ] ;
  readonly with: Rule<With> = this.rule("with", () => {
    const start = this.pass(word.with);
    const name = this.readName(Identifier);
    this.pass(kinds.Assign);
    const pick = this.SUBRULE(this.pick);
    this.pass(word.for);
    const duration = this.SUBRULE(this.expression);
    const body = this.SUBRULE1(this.block);
    const otherwise = this.OPTION(() => {
      this.pass(word.else);
      return this.SUBRULE2(this.block);
    });
    return { kind: "with", name, pick, duration, body, otherwise, span: this.spanFrom(start) };
  });

  // sequence = "sequence" block ;
  readonly sequence: Rule<Sequence> = this.rule("sequence", () => {
    const start = this.pass(word.sequence);
    const body = this.SUBRULE(this.block);
    return { kind: "sequence", body, span: this.spanFrom(start) };
  });

  // wait = "wait" [ "until" ] expression ;
  readonly wait: Rule<Wait> = this.rule("wait", () => {
    const start = this.pass(word.wait);
    const until = this.OPTION(() => this.CONSUME(word.until)) !== undefined;
    const time = this.SUBRULE(this.expression);
    return { kind: "wait", until, time, span: this.spanFrom(start) };
  });

  // emit = "emit" call ;
  readonly emit: Rule<Emit> = this.wordAndCall("emit", word.emit, (event, span) => ({
    kind: "emit",
    event,
    span,
  }));

  // return = "return" expression ;
  readonly return: Rule<Return> = this.wordAndValue("return", word.return, (value, span) => ({
    kind: "return",
    value,
    span,
  }));

  // yield = "yield" expression ;
  readonly yield: Rule<Yield> = this.wordAndValue("yield", word.yield, (value, span) => ({
    kind: "yield",
    value,
    span,
  }));

  // fail = "fail" [ NAME ] string ;
  readonly fail: Rule<Fail> = this.rule("fail", () => {
    const start = this.pass(word.fail);
    const failure = this.OPTION(() => this.readName(Identifier));
    const message = this.SUBRULE(this.string);
    return { kind: "fail", failure, message, span: this.spanFrom(start) };
  });

  // statement = step | let | when | matchStatement | with | sequence | wait | emit | return | yield | fail ;
  readonly statement: Rule<Statement> = this.either<Statement>("statement", [
    this.step,
    this.let,
    this.when,
    this.match,
    this.with,
    this.sequence,
    this.wait,
    this.emit,
    this.return,
    this.yield,
    this.fail,
  ]);

  // block = "{" { statement } "}" ;
  readonly block: Rule<Block> = this.rule("block", () => {
    this.enter();
    const start = this.nextStart();
    const faults = this.faults;
    const statements = this.braced("statement", this.statement, this.brokenStatement);
    this.nesting--;
    return { kind: "block", statements, broken: this.faults > faults, span: this.spanFrom(start) };
  });

  /** Keeps the name that a statement would have given, so that its uses are not told as mistakes of their own. */
  protected readonly brokenStatement = (first: number, span: Span): BrokenStatement => {
    const { tokens } = this.lexed;
    const type = (index: number): TokenType => (tokens[index] ?? (tokens.at(-1) as Token)).tokenType;
    const begin = type(first);
    // `a = f(x)`, where a `step` or a `let` was left out.
    const isBare = type(first + 1) === kinds.Assign && begin !== word.step && begin !== word.let;
    const at = isBare ? first : first + 1;
    const declares = type(at + 1) === kinds.Assign || (!isBare && type(at + 1) === kinds.Colon);
    const name = tokens[at];
    const isKnown = declares && name !== undefined && this.isName(name.tokenType);
    const last = this.index();
    return {
      kind: "brokenStatement",
      name: isKnown ? this.toName(name) : undefined,
      lost: lostNames(tokens.slice(first, last)),
      span,
    };
  };
}

const naming: ReadonlySet<TokenType> = new Set<TokenType>([
  word.step,
  word.let,
  word.with,
  word.for,
  word.as,
]);

/** Every name that words which can't be read as a statement may have given. */
function lostNames(tokens: readonly Token[]): readonly string[] {
  const [first] = tokens;
  const names = first?.tokenType === kinds.Word ? [first.image] : [];
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1];
    if (naming.has(token.tokenType) && next !== undefined)
      names.push(/^\w/u.test(next.image) ? next.image : "");
    if (next?.tokenType === kinds.Assign) names.push(token.image);
  }
  return names;
}
