import type { Expression } from "../ast/expressions.ts";
import type { Token } from "../lexer/token.ts";
import type { Operand, OperatorChain } from "./operators.ts";
import { outside } from "./recogniser.ts";

const nothing: Expression = { kind: "missing", span: { start: 0, end: 0 } };

/**
 * Values that a rule shares with its parts while one file is read. Parts that are read again and again are constants,
 * since a closure for each reading would cost more than the reading. A rule that contains itself restores the values of
 * the outer rule. After a fault nothing has to be restored, because reading begins anew where the fault is caught.
 */
export class RuleState {
  /** The first operand of the chain being read, and the whole chain once it has an operator. */
  left: Operand = { value: nothing, prefixes: undefined, start: 0, end: 0 };
  chain: OperatorChain | undefined;
  /** The operator that was read last. */
  operator: Token = outside;
  /** The prefix operators of the operand that was read last, and the offset behind them. */
  prefixes: Token[] | undefined;
  operandStart = 0;
  /** The operand of the next postfix, its offset, and how many postfixes it has already. */
  object: Expression = nothing;
  objectStart = 0;
  links = 0;
  /**
   * The nesting of a condition that `per` and a period may follow, as in `at most 2 a when b per 1h`; else 0. Its last
   * `per` belongs to the period if a quantity follows, unless it stands in brackets.
   */
  periodNesting = 0;
  /** True if one of the arguments of the call being read had a name. */
  isBehindNamed = false;
  /** One of them that lacks its name was reported; the others of the call are the same mistake. */
  isNameReported = false;
  /** The offsets of the clause, and of the part of a clause, being read. Neither contains another. */
  clauseStart = 0;
  partStart = 0;
  /** True if the words of the chain of `if` and `else if` being read were reported already. */
  readsIf = false;
  /** The declaration being read: its offset, comment and `private`, and the number of faults before it. */
  declarationStart = 0;
  doc: string | undefined;
  isPrivate = false;
  faultsBefore = 0;
  /** True if a mistake was reported in the item of the file that was read last. */
  isBehindBroken = false;
  /** The index of the brace at the end of a file whose module has braces. */
  moduleBrace: number | undefined;
}
