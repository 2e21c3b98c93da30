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
  HoldClause,
  OverflowClause,
  PlaceClause,
  ReserveClause,
  ResourceClause,
  ResourceDeclaration,
  SignalClause,
  SignalDeclaration,
} from "../ast/context.ts";
import * as kinds from "../lexer/token-types.ts";
import { Identifier, Word, word } from "../lexer/token-types.ts";
import { SyntaxFault } from "./fault.ts";
import type { Rule } from "./recogniser.ts";
import { VocabularyRules } from "./vocabulary-rules.ts";

/** Resources, signals, flags and events. */
export abstract class ContextRules extends VocabularyRules {
  // placeClause = "at" ID [ string ] ;
  readonly placeClause: Rule<PlaceClause> = this.rule("placeClause", () => {
    const start = this.pass(word.at);
    const tier = this.readName(Word);
    const site = this.OPTION(() => this.SUBRULE(this.string));
    return { kind: "placeClause", tier, site, span: this.spanFrom(start) };
  });

  // figureClause = ( "latency" | "cost" | "power" | "lease" | "members" ) expression ;
  readonly figureClause: Rule<FigureClause> = this.rule("figureClause", () => {
    const figure = this.OR(this.figureAlternatives);
    const value = this.SUBRULE(this.expression);
    return {
      kind: "figureClause",
      figure: figure.image as FigureClause["figure"],
      value,
      span: this.spanFrom(figure.startOffset),
    };
  });

  private readonly figureAlternatives = [
    { ALT: () => this.CONSUME(word.latency) },
    { ALT: () => this.CONSUME(word.cost) },
    { ALT: () => this.CONSUME(word.power) },
    { ALT: () => this.CONSUME(word.lease) },
    { ALT: () => this.CONSUME(word.members) },
  ];

  // overflowClause = "overflow" NAME ;
  readonly overflowClause: Rule<OverflowClause> = this.wordAndWord(
    "overflowClause",
    word.overflow,
    Identifier,
    (pool, span) => ({
      kind: "overflowClause",
      pool,
      span,
    }),
  );

  // reserveClause = "reserve" INT "for" "priority" ID ;
  readonly reserveClause: Rule<ReserveClause> = this.rule("reserveClause", () => {
    const start = this.pass(word.reserve);
    const count = this.SUBRULE(this.whole);
    this.pass(word.for);
    this.pass(word.priority);
    const priority = this.readName(Word);
    return { kind: "reserveClause", count, priority, span: this.spanFrom(start) };
  });

  // resourceClause = placeClause | figureClause | overflowClause | reserveClause ;
  readonly resourceClause: Rule<ResourceClause> = this.either<ResourceClause>("resourceClause", [
    this.placeClause,
    this.figureClause,
    this.overflowClause,
    this.reserveClause,
  ]);

  // resource = "resource" NAME ":" NAME [ "x" INT ] "{" { resourceClause } "}" ;
  readonly resourceDeclaration: Rule<ResourceDeclaration> = this.rule("resource", () => {
    this.pass(word.resource);
    const name = this.readName(Identifier, 1);
    this.pass(kinds.Colon);
    const resourceKind = this.readName(Identifier, 2);
    const count = this.OPTION(() => {
      this.pass(word.x);
      return this.SUBRULE(this.whole);
    });
    const clauses = this.braced("resourceClause", this.resourceClause);
    return { kind: "resourceDeclaration", name, resourceKind, count, clauses, ...this.declared() };
  });

  // domainClause = "domain" ID ;
  readonly domainClause: Rule<DomainClause> = this.wordAndWord(
    "domainClause",
    word.domain,
    Word,
    (domain, span) => ({
      kind: "domainClause",
      domain,
      span,
    }),
  );

  // fuseClause = "fuse" ID ;
  readonly fuseClause: Rule<FuseClause> = this.wordAndWord("fuseClause", word.fuse, Word, (rule, span) => ({
    kind: "fuseClause",
    rule,
    span,
  }));

  // freshClause = "fresh" expression ;
  readonly freshClause: Rule<FreshClause> = this.wordAndValue(
    "freshClause",
    word.fresh,
    (duration, span) => ({
      kind: "freshClause",
      duration,
      span,
    }),
  );

