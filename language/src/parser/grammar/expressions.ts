import type { TokenType } from "chevrotain";
import type {
  Expression,
  IfExpression,
  Lambda,
  MoneyLiteral,
  Per,
  QuantityLiteral,
  Reference,
} from "../../ast/expressions.ts";
import * as kinds from "../../lexer/token-types.ts";
import { Identifier, Word, word } from "../../lexer/token-types.ts";
import { chainMax } from "../../limits.ts";
import { literalNode } from "../literal-nodes.ts";
import { continuesExpression, loneLiteral, loneReference } from "../lookahead.ts";
import { climb, type Operand, withOperand } from "../operators.ts";
import { type Alternatives, type Parser, type Rule, rule } from "../parser.ts";
import { chainTooLong } from "../syntax-errors.ts";
import { argumentListRule, listRule, matchingRule, recordRule, stringRule } from "./collections.ts";

// expression = lambda | conditional | operation ;
export const expressionRule: Rule<Expression> = rule("expression", (p) => {
  if (p.isAlone(loneReference, continuesExpression)) return readReference(p);
  if (p.isAlone(loneLiteral, continuesExpression)) return readLiteral(p, kinds.LiteralToken);
  p.enter();
  const expression: Expression = p.or(0, expressionAlternatives);
  p.nesting--;
  return expression;
});

const expressionAlternatives: Alternatives<Expression> = [
  { gate: (p) => p.ahead(2) === kinds.FatArrow, read: (p) => p.read(lambdaRule) },
  { read: (p) => p.read(conditionalRule) },
  { read: (p) => p.read(operationRule) },
];

// lambda = NAME "=>" expression ;
export const lambdaRule: Rule<Lambda> = rule("lambda", (p) => {
  const parameter = p.readName(Identifier);
  p.expect(kinds.FatArrow);
  if (p.state.periodNesting === p.nesting) p.state.periodNesting++;
  const body = p.read(expressionRule);
  return { kind: "lambda", parameter, body, span: p.spanFrom(parameter.span.start) };
});

// conditional = "if" expression "then" expression "else" expression ;
export const conditionalRule: Rule<IfExpression> = rule("conditional", (p) => {
  const start = p.expect(word.if);
  const condition = p.read(expressionRule);
  p.expect(word.then);
  const whenTrue = p.read(expressionRule);
  p.expect(word.else);
  if (p.state.periodNesting === p.nesting) p.state.periodNesting++;
  const whenFalse = p.read(expressionRule);
  return { kind: "if", condition, whenTrue, whenFalse, span: p.spanFrom(start) };
});

// operation = operand { BINARY_OPERATOR operand | "is" ["not"] ID } ;
export const operationRule: Rule<Expression> = rule("operation", (p) => {
  const first = p.read(operandRule);
  return p.state.prefixes === undefined && !p.takesMany(0) ? first : chainOf(p, first, takeOperator);
});

/** `take` reads an operator and what stands at its right. */
function chainOf(p: Parser, first: Expression, take: (p: Parser) => void): Expression {
  const { left: outerLeft, chain: outerChain } = p.state;
  p.state.left = operandOf(p, first);
  p.state.chain = undefined;
  p.many(0, take);
  const { left, chain } = p.state;
  p.state.left = outerLeft;
  p.state.chain = outerChain;
  return climb(chain ?? { operands: [left], operators: [] }, p.log);
}

const takeOperator = (p: Parser): void => {
  if (p.state.chain?.operators.length === chainMax) p.failWith(chainTooLong);
  const value = p.or(0, operatorAlternatives);
  p.state.chain = withOperand(p.state.chain, p.state.left, p.state.operator, operandOf(p, value));
};

// range = operand { RANGE_OPERATOR operand } ;
export const rangeRule: Rule<Expression> = rule("range", (p) => {
  const first = p.read(operandRule);
  return chainOf(p, first, takeRangeOperator);
});

const takeRangeOperator = (p: Parser): void => {
  if (p.state.chain?.operators.length === chainMax) p.failWith(chainTooLong);
  const operator = p.consume(kinds.RangeOperator);
  const value = p.read(operandRule);
  p.state.chain = withOperand(p.state.chain, p.state.left, operator, operandOf(p, value));
};

const operatorAlternatives: Alternatives<Operand["value"]> = [
  {
    read: (p) => {
      const operator = p.consume(kinds.BinaryOperatorToken);
      const value = p.read(operandRule);
      p.state.operator = operator;
      return value;
    },
  },
  {
    read: (p) => {
      const operator = p.consume(word.is);
      const negated = p.option(0, () => p.consume(word.not)) !== undefined;
      const what = p.readName(Word);
      p.state.prefixes = undefined;
      p.state.operator = operator;
      return { kind: "isTarget", negated, what };
    },
  },
];

