import { EmbeddedActionsParser, type ParserMethod, type TokenType } from "chevrotain";
import type { Expression } from "../ast/expressions.ts";
import type { Missing, Name } from "../ast/names.ts";
import type { Span } from "../ast/span.ts";
import { createErrorLog, type ErrorLog, report } from "../diagnostics/error-log.ts";
import type { Lexed } from "../lexer/tokenise.ts";
import type { Token } from "../lexer/token.ts";
import { RightBrace, tokenTypes } from "../lexer/token-types.ts";
import { nestingMax, syntaxErrorsMax } from "../limits.ts";
import type { SourceFile } from "../source/source-file.ts";
import { explainFault } from "./explain-fault.ts";
import { SyntaxFault } from "./fault.ts";
import { OneTokenLookahead } from "./lookahead.ts";
import { nestedTooDeep } from "./syntax-errors.ts";

/** A grammar rule as a value, to be called with `SUBRULE`. */
export type Rule<Result> = ParserMethod<[], Result>;

/**
 * What all rules stand on: the state of one parse, spans, and the two ways on behind a mistake. The rules
 * themselves follow, a part of the grammar a file, each class adding to the one before.
 */
export abstract class ParserBase extends EmbeddedActionsParser {
  protected source: SourceFile = { name: "", text: "", lineStarts: [0] };
  protected lexed: Lexed = { tokens: [], comments: [], errors: [], omittedErrors: 0 };
  protected log: ErrorLog = createErrorLog("", 0);
  protected parenthesised = new Set<Expression>();
  /** How many rules that can hold themselves are being read in one another. */
  protected nesting = 0;
  /** Faults so far, told or not: whoever sees it grow knows that what it holds is broken. */
  protected faults = 0;
  /** The token at which the last fault was told: one mistake is not told again by those around it. */
  private lastFaultAt = -1;

  constructor(checked: boolean) {
    super(tokenTypes as TokenType[], {
      skipValidations: !checked,
      maxLookahead: 3,
      lookaheadStrategy: new OneTokenLookahead(),
      errorMessageProvider: {
        buildMismatchTokenMessage: ({ expected, ruleName }) => {
          throw new SyntaxFault(ruleName, expected);
        },
        buildNotAllInputParsedMessage: ({ ruleName }) => ruleName,
        buildNoViableAltMessage: ({ ruleName }) => ruleName,
        buildEarlyExit: ({ ruleName }) => ruleName,
      },
    });
  }

  protected begin(source: SourceFile, lexed: Lexed): void {
    this.source = source;
    this.lexed = lexed;
    this.log = createErrorLog(source.name, syntaxErrorsMax);
    this.parenthesised = new Set();
    this.nesting = 0;
    this.faults = 0;
    this.lastFaultAt = -1;
    this.input = lexed.tokens;
  }
}
