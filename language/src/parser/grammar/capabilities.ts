import {
  type AskClause,
  type CapabilityClause,
  type CapabilityDeclaration,
  type CapabilityKind,
  type ChargedClause,
  type ClearanceClause,
  type ConfirmClause,
  type DefaultsDeclaration,
  defaultsName,
  type EffectClause,
  type EnsuresClause,
  type HeartbeatClause,
  type IrreversibleClause,
  type PromptClause,
  type RoleClause,
  type RunHttpClause,
  type RunMcpClause,
  type RunModuleClause,
  type ScopeClause,
  type ShowClause,
  type TagsClause,
  type TiersClause,
  type TouchesClause,
  type UndoClause,
  type UsesClause,
} from "../../ast/capability.ts";
import type { Bound } from "../../ast/clauses.ts";
import type { Expression, StringLiteral } from "../../ast/expressions.ts";
import type { Name } from "../../ast/names.ts";
import * as kinds from "../../lexer/token-types.ts";
import { Identifier, Word, word } from "../../lexer/token-types.ts";
import { type Alternatives, type Listed, type Parser, type Rule, rule } from "../parser.ts";
import { boundRule, failsRule, wholeRule } from "./clauses.ts";
import { invocationRule, namesRule, stringRule } from "./collections.ts";
import { declared } from "./declared.ts";
import { expressionRule } from "./expressions.ts";
import { either, keywordAnd, keywordAndName, oneOf } from "./shapes.ts";
import { optionalResult, parametersRule } from "./types.ts";

// effectClause = "effect" ( "pure" | "idempotent" | "once" ) [ "for" expression ] ;
export const effectClauseRule: Rule<EffectClause> = rule("effectClause", (p) => {
  const start = p.expect(word.effect);
  const effect = p.or(0, effectAlternatives);
  const mayLast = effect === "idempotent" || p.isRecording;
  const period = mayLast ? p.option(0, effectPeriod) : undefined;
  return { kind: "effectClause", effect, for: period, span: p.spanFrom(start) };
});

const effectPeriod = (p: Parser): Expression => {
  p.expect(word.for);
  return p.read(expressionRule);
};

const effectAlternatives = oneOf("pure", "idempotent", "once");

// scopeClause = "scope" string ;
export const scopeClauseRule: Rule<ScopeClause> = keywordAnd(
  "scopeClause",
  word.scope,
  stringRule,
  (scope, span) => ({ kind: "scopeClause", scope, span }),
);

// clearanceClause = "clearance" ID ;
export const clearanceClauseRule: Rule<ClearanceClause> = keywordAndName(
  "clearanceClause",
  word.clearance,
  Word,
  (label, span) => ({ kind: "clearanceClause", label, span }),
);

// usesClause = "uses" NAME [ "x" INT ] ;
export const usesClauseRule: Rule<UsesClause> = rule("usesClause", (p) => {
  const start = p.expect(word.uses);
  const resourceKind = p.readName(Identifier);
  const count = p.optionAfter(0, word.x, wholeRule);
  return { kind: "usesClause", resourceKind, count, span: p.spanFrom(start) };
});

// touchesClause = "touches" NAME "by" expression ;
export const touchesClauseRule: Rule<TouchesClause> = rule("touchesClause", (p) => {
  const start = p.expect(word.touches);
  const entity = p.readName(Identifier);
  p.expect(word.by);
  const by = p.read(expressionRule);
  return { kind: "touchesClause", entity, by, span: p.spanFrom(start) };
});

// tiersClause = "at" names ;
export const tiersClauseRule: Rule<TiersClause> = keywordAnd(
  "tiersClause",
  word.at,
  namesRule,
  (tiers, span) => ({ kind: "tiersClause", tiers, span }),
);

// tagsClause = "tags" names ;
export const tagsClauseRule: Rule<TagsClause> = keywordAnd(
  "tagsClause",
  word.tags,
  namesRule,
  (tags, span) => ({ kind: "tagsClause", tags, span }),
);

