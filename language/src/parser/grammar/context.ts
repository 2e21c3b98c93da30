import type {
  ConfidenceClause,
  DecayClause,
  DedupeClause,
  DomainClause,
  EventClause,
  EventDeclaration,
  FigureClause,
  FlagClause,
  FlagDeclaration,
  FreshClause,
  FuseClause,
  HistoryClause,
  HoldClause,
  OverflowClause,
  PlaceClause,
  ReserveClause,
  ResourceClause,
  ResourceDeclaration,
  SignalClause,
  SignalDeclaration,
} from "../../ast/context.ts";
import type { Name } from "../../ast/names.ts";
import type { Token } from "../../lexer/token.ts";
import * as kinds from "../../lexer/token-types.ts";
import { Identifier, Word, word } from "../../lexer/token-types.ts";
import { SyntaxFault } from "../fault.ts";
import { type Alternatives, type Parser, type Rule, rule } from "../parser.ts";
import { categoryRule, fromRule, priorityRule, wholeRule } from "./clauses.ts";
import { stringRule } from "./collections.ts";
import { declared } from "./declared.ts";
import { expressionRule } from "./expressions.ts";
import { either, keywordAnd, keywordAndName } from "./shapes.ts";
import { parametersRule, typeRule } from "./types.ts";

// placeClause = "at" ID [ string ] ;
export const placeClauseRule: Rule<PlaceClause> = rule("placeClause", (p) => {
  const start = p.expect(word.at);
  const tier = p.readName(Word);
  const site = p.option(0, () => p.read(stringRule));
  return { kind: "placeClause", tier, site, span: p.spanFrom(start) };
});

// figureClause = ( "latency" | "cost" | "power" | "lease" | "members" ) expression ;
export const figureClauseRule: Rule<FigureClause> = rule("figureClause", (p) => {
  const figure = p.or(0, figureAlternatives);
  const value = p.read(expressionRule);
  return {
    kind: "figureClause",
    figure: figure.image as FigureClause["figure"],
    value,
    span: p.spanFrom(figure.startOffset),
  };
});

const figureAlternatives: Alternatives<Token> = [
  { read: (p) => p.consume(word.latency) },
  { read: (p) => p.consume(word.cost) },
  { read: (p) => p.consume(word.power) },
  { read: (p) => p.consume(word.lease) },
  { read: (p) => p.consume(word.members) },
];

// overflowClause = "overflow" NAME ;
export const overflowClauseRule: Rule<OverflowClause> = keywordAndName(
  "overflowClause",
  word.overflow,
  Identifier,
  (pool, span) => ({ kind: "overflowClause", pool, span }),
);

// reserveClause = "reserve" INT "for" "priority" ID ;
export const reserveClauseRule: Rule<ReserveClause> = rule("reserveClause", (p) => {
  const start = p.expect(word.reserve);
  const count = p.read(wholeRule);
  p.expect(word.for);
  p.expect(word.priority);
  const priority = p.readName(Word);
  return { kind: "reserveClause", count, priority, span: p.spanFrom(start) };
});

// resourceClause = placeClause | figureClause | overflowClause | reserveClause ;
export const resourceClauseRule: Rule<ResourceClause> = either<ResourceClause>("resourceClause", [
  placeClauseRule,
  figureClauseRule,
  overflowClauseRule,
  reserveClauseRule,
]);

// resource = "resource" NAME [ ":" NAME ] [ "x" INT ] [ "{" { resourceClause } "}" ] ;
export const resourceDeclarationRule: Rule<ResourceDeclaration> = rule("resource", (p) => {
  p.expect(word.resource);
  const name = p.readName(Identifier);
  const resourceKind = p.option(1, kindOfMembers);
  const count = p.optionAfter(0, word.x, wholeRule);
  const clauses = p.option(2, resourceClauses) ?? [];
  // `Van[3]`, `Van * 3`: a number of members in another language.
  if (!p.isRecording && (p.isNext(kinds.LeftBracket) || p.isNext(kinds.Star)))
    throw new SyntaxFault("resource", kinds.LeftBrace);
  return { kind: "resourceDeclaration", name, resourceKind, count, clauses, ...declared(p) };
});

const kindOfMembers = (p: Parser): Name => {
  p.expect(kinds.Colon);
  return p.readName(Identifier);
};

const resourceClauses = (p: Parser): readonly ResourceClause[] => p.braced({ part: resourceClauseRule });

// domainClause = "domain" ID ;
export const domainClauseRule: Rule<DomainClause> = keywordAndName(
  "domainClause",
  word.domain,
  Word,
  (domain, span) => ({ kind: "domainClause", domain, span }),
);

