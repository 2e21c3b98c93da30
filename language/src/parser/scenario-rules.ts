import type {
  Answer,
  Fault,
  FaultyBehaviour,
  Given,
  OperatorAction,
  ScenarioClause,
  ScenarioDeclaration,
} from "../ast/scenario.ts";
import * as kinds from "../lexer/token-types.ts";
import { Identifier, Word, word } from "../lexer/token-types.ts";
import type { Rule } from "./base.ts";
import { ExpectationRules } from "./expectation-rules.ts";

/** Scenarios: what is given, answered, broken and done by an operator. */
export abstract class ScenarioRules extends ExpectationRules {
  /** Where the clause at hand begins: at its `given`, `fault` and so on. */
  private clauseBegin = 0;

  // givenClause = "given" ( "signal" NAME [ arguments ] "=" expression | "event" call "at" expression [ "twice" ]
  //             | "consent" string "withdrawn" "at" expression | NAME "=" expression ) ;
  readonly givenClause: Rule<Given> = this.rule("givenClause", () => {
    this.clauseBegin = this.CONSUME(word.given).startOffset;
    return this.OR(this.givenAlternatives);
  });

  private readonly givenAlternatives = [
    {
      GATE: () => this.LA(2).tokenType !== kinds.Assign,
      ALT: (): Given => {
        this.CONSUME(word.signal);
        const signal = this.toName(this.CONSUME1(Identifier));
        const args = this.OPTION1(() => this.SUBRULE(this.argumentList));
        this.CONSUME1(kinds.Assign);
        const value = this.SUBRULE1(this.expression);
        return { kind: "givenSignal", signal, arguments: args, value, span: this.spanFrom(this.clauseBegin) };
      },
    },
    {
      GATE: () => this.LA(2).tokenType !== kinds.Assign,
      ALT: (): Given => {
        this.CONSUME(word.event);
        const event = this.SUBRULE(this.invocation);
        this.CONSUME1(word.at);
        const at = this.SUBRULE2(this.expression);
        const twice = this.OPTION2(() => this.CONSUME(word.twice)) !== undefined;
        return { kind: "givenEvent", event, at, twice, span: this.spanFrom(this.clauseBegin) };
      },
    },
    {
      GATE: () => this.LA(2).tokenType !== kinds.Assign,
      ALT: (): Given => {
        this.CONSUME(word.consent);
        const scope = this.SUBRULE(this.string);
        this.CONSUME(word.withdrawn);
        this.CONSUME2(word.at);
        const at = this.SUBRULE3(this.expression);
        return { kind: "givenConsent", scope, at, span: this.spanFrom(this.clauseBegin) };
      },
    },
    {
      ALT: (): Given => {
        const name = this.toName(this.CONSUME2(Identifier));
        this.CONSUME2(kinds.Assign);
        const value = this.SUBRULE4(this.expression);
        return { kind: "givenValue", name, value, span: this.spanFrom(this.clauseBegin) };
      },
    },
  ];

  // answer = "answer" path "with" expression [ "after" expression ] ;
  readonly answer: Rule<Answer> = this.rule("answer", () => {
    const start = this.CONSUME(word.answer).startOffset;
    const capability = this.SUBRULE(this.path);
    this.CONSUME(word.with);
    const value = this.SUBRULE1(this.expression);
    const after = this.OPTION(() => {
      this.CONSUME(word.after);
      return this.SUBRULE2(this.expression);
    });
    return { kind: "answer", capability, value, after, span: this.spanFrom(start) };
  });

  // faultyBehaviour = "fails" [ ID ] [ string ] [ "times" INT ] | "times" "out" [ "times" INT ] | "returns" expression
  //                 | "answers" ( "twice" | "late" "after" expression ) ;
  readonly faultyBehaviour: Rule<FaultyBehaviour> = this.rule("faultyBehaviour", () =>
    this.OR(this.behaviourAlternatives),
  );

  private readonly behaviourAlternatives = [
    {
      ALT: (): FaultyBehaviour => {
        const start = this.CONSUME(word.fails).startOffset;
        const failure = this.atClauseEnd() ? undefined : this.OPTION1(() => this.toName(this.CONSUME(Word)));
        const message = this.OPTION2(() => this.SUBRULE(this.string));
        const times = this.OPTION3(() => {
          this.CONSUME1(word.times);
          return this.SUBRULE1(this.whole);
        });
        return { kind: "fails", failure, message, times, span: this.spanFrom(start) };
      },
    },
    {
      ALT: (): FaultyBehaviour => {
        const start = this.CONSUME2(word.times).startOffset;
        this.CONSUME(word.out);
        const times = this.OPTION4(() => {
          this.CONSUME3(word.times);
          return this.SUBRULE2(this.whole);
        });
        return { kind: "timesOut", times, span: this.spanFrom(start) };
      },
    },
    {
      ALT: (): FaultyBehaviour => {
        const start = this.CONSUME(word.returns).startOffset;
        const value = this.SUBRULE1(this.expression);
        return { kind: "returns", value, span: this.spanFrom(start) };
      },
    },
    {
      ALT: (): FaultyBehaviour => {
        this.behaviourStart = this.CONSUME(word.answers).startOffset;
        return this.OR2(this.answersAlternatives);
      },
    },
  ];

  private behaviourStart = 0;
  private readonly answersAlternatives = [
    {
      ALT: (): FaultyBehaviour => {
        this.CONSUME(word.twice);
        return { kind: "answersTwice", span: this.spanFrom(this.behaviourStart) };
      },
    },
    {
      ALT: (): FaultyBehaviour => {
        const start = this.behaviourStart;
        this.CONSUME(word.late);
        this.CONSUME(word.after);
        const after = this.SUBRULE2(this.expression);
        return { kind: "answersLate", after, span: this.spanFrom(start) };
      },
    },
  ];

  /** Behind a bare `fails`: the next clause's word is no failure's name. */
  private atClauseEnd(): boolean {
    return this.LA(1).tokenType === word.times && this.LA(2).tokenType === kinds.Integer;
  }
}
