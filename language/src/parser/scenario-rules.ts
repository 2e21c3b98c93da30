import type {
  Answer,
  CapabilityFault,
  CrashAtFault,
  CrashFault,
  Fault,
  FaultyBehaviour,
  Given,
  OperatorAction,
  OperatorCommand,
  ScenarioClause,
  ScenarioDeclaration,
} from "../ast/scenario.ts";
import * as kinds from "../lexer/token-types.ts";
import { Identifier, Word, word } from "../lexer/token-types.ts";
import { ExpectationRules } from "./expectation-rules.ts";
import type { Rule } from "./recogniser.ts";

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
      GATE: () => this.ahead(2) !== kinds.Assign,
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
      GATE: () => this.ahead(2) !== kinds.Assign,
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
      GATE: () => this.ahead(2) !== kinds.Assign,
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

  /** Behind a bare `fails`: what follows is no failure's name. */
  private atClauseEnd(): boolean {
    const tokenType = this.ahead(1);
    return this.beginsClause(tokenType) || (tokenType === word.times && this.ahead(2) === kinds.Integer);
  }

  // capabilityFault = path [ "call" INT ] faultyBehaviour ;
  readonly capabilityFault: Rule<CapabilityFault> = this.rule("capabilityFault", () => {
    const capability = this.SUBRULE(this.path);
    const call = this.OPTION(() => {
      this.CONSUME(word.call);
      return this.SUBRULE(this.whole);
    });
    const behaviour = this.SUBRULE(this.faultyBehaviour);
    return { kind: "capabilityFault", capability, call, behaviour, span: this.spanFrom(this.clauseBegin) };
  });

  // crashFault = "crash" ( ( "before" | "after" | "during" ) NAME | "at" expression ) ;
  readonly crashFault: Rule<CrashFault | CrashAtFault> = this.rule("crashFault", () => {
    this.CONSUME(word.crash);
    return this.OR(this.crashAlternatives);
  });

  private readonly crashAlternatives = [
    {
      ALT: (): CrashFault | CrashAtFault => {
        const moment = this.OR2(this.momentAlternatives);
        const step = this.toName(this.CONSUME(Identifier));
        return { kind: "crashFault", moment, step, span: this.spanFrom(this.clauseBegin) };
      },
    },
    {
      ALT: (): CrashFault | CrashAtFault => {
        this.CONSUME(word.at);
        const at = this.SUBRULE(this.expression);
        return { kind: "crashAtFault", at, span: this.spanFrom(this.clauseBegin) };
      },
    },
  ];

  private readonly momentAlternatives = [
    { ALT: (): CrashFault["moment"] => this.CONSUME(word.before) && "before" },
    { ALT: (): CrashFault["moment"] => this.CONSUME(word.after) && "after" },
    { ALT: (): CrashFault["moment"] => this.CONSUME(word.during) && "during" },
  ];

  // faultClause = "fault" ( "resource" NAME "lost" "at" expression [ "for" expression ] | "clock" "jumps" expression
  //             | crashFault | "worker" "dies" "during" NAME | capabilityFault ) ;
  readonly faultClause: Rule<Fault> = this.rule("faultClause", () => {
    this.clauseBegin = this.CONSUME(word.fault).startOffset;
    return this.OR(this.faultAlternatives);
  });

  private readonly faultAlternatives = [
    {
      GATE: () => this.ahead(3) === word.lost,
      ALT: (): Fault => {
        this.CONSUME(word.resource);
        const resource = this.toName(this.CONSUME1(Identifier));
        this.CONSUME(word.lost);
        this.CONSUME(word.at);
        const at = this.SUBRULE1(this.expression);
        const period = this.OPTION(() => {
          this.CONSUME(word.for);
          return this.SUBRULE2(this.expression);
        });
        return { kind: "resourceFault", resource, at, for: period, span: this.spanFrom(this.clauseBegin) };
      },
    },
    {
      GATE: () => this.ahead(2) === word.jumps,
      ALT: (): Fault => {
        this.CONSUME(word.clock);
        this.CONSUME(word.jumps);
        const by = this.SUBRULE3(this.expression);
        return { kind: "clockFault", by, span: this.spanFrom(this.clauseBegin) };
      },
    },
    { GATE: () => !this.behaviourFollows(), ALT: (): Fault => this.SUBRULE(this.crashFault) },
    {
      GATE: () => this.ahead(2) === word.dies,
      ALT: (): Fault => {
        this.CONSUME(word.worker);
        this.CONSUME(word.dies);
        this.CONSUME(word.during);
        const step = this.toName(this.CONSUME2(Identifier));
        return { kind: "workerFault", step, span: this.spanFrom(this.clauseBegin) };
      },
    },
    { ALT: (): Fault => this.SUBRULE(this.capabilityFault) },
  ];

  /** Behind a word that could be `crash` or a capability of that name. */
  private behaviourFollows(): boolean {
    const second = this.ahead(2);
    if (second === kinds.Dot || second === word.call || second === word.fails) return true;
    return second === word.times || second === word.returns || second === word.answers;
  }

  // operatorClause = "operator" ( ( "cancels" | "pauses" | "unpauses" ) "at" expression
  //                | "resolves" NAME expression [ "at" expression ] ) ;
  readonly operatorClause: Rule<OperatorAction> = this.rule("operatorClause", () => {
    this.clauseBegin = this.CONSUME(word.operator).startOffset;
    return this.OR(this.operatorActions);
  });

  private readonly commandAlternatives = [
    { ALT: (): OperatorCommand["command"] => this.CONSUME(word.cancels) && "cancels" },
    { ALT: (): OperatorCommand["command"] => this.CONSUME(word.pauses) && "pauses" },
    { ALT: (): OperatorCommand["command"] => this.CONSUME(word.unpauses) && "unpauses" },
  ];

  private readonly operatorActions = [
    {
      ALT: (): OperatorAction => {
        const command = this.OR2(this.commandAlternatives);
        this.CONSUME1(word.at);
        const at = this.SUBRULE1(this.expression);
        return { kind: "operatorCommand", command, at, span: this.spanFrom(this.clauseBegin) };
      },
    },
    {
      ALT: (): OperatorAction => {
        this.CONSUME(word.resolves);
        const step = this.toName(this.CONSUME(Identifier));
        const resolution = this.SUBRULE2(this.expression);
        const at = this.OPTION(() => {
          this.CONSUME2(word.at);
          return this.SUBRULE3(this.expression);
        });
        return { kind: "operatorResolution", step, resolution, at, span: this.spanFrom(this.clauseBegin) };
      },
    },
  ];

  // scenarioClause = givenClause | answer | faultClause | operatorClause | expectClause ;
  readonly scenarioClause: Rule<ScenarioClause> = this.either<ScenarioClause>("scenarioClause", [
    this.givenClause,
    this.answer,
    this.faultClause,
    this.operatorClause,
    this.expectClause,
  ]);

  // scenario = "scenario" string "for" NAME "{" { scenarioClause } "}" ;
  readonly scenarioDeclaration: Rule<ScenarioDeclaration> = this.rule("scenario", () => {
    this.CONSUME(word.scenario);
    const title = this.SUBRULE(this.string);
    this.CONSUME(word.for);
    const target = this.toName(this.CONSUME(Identifier));
    const clauses = this.braced("scenarioClause", this.scenarioClause);
    return { kind: "scenarioDeclaration", title, target, clauses, ...this.declared() };
  });
}
