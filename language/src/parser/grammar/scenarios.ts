import type {
  Answer,
  ApprovalFault,
  CapabilityFault,
  CrashAtFault,
  CrashFault,
  Fault,
  FaultyBehaviour,
  Given,
  OperatorAction,
  ScenarioClause,
  ScenarioDeclaration,
} from "../../ast/scenario.ts";
import * as kinds from "../../lexer/token-types.ts";
import { Identifier, Word, word } from "../../lexer/token-types.ts";
import { type Alternatives, type Parser, type Rule, rule } from "../parser.ts";
import { wholeRule } from "./clauses.ts";
import { argumentListRule, invocationRule, pathRule, stringRule } from "./collections.ts";
import { declared } from "./declared.ts";
import { beginsClause, expectClauseRule } from "./expectations.ts";
import { expressionRule } from "./expressions.ts";
import { either, oneOf } from "./shapes.ts";

// givenClause = "given" ( "signal" NAME [ arguments ] "=" expression [ "at" expression ]
//             | "event" call "at" expression [ "twice" ] | "consent" string "withdrawn" "at" expression | NAME "=" expression ) ;
export const givenClauseRule: Rule<Given> = rule("givenClause", (p) => {
  p.state.clauseStart = p.expect(word.given);
  return p.or(0, givenAlternatives);
});

const givenAlternatives: Alternatives<Given> = [
  {
    gate: (p) => p.ahead(2) !== kinds.Assign,
    read: (p) => {
      p.expect(word.signal);
      const signal = p.readName(Identifier);
      const args = p.option(1, () => p.read(argumentListRule));
      p.expect(kinds.Assign);
      const value = p.read(expressionRule);
      const at = p.optionAfter(3, word.at, expressionRule);
      const span = p.spanFrom(p.state.clauseStart);
      return { kind: "givenSignal", signal, arguments: args, value, at, span };
    },
  },
  {
    gate: (p) => p.ahead(2) !== kinds.Assign,
    read: (p) => {
      p.expect(word.event);
      const event = p.read(invocationRule);
      p.expect(word.at);
      const at = p.read(expressionRule);
      const twice = p.option(2, () => p.consume(word.twice)) !== undefined;
      return { kind: "givenEvent", event, at, twice, span: p.spanFrom(p.state.clauseStart) };
    },
  },
  {
    gate: (p) => p.ahead(2) !== kinds.Assign,
    read: (p) => {
      p.expect(word.consent);
      const scope = p.read(stringRule);
      p.expect(word.withdrawn);
      p.expect(word.at);
      const at = p.read(expressionRule);
      return { kind: "givenConsent", scope, at, span: p.spanFrom(p.state.clauseStart) };
    },
  },
  {
    read: (p) => {
      const name = p.readName(Identifier);
      p.expect(kinds.Assign);
      const value = p.read(expressionRule);
      return { kind: "givenValue", name, value, span: p.spanFrom(p.state.clauseStart) };
    },
  },
];

// answer = "answer" path "with" expression [ "after" expression ] ;
export const answerRule: Rule<Answer> = rule("answer", (p) => {
  const start = p.expect(word.answer);
  const capability = p.read(pathRule);
  p.expect(word.with);
  const value = p.read(expressionRule);
  const after = p.optionAfter(0, word.after, expressionRule);
  return { kind: "answer", capability, value, after, span: p.spanFrom(start) };
});

// faultyBehaviour = "fails" [ ID ] [ string ] [ "times" INT ] | "times" "out" [ "times" INT ] | "returns" expression
//                 | "answers" ( "twice" | "late" "after" expression ) ;
export const faultyBehaviourRule: Rule<FaultyBehaviour> = rule("faultyBehaviour", (p) =>
  p.or(0, behaviourAlternatives),
);

