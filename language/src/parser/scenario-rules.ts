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
    this.clauseBegin = this.pass(word.given);
    return this.OR(this.givenAlternatives);
  });

  private readonly givenAlternatives = [
    {
      GATE: () => this.ahead(2) !== kinds.Assign,
      ALT: (): Given => {
        this.pass(word.signal);
        const signal = this.readName(Identifier, 1);
        const args = this.OPTION1(() => this.SUBRULE(this.argumentList));
        this.pass(kinds.Assign, 1);
        const value = this.SUBRULE1(this.expression);
        return { kind: "givenSignal", signal, arguments: args, value, span: this.spanFrom(this.clauseBegin) };
      },
    },
    {
      GATE: () => this.ahead(2) !== kinds.Assign,
      ALT: (): Given => {
        this.pass(word.event);
        const event = this.SUBRULE(this.invocation);
        this.pass(word.at, 1);
        const at = this.SUBRULE2(this.expression);
        const twice = this.OPTION2(() => this.CONSUME(word.twice)) !== undefined;
        return { kind: "givenEvent", event, at, twice, span: this.spanFrom(this.clauseBegin) };
      },
    },
    {
      GATE: () => this.ahead(2) !== kinds.Assign,
      ALT: (): Given => {
        this.pass(word.consent);
        const scope = this.SUBRULE(this.string);
        this.pass(word.withdrawn);
        this.pass(word.at, 2);
        const at = this.SUBRULE3(this.expression);
        return { kind: "givenConsent", scope, at, span: this.spanFrom(this.clauseBegin) };
      },
    },
    {
      ALT: (): Given => {
        const name = this.readName(Identifier, 2);
        this.pass(kinds.Assign, 2);
        const value = this.SUBRULE4(this.expression);
        return { kind: "givenValue", name, value, span: this.spanFrom(this.clauseBegin) };
      },
    },
  ];

  // answer = "answer" path "with" expression [ "after" expression ] ;
  readonly answer: Rule<Answer> = this.rule("answer", () => {
    const start = this.pass(word.answer);
    const capability = this.SUBRULE(this.path);
    this.pass(word.with);
    const value = this.SUBRULE1(this.expression);
    const after = this.OPTION(() => {
      this.pass(word.after);
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
        const start = this.pass(word.fails);
        const failure = this.atClauseEnd() ? undefined : this.OPTION1(() => this.readName(Word));
        const message = this.OPTION2(() => this.SUBRULE(this.string));
        const times = this.OPTION3(() => {
          this.pass(word.times, 1);
          return this.SUBRULE1(this.whole);
        });
        return { kind: "fails", failure, message, times, span: this.spanFrom(start) };
      },
    },
    {
      ALT: (): FaultyBehaviour => {
        const start = this.pass(word.times, 2);
        this.pass(word.out);
        const times = this.OPTION4(() => {
          this.pass(word.times, 3);
          return this.SUBRULE2(this.whole);
        });
        return { kind: "timesOut", times, span: this.spanFrom(start) };
      },
    },
    {
      ALT: (): FaultyBehaviour => {
        const start = this.pass(word.returns);
        const value = this.SUBRULE1(this.expression);
        return { kind: "returns", value, span: this.spanFrom(start) };
      },
    },
    {
      ALT: (): FaultyBehaviour => {
        this.behaviourStart = this.pass(word.answers);
        return this.OR2(this.answersAlternatives);
      },
    },
  ];

  private behaviourStart = 0;
  private readonly answersAlternatives = [
    {
      ALT: (): FaultyBehaviour => {
        this.pass(word.twice);
        return { kind: "answersTwice", span: this.spanFrom(this.behaviourStart) };
      },
    },
    {
      ALT: (): FaultyBehaviour => {
        const start = this.behaviourStart;
        this.pass(word.late);
        this.pass(word.after);
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
      this.pass(word.call);
      return this.SUBRULE(this.whole);
    });
    const behaviour = this.SUBRULE(this.faultyBehaviour);
    return { kind: "capabilityFault", capability, call, behaviour, span: this.spanFrom(this.clauseBegin) };
  });

  // crashFault = "crash" ( ( "before" | "after" | "during" ) NAME | "at" expression ) ;
  readonly crashFault: Rule<CrashFault | CrashAtFault> = this.rule("crashFault", () => {
    this.pass(word.crash);
    return this.OR(this.crashAlternatives);
  });

  private readonly crashAlternatives = [
    {
      ALT: (): CrashFault | CrashAtFault => {
        const moment = this.OR2(this.momentAlternatives);
        const step = this.readName(Identifier);
        return { kind: "crashFault", moment, step, span: this.spanFrom(this.clauseBegin) };
      },
    },
    {
      ALT: (): CrashFault | CrashAtFault => {
        this.pass(word.at);
        const at = this.SUBRULE(this.expression);
        return { kind: "crashAtFault", at, span: this.spanFrom(this.clauseBegin) };
      },
    },
  ];

  private readonly momentAlternatives = [
    { ALT: (): CrashFault["moment"] => this.passed(word.before, "before") },
    { ALT: (): CrashFault["moment"] => this.passed(word.after, "after") },
    { ALT: (): CrashFault["moment"] => this.passed(word.during, "during") },
  ];

  // faultClause = "fault" ( "resource" NAME "lost" "at" expression [ "for" expression ] | "clock" "jumps" expression
  //             | crashFault | "worker" "dies" "during" NAME | capabilityFault ) ;
  readonly faultClause: Rule<Fault> = this.rule("faultClause", () => {
    this.clauseBegin = this.pass(word.fault);
    return this.OR(this.faultAlternatives);
  });

  private readonly faultAlternatives = [
    {
      GATE: () => this.ahead(3) === word.lost,
      ALT: (): Fault => {
        this.pass(word.resource);
        const resource = this.readName(Identifier, 1);
        this.pass(word.lost);
        this.pass(word.at);
        const at = this.SUBRULE1(this.expression);
        const period = this.OPTION(() => {
          this.pass(word.for);
          return this.SUBRULE2(this.expression);
        });
        return { kind: "resourceFault", resource, at, for: period, span: this.spanFrom(this.clauseBegin) };
      },
    },
    {
      GATE: () => this.ahead(2) === word.jumps,
      ALT: (): Fault => {
        this.pass(word.clock);
        this.pass(word.jumps);
        const by = this.SUBRULE3(this.expression);
        return { kind: "clockFault", by, span: this.spanFrom(this.clauseBegin) };
      },
    },
    { GATE: () => !this.behaviourFollows(), ALT: (): Fault => this.SUBRULE(this.crashFault) },
    {
      GATE: () => this.ahead(2) === word.dies,
      ALT: (): Fault => {
        this.pass(word.worker);
        this.pass(word.dies);
        this.pass(word.during);
        const step = this.readName(Identifier, 2);
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
    this.clauseBegin = this.pass(word.operator);
    return this.OR(this.operatorActions);
  });

  private readonly commandAlternatives = [
    { ALT: (): OperatorCommand["command"] => this.passed(word.cancels, "cancels") },
    { ALT: (): OperatorCommand["command"] => this.passed(word.pauses, "pauses") },
    { ALT: (): OperatorCommand["command"] => this.passed(word.unpauses, "unpauses") },
  ];

  private readonly operatorActions = [
    {
      ALT: (): OperatorAction => {
        const command = this.OR2(this.commandAlternatives);
        this.pass(word.at, 1);
        const at = this.SUBRULE1(this.expression);
        return { kind: "operatorCommand", command, at, span: this.spanFrom(this.clauseBegin) };
      },
    },
    {
      ALT: (): OperatorAction => {
        this.pass(word.resolves);
        const step = this.readName(Identifier);
        const resolution = this.SUBRULE2(this.expression);
        const at = this.OPTION(() => {
          this.pass(word.at, 2);
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
    this.pass(word.scenario);
    const title = this.SUBRULE(this.string);
    this.pass(word.for);
    const target = this.readName(Identifier);
    const clauses = this.braced("scenarioClause", this.scenarioClause);
    return { kind: "scenarioDeclaration", title, target, clauses, ...this.declared() };
  });
}