// undoClause = "undo" call ;
export const undoClauseRule: Rule<UndoClause> = keywordAnd(
  "undoClause",
  word.undo,
  invocationRule,
  (call, span) => ({ kind: "undoClause", call, span }),
);

// confirmClause = "confirm" call ;
export const confirmClauseRule: Rule<ConfirmClause> = keywordAnd(
  "confirmClause",
  word.confirm,
  invocationRule,
  (call, span) => ({ kind: "confirmClause", call, span }),
);

// irreversibleClause = "irreversible" "because" string ;
export const irreversibleClauseRule: Rule<IrreversibleClause> = rule("irreversibleClause", (p) => {
  const start = p.expect(word.irreversible);
  p.expect(word.because);
  const because = p.read(stringRule);
  return { kind: "irreversibleClause", because, span: p.spanFrom(start) };
});

// ensuresClause = "ensures" expression ;
export const ensuresClauseRule: Rule<EnsuresClause> = keywordAnd(
  "ensuresClause",
  word.ensures,
  expressionRule,
  (condition, span) => ({ kind: "ensuresClause", condition, span }),
);

// heartbeatClause = "heartbeat" expression ;
export const heartbeatClauseRule: Rule<HeartbeatClause> = keywordAnd(
  "heartbeatClause",
  word.heartbeat,
  expressionRule,
  (every, span) => ({ kind: "heartbeatClause", every, span }),
);

// chargedClause = "charged" "per" "request" ;
export const chargedClauseRule: Rule<ChargedClause> = rule("chargedClause", (p) => {
  const start = p.expect(word.charged);
  p.expect(word.per);
  p.expect(word.request);
  return { kind: "chargedClause", span: p.spanFrom(start) };
});

// declaredBound = bound [ "at" "least" expression ] ;
export const declaredBoundRule: Rule<Bound> = rule("declaredBound", (p) => {
  const start = p.nextStart();
  const bound = p.read(boundRule);
  const least = p.option(0, leastOf);
  return least === undefined ? bound : { ...bound, least, span: p.spanFrom(start) };
});

/** `at edge` is a clause of its own. */
const leastOf = {
  gate: (p: Parser): boolean => p.ahead(2) === word.least,
  read: (p: Parser): Expression => {
    p.expect(word.at);
    p.expect(word.least);
    return p.read(expressionRule);
  },
};

// runClause = "run" ( "module" string | "http" ID string [ hosts ] [ "callback" ] | "mcp" string ) ;
export const runClauseRule: Rule<RunClause> = rule("runClause", (p) => {
  p.state.clauseStart = p.expect(word.run);
  return p.or(0, runAlternatives);
});

// hosts = "hosts" string { "," string } ;
const listedHosts: Listed<StringLiteral> = { separator: kinds.Comma, read: (p) => p.read(stringRule) };

const runAlternatives: Alternatives<RunClause> = [
  {
    read: (p) => {
      p.expect(word.module);
      const module = p.read(stringRule);
      return { kind: "runModuleClause", module, span: p.spanFrom(p.state.clauseStart) };
    },
  },
  {
    read: (p) => {
      p.expect(word.http);
      const method = p.readName(Word);
      const url = p.read(stringRule);
      const hosts =
        p.option(1, () => {
          p.expect(word.hosts);
          return p.listOfSome(listedHosts);
        }) ?? [];
      const callback = p.option(0, () => p.consume(word.callback)) !== undefined;
      return { kind: "runHttpClause", method, url, hosts, callback, span: p.spanFrom(p.state.clauseStart) };
    },
  },
  {
    read: (p) => {
      p.expect(word.mcp);
      const tool = p.read(stringRule);
      return { kind: "runMcpClause", tool, span: p.spanFrom(p.state.clauseStart) };
    },
  },
];

// roleClause = "role" ID ;
export const roleClauseRule: Rule<RoleClause> = keywordAndName(
  "roleClause",
  word.role,
  Word,
  (role, span) => ({ kind: "roleClause", role, span }),
);