const behaviourAlternatives: Alternatives<FaultyBehaviour> = [
  {
    read: (p) => {
      const start = p.expect(word.fails);
      const failure = atClauseEnd(p) ? undefined : p.option(1, () => p.readName(Word));
      const message = p.option(2, () => p.read(stringRule));
      const times = p.optionAfter(3, word.times, wholeRule);
      return { kind: "fails", failure, message, times, span: p.spanFrom(start) };
    },
  },
  {
    read: (p) => {
      const start = p.expect(word.times);
      p.expect(word.out);
      const times = p.optionAfter(4, word.times, wholeRule);
      return { kind: "timesOut", times, span: p.spanFrom(start) };
    },
  },
  {
    read: (p) => {
      const start = p.expect(word.returns);
      const value = p.read(expressionRule);
      return { kind: "returns", value, span: p.spanFrom(start) };
    },
  },
  {
    read: (p) => {
      p.state.partStart = p.expect(word.answers);
      return p.or(2, answersAlternatives);
    },
  },
];

const answersAlternatives: Alternatives<FaultyBehaviour> = [
  {
    read: (p) => {
      p.expect(word.twice);
      return { kind: "answersTwice", span: p.spanFrom(p.state.partStart) };
    },
  },
  {
    read: (p) => {
      const start = p.state.partStart;
      p.expect(word.late);
      p.expect(word.after);
      const after = p.read(expressionRule);
      return { kind: "answersLate", after, span: p.spanFrom(start) };
    },
  },
];

/** Behind a bare `fails`: what follows is no failure's name. */
function atClauseEnd(p: Parser): boolean {
  const tokenType = p.ahead(1);
  return beginsClause(p, tokenType) || (tokenType === word.times && p.ahead(2) === kinds.Integer);
}

// capabilityFault = path [ "call" INT ] faultyBehaviour ;
export const capabilityFaultRule: Rule<CapabilityFault> = rule("capabilityFault", (p) => {
  const capability = p.read(pathRule);
  const call = p.optionAfter(0, word.call, wholeRule);
  const behaviour = p.read(faultyBehaviourRule);
  return { kind: "capabilityFault", capability, call, behaviour, span: p.spanFrom(p.state.clauseStart) };
});

// approvalFault = "approval" "by" path [ "call" INT ] ( "refused" | "times" "out" ) ;
export const approvalFaultRule: Rule<ApprovalFault> = rule("approvalFault", (p) => {
  p.expect(word.approval);
  p.expect(word.by);
  const role = p.read(pathRule);
  const call = p.optionAfter(0, word.call, wholeRule);
  const behaviour = p.or(2, approvalAlternatives);
  return { kind: "approvalFault", role, call, behaviour, span: p.spanFrom(p.state.clauseStart) };
});

const approvalAlternatives: Alternatives<ApprovalFault["behaviour"]> = [
  {
    read: (p) => {
      p.expect(word.refused);
      return "refused";
    },
  },
  {
    read: (p) => {
      p.expect(word.times);
      p.expect(word.out);
      return "timesOut";
    },
  },
];

// crashFault = "crash" ( ( "before" | "after" | "during" ) NAME | "at" expression ) ;
export const crashFaultRule: Rule<CrashFault | CrashAtFault> = rule("crashFault", (p) => {
  p.expect(word.crash);
  return p.or(0, crashAlternatives);
});

const crashAlternatives: Alternatives<CrashFault | CrashAtFault> = [
  {
    read: (p) => {
      const moment = p.or(2, momentAlternatives);
      const step = p.readName(Identifier);
      return { kind: "crashFault", moment, step, span: p.spanFrom(p.state.clauseStart) };
    },
  },
  {
    read: (p) => {
      p.expect(word.at);
      const at = p.read(expressionRule);
      return { kind: "crashAtFault", at, span: p.spanFrom(p.state.clauseStart) };
    },
  },
];

const momentAlternatives = oneOf("before", "after", "during");

