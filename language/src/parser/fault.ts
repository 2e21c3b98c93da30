import type { TokenType } from "chevrotain";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { TokenView } from "./token-view.ts";

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
  readonly diagnostic: Diagnostic | undefined;

  constructor(rule: string, expected: TokenType | undefined, diagnostic?: Diagnostic) {
    this.rule = rule;
    this.expected = expected;
    this.diagnostic = diagnostic;
  }
}

/** Where a fault happened. All numbers are indices of tokens. */
export interface FaultContext extends TokenView {
  readonly file: string;
  /** The first token of the current declaration. */
  readonly declaration: number;
  /** The first of the part that could not be read. */
  readonly first: number;
  /** The one that could not be read. */
  readonly at: number;
  /** The one on a new line that begins the next part, though it was read as belonging to this one. */
  readonly next?: number | undefined;
}
