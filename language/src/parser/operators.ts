import type { BinaryOperator, Expression } from "../ast/expressions.ts";
import type { Name } from "../ast/names.ts";
import type { Span } from "../ast/span.ts";
import { type ErrorLog, report } from "../diagnostics/error-log.ts";
import type { Token } from "../lexer/token.ts";
import { chainedComparison, misplacedNot } from "./syntax-errors.ts";

/*
 * From operands and operators in a row to a tree, by precedence climbing: the parser reads `a + b * c` flat, which
 * is one rule instead of nine, and this gives each operator its operands. Left-going operators are folded in a
 * loop, so only `??`, `not` and a tighter operator recurse.
 */

/** The right side of `is`. */
interface IsTarget {
  readonly kind: "isTarget";
  readonly negated: boolean;
  readonly what: Name;
}

export interface Operand {
  /** Behind `is` stands its target. */
  readonly value: Expression | IsTarget;
  /** The prefix operators before it, outermost first; undefined where there are none. */
  readonly prefixes: readonly Token[] | undefined;
  /** Where it begins and ends, its brackets included and its prefixes left out. */
  readonly start: number;
  readonly end: number;
}

export interface OperatorChain {
  /** One operand more than operators. */
  readonly operands: Operand[];
  readonly operators: Token[];
}

/** Adds an operator and its right operand to a chain, or makes one of its first operand. */
export function withOperand(
  chain: OperatorChain | undefined,
  first: Operand,
  operator: Token,
  operand: Operand,
): OperatorChain {
  // Most have one operator: its lists are made as long as they stay.
  if (chain === undefined) return { operands: [first, operand], operators: [operator] };
  chain.operands.push(operand);
  chain.operators.push(operator);
  return chain;
}

interface Operator {
  /** The precedence: greater binds tighter. */
  readonly binding: number;
  readonly goes: "left" | "right" | "alone";
}

const notBinding = 3;
const tightest = 9;
const comparison: Operator = { binding: 4, goes: "alone" };

const operators: Readonly<Record<string, Operator>> = {
  or: { binding: 1, goes: "left" },
  and: { binding: 2, goes: "left" },
  "==": comparison,
  "!=": comparison,
  "<": comparison,
  "<=": comparison,
  ">": comparison,
  ">=": comparison,
  in: comparison,
  is: comparison,
  "??": { binding: 5, goes: "right" },
  "..": { binding: 6, goes: "alone" },
  "+": { binding: 7, goes: "left" },
  "-": { binding: 7, goes: "left" },
  "*": { binding: 8, goes: "left" },
  "/": { binding: 8, goes: "left" },
};

interface Climb {
  readonly chain: OperatorChain;
  readonly log: ErrorLog;
  /** The index of the current operand. */
  index: number;
  /** How many of its prefixes have been taken. */
  taken: number;
}

/** Returns the tree of a chain. Reports comparisons in a row, and a `not` where it can't stand. */
export function climb(chain: OperatorChain, log: ErrorLog): Expression {
  return operation({ chain, log, index: 0, taken: 0 }, 1);
}

function operandAt({ chain, index }: Climb): Operand {
  return chain.operands[index] as Operand;
}

/** Reads on as long as operators bind at least as tightly as `minimum`. */
function operation(climbing: Climb, minimum: number): Expression {
  const { chain } = climbing;
  const first = operandAt(climbing);
  const start = first.prefixes?.[climbing.taken]?.startOffset ?? first.start;
  let left = prefixed(climbing, minimum);
  let last: Operator | undefined;
  for (;;) {
    const token = chain.operators[climbing.index];
    const operator = token === undefined ? undefined : operators[token.image];
    if (token === undefined || operator === undefined || operator.binding < minimum) return left;
    if (operator.goes === "alone" && last === operator) reportChained(climbing, token);
    last = operator;
    climbing.index++;
    climbing.taken = 0;
    left = combine(climbing, left, start, token, operator);
  }
}

function combine(
  climbing: Climb,
  left: Expression,
  start: number,
  token: Token,
  operator: Operator,
): Expression {
  const target = operandAt(climbing).value;
  if (target.kind === "isTarget") {
    const span = { start, end: target.what.span.end };
    return { kind: "is", operand: left, negated: target.negated, what: target.what, span };
  }
  const right = operation(climbing, operator.goes === "right" ? operator.binding : operator.binding + 1);
  const span = { start, end: operandAt(climbing).end };
  if (token.image === "..") return { kind: "range", from: left, to: right, span };
  const operatorSpan: Span = { start: token.startOffset, end: token.end };
  return { kind: "binary", operator: token.image as BinaryOperator, operatorSpan, left, right, span };
}

/** An operand with its prefixes: `-` takes the operand alone, `not` a whole comparison. */
function prefixed(climbing: Climb, minimum: number): Expression {
  const { log } = climbing;
  const { prefixes, value } = operandAt(climbing);
  const prefix = prefixes?.[climbing.taken];
  if (prefix === undefined) return value as Expression;
  climbing.taken++;
  const start = prefix.startOffset;
  if (prefix.image === "-") {
    const operand = prefixed(climbing, tightest);
    return {
      kind: "unary",
      operator: "-",
      operand,
      span: { start, end: operandAt(climbing).end },
    };
  }
  if (minimum > notBinding) {
    const span = { start, end: prefix.end };
    report(log, () => misplacedNot.at({ file: log.file, span }, {}));
  }
  const operand = operation(climbing, notBinding);
  return {
    kind: "unary",
    operator: "not",
    operand,
    span: { start, end: operandAt(climbing).end },
  };
}

function reportChained({ log, chain, index }: Climb, token: Token): void {
  const span = { start: token.startOffset, end: token.end };
  const before = chain.operators
    .slice(0, index)
    .findLast((other) => operators[other.image] === operators[token.image]);
  const labels =
    before === undefined
      ? []
      : [{ file: log.file, span: { start: before.startOffset, end: before.end }, message: "the first" }];
  report(log, () => chainedComparison.at({ file: log.file, span }, { operator: token.image }, { labels }));
}