// faultClause = "fault" ( "resource" NAME "lost" "at" expression [ "for" expression ] | "clock" "jumps" expression
//             | crashFault | "worker" "dies" "during" NAME | approvalFault | capabilityFault ) ;
export const faultClauseRule: Rule<Fault> = rule("faultClause", (p) => {
  p.state.clauseStart = p.expect(word.fault);
  return p.or(0, faultAlternatives);
});

const faultAlternatives: Alternatives<Fault> = [
  {
    gate: (p) => p.ahead(3) === word.lost,
    read: (p) => {
      p.expect(word.resource);
      const resource = p.readName(Identifier);
      p.expect(word.lost);
      p.expect(word.at);
      const at = p.read(expressionRule);
      const period = p.optionAfter(0, word.for, expressionRule);
      return { kind: "resourceFault", resource, at, for: period, span: p.spanFrom(p.state.clauseStart) };
    },
  },
  {
    gate: (p) => p.ahead(2) === word.jumps,
    read: (p) => {
      p.expect(word.clock);
      p.expect(word.jumps);
      const by = p.read(expressionRule);
      return { kind: "clockFault", by, span: p.spanFrom(p.state.clauseStart) };
    },
  },
  { gate: (p) => !behaviourFollows(p), read: (p) => p.read(crashFaultRule) },
  {
    gate: (p) => p.ahead(2) === word.dies,
    read: (p) => {
      p.expect(word.worker);
      p.expect(word.dies);
      p.expect(word.during);
      const step = p.readName(Identifier);
      return { kind: "workerFault", step, span: p.spanFrom(p.state.clauseStart) };
    },
  },
  { gate: (p) => p.ahead(2) === word.by, read: (p) => p.read(approvalFaultRule) },
  { read: (p) => p.read(capabilityFaultRule) },
];

/** Behind a word that could be `crash` or a capability of that name. */
function behaviourFollows(p: Parser): boolean {
  const second = p.ahead(2);
  if (second === kinds.Dot || second === word.call || second === word.fails) return true;
  return second === word.times || second === word.returns || second === word.answers;
}

// operatorClause = "operator" ( ( "cancels" | "pauses" | "unpauses" ) "at" expression
//                | "resolves" NAME expression [ "at" expression ] ) ;
export const operatorClauseRule: Rule<OperatorAction> = rule("operatorClause", (p) => {
  p.state.clauseStart = p.expect(word.operator);
  return p.or(0, operatorActions);
});

const commandAlternatives = oneOf("cancels", "pauses", "unpauses");

const operatorActions: Alternatives<OperatorAction> = [
  {
    read: (p) => {
      const command = p.or(2, commandAlternatives);
      p.expect(word.at);
      const at = p.read(expressionRule);
      return { kind: "operatorCommand", command, at, span: p.spanFrom(p.state.clauseStart) };
    },
  },
  {
    read: (p) => {
      p.expect(word.resolves);
      const step = p.readName(Identifier);
      const resolution = p.read(expressionRule);
      const at = p.optionAfter(0, word.at, expressionRule);
      return { kind: "operatorResolution", step, resolution, at, span: p.spanFrom(p.state.clauseStart) };
    },
  },
];

// scenarioClause = givenClause | answer | faultClause | operatorClause | expectClause ;
export const scenarioClauseRule: Rule<ScenarioClause> = either<ScenarioClause>("scenarioClause", [
  givenClauseRule,
  answerRule,
  faultClauseRule,
  operatorClauseRule,
  expectClauseRule,
]);

// scenario = "scenario" string "for" NAME "{" { scenarioClause } "}" ;
export const scenarioDeclarationRule: Rule<ScenarioDeclaration> = rule("scenario", (p) => {
  p.expect(word.scenario);
  const title = p.read(stringRule);
  p.expect(word.for);
  const target = p.readName(Identifier);
  const clauses = p.braced({ part: scenarioClauseRule });
  return { kind: "scenarioDeclaration", title, target, clauses, ...declared(p) };
});