// fuseClause = "fuse" ID ;
export const fuseClauseRule: Rule<FuseClause> = keywordAndName(
  "fuseClause",
  word.fuse,
  Word,
  (rule, span) => ({ kind: "fuseClause", rule, span }),
);

// freshClause = "fresh" expression ;
export const freshClauseRule: Rule<FreshClause> = keywordAnd(
  "freshClause",
  word.fresh,
  expressionRule,
  (duration, span) => ({ kind: "freshClause", duration, span }),
);

// decayClause = "decay" expression ;
export const decayClauseRule: Rule<DecayClause> = keywordAnd(
  "decayClause",
  word.decay,
  expressionRule,
  (rate, span) => ({ kind: "decayClause", rate, span }),
);

// historyClause = "history" expression ;
export const historyClauseRule: Rule<HistoryClause> = keywordAnd(
  "historyClause",
  word.history,
  expressionRule,
  (duration, span) => ({ kind: "historyClause", duration, span }),
);

// signalClause = domainClause | fuseClause | from | freshClause | decayClause | historyClause ;
export const signalClauseRule: Rule<SignalClause> = either<SignalClause>("signalClause", [
  domainClauseRule,
  fuseClauseRule,
  fromRule,
  freshClauseRule,
  decayClauseRule,
  historyClauseRule,
]);

// signal = "signal" NAME [ params ] ":" type [ "{" { signalClause } "}" ] ;
export const signalDeclarationRule: Rule<SignalDeclaration> = rule("signal", (p) => {
  p.expect(word.signal);
  const name = p.readName(Identifier);
  const parameters = p.option(1, () => p.read(parametersRule));
  p.expect(kinds.Colon);
  const type = p.read(typeRule);
  let clauses: readonly SignalClause[] = [];
  p.option(2, () => {
    clauses = p.braced({ part: signalClauseRule });
  });
  return { kind: "signalDeclaration", name, parameters, type, clauses, ...declared(p) };
});

// confidenceClause = "confidence" ">=" expression ;
export const confidenceClauseRule: Rule<ConfidenceClause> = rule("confidenceClause", (p) => {
  const start = p.expect(word.confidence);
  p.expect(kinds.GreaterEqual);
  const atLeast = p.read(expressionRule);
  return { kind: "confidenceClause", atLeast, span: p.spanFrom(start) };
});

// holdClause = "hold" expression ;
export const holdClauseRule: Rule<HoldClause> = keywordAnd(
  "holdClause",
  word.hold,
  expressionRule,
  (duration, span) => ({ kind: "holdClause", duration, span }),
);

// flagClause = confidenceClause | holdClause ;
export const flagClauseRule: Rule<FlagClause> = either<FlagClause>("flagClause", [
  confidenceClauseRule,
  holdClauseRule,
]);

// flag = "flag" NAME [ params ] "=" expression [ "{" { flagClause } "}" ] ;
export const flagDeclarationRule: Rule<FlagDeclaration> = rule("flag", (p) => {
  p.expect(word.flag);
  const name = p.readName(Identifier);
  const parameters = p.option(1, () => p.read(parametersRule));
  p.expect(kinds.Assign);
  const value = p.read(expressionRule);
  let clauses: readonly FlagClause[] = [];
  p.option(2, () => {
    clauses = p.braced({ part: flagClauseRule });
  });
  return { kind: "flagDeclaration", name, parameters, value, clauses, ...declared(p) };
});

// dedupeClause = "dedupe" expression [ "by" expression ] ;
export const dedupeClauseRule: Rule<DedupeClause> = rule("dedupeClause", (p) => {
  const start = p.expect(word.dedupe);
  if (!p.isRecording && p.isNext(word.by)) throw new SyntaxFault("dedupeClause", undefined);
  const within = p.read(expressionRule);
  const by = p.optionAfter(0, word.by, expressionRule);
  return { kind: "dedupeClause", within, by, span: p.spanFrom(start) };
});

// eventClause = from | category | priority | dedupeClause ;
export const eventClauseRule: Rule<EventClause> = either<EventClause>("eventClause", [
  fromRule,
  categoryRule,
  priorityRule,
  dedupeClauseRule,
]);

// event = "event" NAME params [ "{" { eventClause } "}" ] ;
export const eventDeclarationRule: Rule<EventDeclaration> = rule("event", (p) => {
  p.expect(word.event);
  const name = p.readName(Identifier);
  const parameters = p.read(parametersRule);
  let clauses: readonly EventClause[] = [];
  p.option(0, () => {
    clauses = p.braced({ part: eventClauseRule });
  });
  return { kind: "eventDeclaration", name, parameters, clauses, ...declared(p) };
});
