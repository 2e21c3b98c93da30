import type { TokenType } from "chevrotain";
import type {
  Argument,
  Expression,
  IfExpression,
  Lambda,
  ListLiteral,
  MatchExpression,
  MoneyLiteral,
  Per,
  QuantityLiteral,
  RecordLiteral,
  Reference,
  StringLiteral,
} from "../ast/expressions.ts";
import type { Token } from "../lexer/token.ts";
import * as kinds from "../lexer/token-types.ts";
import { Identifier, Word, word } from "../lexer/token-types.ts";
import { chainMax } from "../limits.ts";
import { Joiners } from "./joiners.ts";
import { literalNode } from "./literal-nodes.ts";
import { climb, type Operand, type OperatorChain, withOperand } from "./operators.ts";
import { outside, type Rule } from "./recogniser.ts";
import { chainTooLong } from "./syntax-errors.ts";
import { goesOnWithExpression, loneLiteral, loneReference } from "./whole-in-one.ts";

const nothing: Expression = { kind: "missing", span: { start: 0, end: 0 } };

/*
 * What is read again and again, as a chain's operators, is read by closures that are made once. What they share while
 * one chain is read stands in fields of the parser, which the chain around it gets back as it left them; a fault leaves
 * them as they are, since whoever catches one reads no chain.
 */

/** Values: from literals to lambdas. */
export abstract class ExpressionRules extends Joiners {
  // expression = lambda | conditional | operation ;
  readonly expression: Rule<Expression> = this.rule("expression", () => {
    if (this.isAlone(loneReference, goesOnWithExpression)) return this.readReference();
    if (this.isAlone(loneLiteral, goesOnWithExpression)) return this.readLiteral(kinds.Literal);
    this.enter();
    const expression: Expression = this.OR(this.expressionAlternatives);
    this.nesting--;
    return expression;
  });

  private readonly expressionAlternatives = [
    { GATE: () => this.ahead(2) === kinds.FatArrow, ALT: () => this.SUBRULE(this.lambda) },
    { ALT: () => this.SUBRULE(this.conditional) },
    { ALT: () => this.SUBRULE(this.operation) },
  ];

  // lambda = NAME "=>" expression ;
  readonly lambda: Rule<Lambda> = this.rule("lambda", () => {
    const parameter = this.readName(Identifier);
    this.pass(kinds.FatArrow);
    if (this.periodNesting === this.nesting) this.periodNesting++;
    const body = this.SUBRULE(this.expression);
    return { kind: "lambda", parameter, body, span: this.spanFrom(parameter.span.start) };
  });

  // conditional = "if" expression "then" expression "else" expression ;
  readonly conditional: Rule<IfExpression> = this.rule("conditional", () => {
    const start = this.pass(word.if);
    const condition = this.SUBRULE1(this.expression);
    this.pass(word.then);
    const whenTrue = this.SUBRULE2(this.expression);
    this.pass(word.else);
    if (this.periodNesting === this.nesting) this.periodNesting++;
    const whenFalse = this.SUBRULE3(this.expression);
    return { kind: "if", condition, whenTrue, whenFalse, span: this.spanFrom(start) };
  });

  // operation = operand { BINARY_OPERATOR operand | "is" ["not"] ID } ;
  readonly operation: Rule<Expression> = this.rule("operation", () => {
    const first = this.SUBRULE1(this.operand);
    return this.prefixes === undefined && !this.takesMany(0) ? first : this.chainOf(first, this.takeOperator);
  });

  /** `take` reads an operator and what stands at its right. */
  private chainOf(first: Expression, take: () => void): Expression {
    const { left: outerLeft, chain: outerChain } = this;
    this.left = this.operandOf(first);
    this.chain = undefined;
    this.MANY(take);
    const { left, chain } = this;
    this.left = outerLeft;
    this.chain = outerChain;
    return climb(chain ?? { operands: [left], operators: [] }, this.log);
  }

  /** Of the chain at hand its first operand, and, when it has more, all of it. */
  private left: Operand = { value: nothing, prefixes: undefined, start: 0, end: 0 };
  private chain: OperatorChain | undefined;

  private readonly takeOperator = (): void => {
    if (this.chain?.operators.length === chainMax) this.failWith(chainTooLong);
    const value = this.OR(this.operatorAlternatives);
    this.chain = withOperand(this.chain, this.left, this.operator, this.operandOf(value));
  };

  // range = operand { RANGE_OPERATOR operand } ;
  readonly range: Rule<Expression> = this.rule("range", () => {
    const first = this.SUBRULE1(this.operand);
    return this.chainOf(first, this.takeRangeOperator);
  });

  private readonly takeRangeOperator = (): void => {
    if (this.chain?.operators.length === chainMax) this.failWith(chainTooLong);
    const operator = this.CONSUME(kinds.RangeOperator) as Token;
    const value = this.SUBRULE2(this.operand);
    this.chain = withOperand(this.chain, this.left, operator, this.operandOf(value));
  };

  /** The operator that was read last. */
  private operator: Token = outside;

  private readonly operatorAlternatives = [
    {
      ALT: (): Operand["value"] => {
        const operator = this.CONSUME(kinds.BinaryOperator) as Token;
        const value = this.SUBRULE2(this.operand);
        this.operator = operator;
        return value;
      },
    },
    {
      ALT: (): Operand["value"] => {
        const operator = this.CONSUME(word.is) as Token;
        const negated = this.OPTION(() => this.CONSUME(word.not)) !== undefined;
        const what = this.readName(Word);
        this.prefixes = undefined;
        this.operator = operator;
        return { kind: "isTarget", negated, what };
      },
    },
  ];

