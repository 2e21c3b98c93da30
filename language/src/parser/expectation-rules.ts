import type { TokenType } from "chevrotain";
import type { Expression } from "../ast/expressions.ts";
import type { Expectation, ExpectFailed } from "../ast/scenario.ts";
import * as kinds from "../lexer/token-types.ts";
import { Identifier, word } from "../lexer/token-types.ts";
import type { Rule } from "./recogniser.ts";
import { TriggerRules } from "./trigger-rules.ts";

/** What a scenario expects. */
export abstract class ExpectationRules extends TriggerRules {
  private expectBegin = 0;

  // expectClause = "expect" ( "completed" [ "by" NAME ] | "failed" [ "with" ( string | NAME ) ] | "waiting"
  //              | "in" "doubt" NAME | "breached" NAME | "never" selector [ ofArguments ]
  //              | "each" path "once" [ ofArguments ] | "undone" path | "within" expression
  //              | path "once" [ ofArguments ] | action "before" action | expression ) ;
  readonly expectClause: Rule<Expectation> = this.rule("expectClause", () => {
    this.expectBegin = this.pass(word.expect);
    return this.OR(this.expectAlternatives);
  });

  private readonly expectAlternatives = [
    {
      GATE: () => this.standsAlone(),
      ALT: (): Expectation => {
        this.pass(word.completed);
        const by = this.OPTION1(() => {
          this.pass(word.by);
          return this.readName(Identifier, 1);
        });
        return { kind: "expectCompleted", by, span: this.spanFrom(this.expectBegin) };
      },
    },
    { GATE: () => this.standsAlone(), ALT: (): Expectation => this.SUBRULE(this.expectFailed) },
    {
      GATE: () => this.standsAlone(),
      ALT: (): Expectation => {
        this.pass(word.waiting);
        return { kind: "expectWaiting", span: this.spanFrom(this.expectBegin) };
      },
    },
    {
      GATE: () => this.ahead(2) === word.doubt,
      ALT: (): Expectation => {
        this.pass(word.in);
        this.pass(word.doubt);
        const step = this.readName(Identifier, 2);
        return { kind: "expectInDoubt", step, span: this.spanFrom(this.expectBegin) };
      },
    },
    {
      GATE: () => this.standsBeforeWord(),
      ALT: (): Expectation => {
        this.pass(word.breached);
        const rule = this.readName(Identifier, 3);
        return { kind: "expectBreached", rule, span: this.spanFrom(this.expectBegin) };
      },
    },
    {
      GATE: () => this.standsBeforeWord(),
      ALT: (): Expectation => {
        this.pass(word.never);
        const selector = this.SUBRULE(this.selector);
        const condition = this.OPTION2(() => this.SUBRULE1(this.ofArguments));
        return { kind: "expectNever", selector, condition, span: this.spanFrom(this.expectBegin) };
      },
    },
    {
      GATE: () => this.standsBeforeWord(),
      ALT: (): Expectation => {
        this.pass(word.each);
        const capability = this.SUBRULE1(this.path);
        this.pass(word.once, 1);
        const condition = this.OPTION3(() => this.SUBRULE2(this.ofArguments));
        return {
          kind: "expectOnce",
          capability,
          each: true,
          condition,
          span: this.spanFrom(this.expectBegin),
        };
      },
    },
    {
      GATE: () => this.standsBeforeWord(),
      ALT: (): Expectation => {
        this.pass(word.undone);
        const capability = this.SUBRULE2(this.path);
        return { kind: "expectUndone", capability, span: this.spanFrom(this.expectBegin) };
      },
    },
    {
      GATE: () => this.standsAlone(),
      ALT: (): Expectation => {
        this.pass(word.within);
        const duration = this.SUBRULE1(this.expression);
        return { kind: "expectWithin", duration, span: this.spanFrom(this.expectBegin) };
      },
    },
    {
      GATE: () => this.ahead(this.pathLength() + 1) === word.once,
      ALT: (): Expectation => {
        const capability = this.SUBRULE3(this.path);
        this.pass(word.once, 2);
        const condition = this.OPTION4(() => this.SUBRULE3(this.ofArguments));
        return {
          kind: "expectOnce",
          capability,
          each: false,
          condition,
          span: this.spanFrom(this.expectBegin),
        };
      },
    },
    {
      GATE: () => this.actionFollows(),
      ALT: (): Expectation => {
        const first = this.SUBRULE1(this.action);
        this.pass(word.before);
        const second = this.SUBRULE2(this.action);
        return { kind: "expectBefore", first, second, span: this.spanFrom(this.expectBegin) };
      },
    },
    {
      ALT: (): Expectation => {
        const condition = this.SUBRULE2(this.expression);
        return { kind: "expectCondition", condition, span: this.spanFrom(this.expectBegin) };
      },
    },
  ];

  // ofArguments = "when" expression ;
  private readonly ofArguments: Rule<Expression> = this.rule("ofArguments", () => {
    this.pass(word.when);
    return this.SUBRULE(this.expression);
  });

  // expectFailed = "failed" [ "with" ( string | NAME ) ] ;
  readonly expectFailed: Rule<ExpectFailed> = this.rule("expectFailed", () => {
    this.pass(word.failed);
    const reason = this.OPTION((): ExpectFailed["with"] => {
      this.pass(word.with);
      return this.OR(this.reasonAlternatives);
    });
    return { kind: "expectFailed", with: reason, span: this.spanFrom(this.expectBegin) };
  });

  private readonly reasonAlternatives = [
    { ALT: (): ExpectFailed["with"] => this.SUBRULE(this.string) },
    { ALT: (): ExpectFailed["with"] => this.readName(Identifier) },
  ];

  /** Whether the word says something by itself: none follows it that would make it a name. */
  private standsAlone(): boolean {
    const second = this.ahead(2);
    return second !== word.once && second !== word.before && second !== kinds.Dot;
  }

  /** Whether a word follows that this one can be about. */
  private standsBeforeWord(): boolean {
    return this.standsAlone() && this.isWord(this.ahead(2)) && !this.beginsClause(this.ahead(2));
  }

  /** Whether an action's `before`, state or `when` follows a selector. */
  private actionFollows(): boolean {
    const first = this.ahead(1);
    const isPair =
      (first === word.tagged || first === word.kind) && this.isWord(this.ahead(2)) && !this.namesAction();
    const behind = this.ahead((isPair ? 2 : this.pathLength()) + 1);
    const isState = behind === word.granted || behind === word.completed || behind === word.failed;
    return isState || behind === word.before || behind === word.when;
  }

  /** The number of tokens of the path that follows. */
  private pathLength(): number {
    let length = 1;
    while (this.ahead(length + 1) === kinds.Dot) length += 2;
    return length;
  }

  /** Whether the word begins a scenario's next clause. */
  protected beginsClause(type: TokenType): boolean {
    if (type === word.given || type === word.answer || type === word.fault) return true;
    return type === word.operator || type === word.expect;
  }
}
