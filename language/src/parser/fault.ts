import type { TokenType } from "chevrotain";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";

/**
 * Thrown where the parser can't go on, and caught where it can again: in a list of declarations, clauses, options
 * or statements. It carries no stack and no message; `explainFault` finds the words.
 */
export class SyntaxFault {
  /** The grammar rule that could not go on. */
  readonly rule: string;
  /** The one token that had to stand here; undefined where several could. */
  readonly expected: TokenType | undefined;
  /** Set where the rule itself knew what is wrong. */
  readonly told: Diagnostic | undefined;

  constructor(rule: string, expected: TokenType | undefined, told?: Diagnostic) {
    this.rule = rule;
    this.expected = expected;
    this.told = told;
  }
}