  /** What was read last, as it stands in a chain. */
  private operandOf(value: Operand["value"]): Operand {
    return { value, prefixes: this.prefixes, start: this.operandStart, end: this.previousEnd() };
  }

  /** Of the operand read last: the operators before it, and where it begins behind them. */
  private prefixes: Token[] | undefined;
  private operandStart = 0;

  // operand = { PREFIX_OPERATOR } primary { "." ID | "?." ID | arguments } { "per" ( NAME | QUANTITY | MONEY ) } ;
  readonly operand: Rule<Expression> = this.rule("operand", () => {
    this.prefixes = undefined;
    this.MANY1(this.takePrefix);
    const prefixes = this.prefixes;
    const start = this.nextStart();
    const primary: Expression = this.OR1(this.primaryAlternatives);
    const whole = this.takesMany(2) || this.takesMany(3) ? this.withPostfixes(primary, start) : primary;
    this.prefixes = prefixes;
    this.operandStart = start;
    return whole;
  });

  private withPostfixes(primary: Expression, start: number): Expression {
    const outer = this.object;
    const { objectStart, links } = this;
    this.object = primary;
    this.objectStart = start;
    this.links = 0;
    this.MANY2(this.takePostfix);
    if (this.takesMany(3)) this.MANY3(this.periods);
    const whole = this.object;
    this.object = outer;
    this.objectStart = objectStart;
    this.links = links;
    return whole;
  }

  /** What the next postfix belongs to, where that begins, and how many it has already. */
  private object: Expression = nothing;
  private objectStart = 0;
  private links = 0;

  private readonly takePostfix = (): void => {
    if (++this.links > chainMax) this.failWith(chainTooLong);
    this.object = this.OR2(this.postfixAlternatives);
  };

  /**
   * While a condition is read behind which `per` and a period may come, as in `at most 2 a when b per 1h`: how deep it
   * is nested; else 0. Its last `per` is then the period's, if a quantity follows, unless it stands in brackets.
   */
  protected periodNesting = 0;

  private readonly perBelongs = (): boolean => {
    if (this.periodNesting !== this.nesting || this.nesting === 0) return true;
    return this.ahead(2) !== kinds.Quantity || this.ahead(3) === word.per;
  };

  private readonly periods = {
    GATE: this.perBelongs,
    DEF: (): void => {
      if (++this.links > chainMax) this.failWith(chainTooLong);
      this.pass(word.per);
      const divisor = this.OR3(this.divisorAlternatives);
      this.object = { kind: "per", operand: this.object, divisor, span: this.spanFrom(this.objectStart) };
    },
  };

  private readonly takePrefix = (): void => {
    const token = this.CONSUME(kinds.PrefixOperator) as Token;
    this.prefixes ??= [];
    if (this.prefixes.push(token) > chainMax) this.failWith(chainTooLong);
  };

  // primary = LITERAL | string | NAME | "(" expression ")" | list | record | matching ;
  private readonly primaryAlternatives = [
    { ALT: (): Expression => this.readReference() },
    { ALT: (): Expression => this.readLiteral(kinds.Literal) },
    { ALT: (): Expression => this.SUBRULE(this.string) },
    { ALT: (): Expression => this.parentheses() },
    { ALT: (): Expression => this.SUBRULE(this.list) },
    { ALT: (): Expression => this.SUBRULE(this.record) },
    { ALT: (): Expression => this.SUBRULE(this.matching) },
  ];

  private parentheses(): Expression {
    const open = this.pass(kinds.LeftParen);
    const inner = this.SUBRULE(this.expression);
    this.close(kinds.RightParen, open);
    this.parenthesised.add(inner);
    return inner;
  }

  private readonly postfixAlternatives = [
    {
      ALT: (): Expression => {
        const { object, objectStart } = this;
        this.pass(kinds.Dot);
        const member = this.readName(Word, 1);
        return { kind: "member", object, optional: false, member, span: this.spanFrom(objectStart) };
      },
    },
    {
      ALT: (): Expression => {
        const { object, objectStart } = this;
        this.pass(kinds.QuestionDot);
        const member = this.readName(Word, 2);
        return { kind: "member", object, optional: true, member, span: this.spanFrom(objectStart) };
      },
    },
    {
      ALT: (): Expression => {
        const { object, objectStart } = this;
        const args = this.SUBRULE(this.argumentList);
        return { kind: "call", callee: object, arguments: args, span: this.spanFrom(objectStart) };
      },
    },
  ];

  private readonly divisorAlternatives = [
    { ALT: (): Per["divisor"] => this.readName(Identifier, 2) },
    { ALT: (): Per["divisor"] => this.readLiteral(kinds.Quantity) as QuantityLiteral },
    { ALT: (): Per["divisor"] => this.readLiteral(kinds.Money) as MoneyLiteral },
  ];

  abstract override readonly string: Rule<StringLiteral>;
  abstract readonly list: Rule<ListLiteral>;
  abstract readonly record: Rule<RecordLiteral>;
  abstract readonly matching: Rule<MatchExpression>;
  abstract readonly argumentList: Rule<readonly Argument[]>;

  private readReference(): Reference {
    const text = this.textOf(Identifier);
    return { kind: "reference", text, span: this.spanOfLast() };
  }

  /** As CONSUME, of a literal. */
  protected readLiteral(type: TokenType): Expression {
    const image = this.textOf(type);
    if (this.RECORDING_PHASE) return this.missing();
    return literalNode(this.kindOfLast(), image, this.spanOfLast(), this.log, this.splitOfLast());
  }
}