/** The value that was read last, as an operand of a chain. */
function operandOf(p: Parser, value: Operand["value"]): Operand {
  return { value, prefixes: p.state.prefixes, start: p.state.operandStart, end: p.previousEnd() };
}

// operand = { PREFIX_OPERATOR } primary { "." ID | "?." ID | arguments } { "per" ( NAME | QUANTITY | MONEY ) } ;
export const operandRule: Rule<Expression> = rule("operand", (p) => {
  p.state.prefixes = undefined;
  p.many(1, takePrefix);
  const prefixes = p.state.prefixes;
  const start = p.nextStart();
  const primary: Expression = p.or(1, primaryAlternatives);
  const whole = p.takesMany(2) || p.takesMany(3) ? withPostfixes(p, primary, start) : primary;
  p.state.prefixes = prefixes;
  p.state.operandStart = start;
  return whole;
});

function withPostfixes(p: Parser, primary: Expression, start: number): Expression {
  const outer = p.state.object;
  const { objectStart, links } = p.state;
  p.state.object = primary;
  p.state.objectStart = start;
  p.state.links = 0;
  p.many(2, takePostfix);
  if (p.takesMany(3)) p.many(3, periods);
  const whole = p.state.object;
  p.state.object = outer;
  p.state.objectStart = objectStart;
  p.state.links = links;
  return whole;
}

const takePostfix = (p: Parser): void => {
  if (++p.state.links > chainMax) p.failWith(chainTooLong);
  p.state.object = p.or(2, postfixAlternatives);
};

const perBelongs = (p: Parser): boolean => {
  if (p.state.periodNesting !== p.nesting || p.nesting === 0) return true;
  return p.ahead(2) !== kinds.Quantity || p.ahead(3) === word.per;
};

const periods = {
  gate: perBelongs,
  read: (p: Parser): void => {
    if (++p.state.links > chainMax) p.failWith(chainTooLong);
    p.expect(word.per);
    const divisor = p.or(3, divisorAlternatives);
    p.state.object = { kind: "per", operand: p.state.object, divisor, span: p.spanFrom(p.state.objectStart) };
  },
};

const takePrefix = (p: Parser): void => {
  const token = p.consume(kinds.PrefixOperator);
  p.state.prefixes ??= [];
  if (p.state.prefixes.push(token) > chainMax) p.failWith(chainTooLong);
};

// primary = LITERAL | string | NAME | "(" expression ")" | list | record | matching ;
const primaryAlternatives: Alternatives<Expression> = [
  { read: (p) => readReference(p) },
  { read: (p) => readLiteral(p, kinds.LiteralToken) },
  { read: (p) => p.read(stringRule) },
  { read: (p) => parentheses(p) },
  { read: (p) => p.read(listRule) },
  { read: (p) => p.read(recordRule) },
  { read: (p) => p.read(matchingRule) },
];

function parentheses(p: Parser): Expression {
  const open = p.expect(kinds.LeftParen);
  const inner = p.read(expressionRule);
  p.close(kinds.RightParen, open);
  p.parenthesised.add(inner);
  return inner;
}

const postfixAlternatives: Alternatives<Expression> = [
  {
    read: (p) => {
      const { object, objectStart } = p.state;
      p.expect(kinds.Dot);
      const member = p.readName(Word);
      return { kind: "member", object, optional: false, member, span: p.spanFrom(objectStart) };
    },
  },
  {
    read: (p) => {
      const { object, objectStart } = p.state;
      p.expect(kinds.QuestionDot);
      const member = p.readName(Word);
      return { kind: "member", object, optional: true, member, span: p.spanFrom(objectStart) };
    },
  },
  {
    read: (p) => {
      const { object, objectStart } = p.state;
      const args = p.read(argumentListRule);
      return { kind: "call", callee: object, arguments: args, span: p.spanFrom(objectStart) };
    },
  },
];

const divisorAlternatives: Alternatives<Per["divisor"]> = [
  { read: (p) => p.readName(Identifier) },
  { read: (p) => readLiteral(p, kinds.Quantity) as QuantityLiteral },
  { read: (p) => readLiteral(p, kinds.Money) as MoneyLiteral },
];

function readReference(p: Parser): Reference {
  const text = p.textOf(Identifier);
  return { kind: "reference", text, span: p.spanOfLast() };
}

/** As `consume`, of a literal; returns its node. */
export function readLiteral(p: Parser, type: TokenType): Expression {
  const image = p.textOf(type);
  if (p.isRecording) return p.missing();
  return literalNode(p.kindOfLast(), image, p.spanOfLast(), p.log, p.splitOfLast());
}
