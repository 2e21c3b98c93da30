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
} from "../../ast/context.ts";
import * as kinds from "../../lexer/token-types.ts";
import { Identifier, word } from "../../lexer/token-types.ts";
import { type Listed, type Rule, rule } from "../parser.ts";
import { categoryRule, priorityRule } from "./clauses.ts";
import { declared } from "./declared.ts";
import { expressionRule } from "./expressions.ts";
import { either, keywordAnd } from "./shapes.ts";
import { parametersRule } from "./types.ts";

// joinClause = "join" joined { "," joined } ;
export const joinClauseRule: Rule<JoinClause> = rule("joinClause", (p) => {
  const start = p.expect(word.join);
  const joined = p.listOfSome(joinedEvents);
  return { kind: "joinClause", joined, span: p.spanFrom(start) };
});

const joinedEvents: Listed<JoinedEvent> = {
  separator: kinds.Comma,
  read: (p) => p.read(joinedRule),
};

// joined = NAME [ "as" NAME ] ;
export const joinedRule: Rule<JoinedEvent> = rule("joined", (p) => {
  const event = p.readName(Identifier);
  const alias = p.option(0, () => {
    p.expect(word.as);
    return p.readName(Identifier);
  });
  return { kind: "joinedEvent", event, alias, span: p.spanFrom(event.span.start) };
});

// nearClause = "near" expression "," expression "within" expression ;
export const nearClauseRule: Rule<NearClause> = rule("nearClause", (p) => {
  const start = p.expect(word.near);
  const first = p.read(expressionRule);
  p.expect(kinds.Comma);
  const second = p.read(expressionRule);
  p.expect(word.within);
  const within = p.read(expressionRule);
  return { kind: "nearClause", first, second, within, span: p.spanFrom(start) };
});

// lateClause = "late" "up" "to" expression ;
export const lateClauseRule: Rule<LateClause> = rule("lateClause", (p) => {
  const start = p.expect(word.late);
  p.expect(word.up);
  p.expect(word.to);
  const upTo = p.read(expressionRule);
  return { kind: "lateClause", upTo, span: p.spanFrom(start) };
});

// withinClause = "within" expression ;
export const withinClauseRule: Rule<WithinClause> = keywordAnd(
  "withinClause",
  word.within,
  expressionRule,
  (duration, span) => ({ kind: "withinClause", duration, span }),
);

// byClause = "by" expression ;
export const byClauseRule: Rule<ByClause> = keywordAnd("byClause", word.by, expressionRule, (key, span) => ({
  kind: "byClause",
  key,
  span,
}));

// whereClause = "where" expression ;
export const whereClauseRule: Rule<WhereClause> = keywordAnd(
  "whereClause",
  word.where,
  expressionRule,
  (condition, span) => ({ kind: "whereClause", condition, span }),
);

// emitClause = "emit" expression ;
export const emitClauseRule: Rule<EmitClause> = keywordAnd(
  "emitClause",
  word.emit,
  expressionRule,
  (value, span) => ({ kind: "emitClause", value, span }),
);

// fusionClause = any of the above, category or priority ;
export const fusionClauseRule: Rule<FusionClause> = either<FusionClause>("fusionClause", [
  joinClauseRule,
  nearClauseRule,
  lateClauseRule,
  withinClauseRule,
  byClauseRule,
  whereClauseRule,
  emitClauseRule,
  categoryRule,
  priorityRule,
]);

// fusion = "fusion" NAME params "{" { fusionClause } "}" ;
export const fusionDeclarationRule: Rule<FusionDeclaration> = rule("fusion", (p) => {
  p.expect(word.fusion);
  const name = p.readName(Identifier);
  const parameters = p.read(parametersRule);
  const clauses = p.braced({ part: fusionClauseRule });
  return { kind: "fusionDeclaration", name, parameters, clauses, ...declared(p) };
});
