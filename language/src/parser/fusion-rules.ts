import type {
  ByClause,
  EmitClause,
  FusionClause,
  FusionDeclaration,
  JoinClause,
  JoinedEvent,
  LateClause,
  NearClause,
  WhereClause,
  WithinClause,
} from "../ast/context.ts";
import * as kinds from "../lexer/token-types.ts";
import { Identifier, word } from "../lexer/token-types.ts";
import { ContextRules } from "./context-rules.ts";
import type { Listed, Rule } from "./recogniser.ts";

/** Fusions: one event made of several. */
export abstract class FusionRules extends ContextRules {
  // joinClause = "join" joined { "," joined } ;
  readonly joinClause: Rule<JoinClause> = this.rule("joinClause", () => {
    const start = this.pass(word.join);
    const joined = this.listOfSome(this.joinedEvents);
    return { kind: "joinClause", joined, span: this.spanFrom(start) };
  });

  private readonly joinedEvents: Listed<JoinedEvent> = {
    SEP: kinds.Comma,
    DEF: () => this.SUBRULE(this.joined),
  };

  // joined = NAME [ "as" NAME ] ;
  readonly joined: Rule<JoinedEvent> = this.rule("joined", () => {
    const event = this.readName(Identifier, 1);
    const alias = this.OPTION(() => {
      this.pass(word.as);
      return this.readName(Identifier, 2);
    });
    return { kind: "joinedEvent", event, alias, span: this.spanFrom(event.span.start) };
  });

  // nearClause = "near" expression "," expression "within" expression ;
  readonly nearClause: Rule<NearClause> = this.rule("nearClause", () => {
    const start = this.pass(word.near);
    const first = this.SUBRULE1(this.expression);
    this.pass(kinds.Comma);
    const second = this.SUBRULE2(this.expression);
    this.pass(word.within);
    const within = this.SUBRULE3(this.expression);
    return { kind: "nearClause", first, second, within, span: this.spanFrom(start) };
  });

  // lateClause = "late" "up" "to" expression ;
  readonly lateClause: Rule<LateClause> = this.rule("lateClause", () => {
    const start = this.pass(word.late);
    this.pass(word.up);
    this.pass(word.to);
    const upTo = this.SUBRULE(this.expression);
    return { kind: "lateClause", upTo, span: this.spanFrom(start) };
  });

  // withinClause = "within" expression ;
  readonly withinClause: Rule<WithinClause> = this.wordAndValue(
    "withinClause",
    word.within,
    (duration, span) => ({
      kind: "withinClause",
      duration,
      span,
    }),
  );

  // byClause = "by" expression ;
  readonly byClause: Rule<ByClause> = this.wordAndValue("byClause", word.by, (key, span) => ({
    kind: "byClause",
    key,
    span,
  }));

  // whereClause = "where" expression ;
  readonly whereClause: Rule<WhereClause> = this.wordAndValue(
    "whereClause",
    word.where,
    (condition, span) => ({
      kind: "whereClause",
      condition,
      span,
    }),
  );

  // emitClause = "emit" expression ;
  readonly emitClause: Rule<EmitClause> = this.wordAndValue("emitClause", word.emit, (value, span) => ({
    kind: "emitClause",
    value,
    span,
  }));

  // fusionClause = any of the above, category or priority ;
  readonly fusionClause: Rule<FusionClause> = this.either<FusionClause>("fusionClause", [
    this.joinClause,
    this.nearClause,
    this.lateClause,
    this.withinClause,
    this.byClause,
    this.whereClause,
    this.emitClause,
    this.category,
    this.priority,
  ]);

  // fusion = "fusion" NAME params "{" { fusionClause } "}" ;
  readonly fusionDeclaration: Rule<FusionDeclaration> = this.rule("fusion", () => {
    this.pass(word.fusion);
    const name = this.readName(Identifier);
    const parameters = this.SUBRULE(this.parameters);
    const clauses = this.braced("fusionClause", this.fusionClause);
    return { kind: "fusionDeclaration", name, parameters, clauses, ...this.declared() };
  });
}