// promptClause = "prompt" string ;
export const promptClauseRule: Rule<PromptClause> = keywordAnd(
  "promptClause",
  word.prompt,
  stringRule,
  (prompt, span) => ({ kind: "promptClause", prompt, span }),
);

// askClause = "ask" NAME [ "x" INT ] [ "where" expression ] ;
export const askClauseRule: Rule<AskClause> = rule("askClause", (p) => {
  const start = p.expect(word.ask);
  const role = p.readName(Identifier);
  const count = p.optionAfter(1, word.x, wholeRule);
  const where = p.optionAfter(2, word.where, expressionRule);
  return { kind: "askClause", role, count, where, span: p.spanFrom(start) };
});

// showClause = "show" string ;
export const showClauseRule: Rule<ShowClause> = keywordAnd(
  "showClause",
  word.show,
  stringRule,
  (message, span) => ({ kind: "showClause", message, span }),
);

// capabilityClause = any of the above or `fails` ;
export const capabilityClauseRule: Rule<CapabilityClause> = either<CapabilityClause>("capabilityClause", [
  effectClauseRule,
  declaredBoundRule,
  scopeClauseRule,
  clearanceClauseRule,
  usesClauseRule,
  touchesClauseRule,
  tiersClauseRule,
  tagsClauseRule,
  undoClauseRule,
  confirmClauseRule,
  irreversibleClauseRule,
  ensuresClauseRule,
  failsRule,
  heartbeatClauseRule,
  chargedClauseRule,
  runClauseRule,
  roleClauseRule,
  promptClauseRule,
  askClauseRule,
  showClauseRule,
]);

// capability = kind NAME params [ result ] [ ( "pure" | "idempotent" | "once" ) [ "<=" expression ] ]
//              [ "{" { capabilityClause } "}" ] ;
export const capabilityRule: Rule<CapabilityDeclaration> = rule("capability", (p) => {
  const capabilityKind = p.read(capabilityKindRule);
  const name = p.readName(Identifier);
  const parameters = p.read(parametersRule);
  const result = optionalResult(p);
  const brief = p.option(0, briefClauses);
  const braced = p.option(1, capabilityClauses) ?? [];
  const clauses = brief === undefined || p.isRecording ? braced : [...brief, ...braced];
  return {
    kind: "capability",
    capabilityKind,
    name,
    parameters,
    result,
    clauses,
    brief: brief?.length,
    ...declared(p),
  };
});

const briefClauses = (p: Parser): readonly CapabilityClause[] => {
  const start = p.nextStart();
  const effect = p.or(0, effectAlternatives);
  const clause: EffectClause = { kind: "effectClause", effect, for: undefined, span: p.spanFrom(start) };
  const latency = p.option(2, briefLatency);
  return latency === undefined ? [clause] : [clause, latency];
};

const briefLatency = (p: Parser): Bound => {
  const start = p.expect(kinds.LessEqual);
  const limit = p.read(expressionRule);
  return { kind: "bound", measure: "latency", limit, least: undefined, span: p.spanFrom(start) };
};

const capabilityClauses = (p: Parser): readonly CapabilityClause[] =>
  p.braced({ part: capabilityClauseRule });

// defaults = "defaults" kind "{" { capabilityClause } "}" ;
export const defaultsRule: Rule<DefaultsDeclaration> = rule("defaults", (p) => {
  const start = p.expect(word.defaults);
  const capabilityKind = p.read(capabilityKindRule);
  const name: Name = { kind: "name", text: defaultsName(capabilityKind), span: p.spanFrom(start) };
  const clauses = capabilityClauses(p);
  return { kind: "defaultsDeclaration", capabilityKind, name, clauses, ...declared(p), private: true };
});

// kind = "tool" | "agent" | "service" | "llm" | "human" ;
export const capabilityKindRule: Rule<CapabilityKind> = rule("kind", (p) => p.or(0, kindAlternatives));

const kindAlternatives = oneOf("tool", "agent", "service", "llm", "human");

type RunClause = RunModuleClause | RunHttpClause | RunMcpClause;