  // decayClause = "decay" expression ;
  readonly decayClause: Rule<DecayClause> = this.wordAndValue("decayClause", word.decay, (rate, span) => ({
    kind: "decayClause",
    rate,
    span,
  }));

  // signalClause = domainClause | fuseClause | from | freshClause | decayClause ;
  readonly signalClause: Rule<SignalClause> = this.either<SignalClause>("signalClause", [
    this.domainClause,
    this.fuseClause,
    this.from,
    this.freshClause,
    this.decayClause,
  ]);

  // signal = "signal" NAME [ params ] ":" type [ "{" { signalClause } "}" ] ;
  readonly signalDeclaration: Rule<SignalDeclaration> = this.rule("signal", () => {
    this.pass(word.signal);
    const name = this.readName(Identifier);
    const parameters = this.OPTION1(() => this.SUBRULE(this.parameters));
    this.pass(kinds.Colon);
    const type = this.SUBRULE(this.type);
    let clauses: readonly SignalClause[] = [];
    this.OPTION2(() => {
      clauses = this.braced("signalClause", this.signalClause);
    });
    return { kind: "signalDeclaration", name, parameters, type, clauses, ...this.declared() };
  });

  // confidenceClause = "confidence" ">=" expression ;
  readonly confidenceClause: Rule<ConfidenceClause> = this.rule("confidenceClause", () => {
    const start = this.pass(word.confidence);
    this.pass(kinds.GreaterEqual);
    const atLeast = this.SUBRULE(this.expression);
    return { kind: "confidenceClause", atLeast, span: this.spanFrom(start) };
  });

  // holdClause = "hold" expression ;
  readonly holdClause: Rule<HoldClause> = this.wordAndValue("holdClause", word.hold, (duration, span) => ({
    kind: "holdClause",
    duration,
    span,
  }));

  // flagClause = confidenceClause | holdClause ;
  readonly flagClause: Rule<FlagClause> = this.either<FlagClause>("flagClause", [
    this.confidenceClause,
    this.holdClause,
  ]);

  // flag = "flag" NAME [ params ] "=" expression [ "{" { flagClause } "}" ] ;
  readonly flagDeclaration: Rule<FlagDeclaration> = this.rule("flag", () => {
    this.pass(word.flag);
    const name = this.readName(Identifier);
    const parameters = this.OPTION1(() => this.SUBRULE(this.parameters));
    this.pass(kinds.Assign);
    const value = this.SUBRULE(this.expression);
    let clauses: readonly FlagClause[] = [];
    this.OPTION2(() => {
      clauses = this.braced("flagClause", this.flagClause);
    });
    return { kind: "flagDeclaration", name, parameters, value, clauses, ...this.declared() };
  });

  // dedupeClause = "dedupe" expression [ "by" expression ] ;
  readonly dedupeClause: Rule<DedupeClause> = this.rule("dedupeClause", () => {
    const start = this.pass(word.dedupe);
    if (!this.RECORDING_PHASE && this.isNext(word.by)) throw new SyntaxFault("dedupeClause", undefined);
    const within = this.SUBRULE1(this.expression);
    const by = this.OPTION(() => {
      this.pass(word.by);
      return this.SUBRULE2(this.expression);
    });
    return { kind: "dedupeClause", within, by, span: this.spanFrom(start) };
  });

  // eventClause = from | category | priority | dedupeClause ;
  readonly eventClause: Rule<EventClause> = this.either<EventClause>("eventClause", [
    this.from,
    this.category,
    this.priority,
    this.dedupeClause,
  ]);

  // event = "event" NAME params [ "{" { eventClause } "}" ] ;
  readonly eventDeclaration: Rule<EventDeclaration> = this.rule("event", () => {
    this.pass(word.event);
    const name = this.readName(Identifier);
    const parameters = this.SUBRULE(this.parameters);
    let clauses: readonly EventClause[] = [];
    this.OPTION(() => {
      clauses = this.braced("eventClause", this.eventClause);
    });
    return { kind: "eventDeclaration", name, parameters, clauses, ...this.declared() };
  });
}
