import type { Expression } from "../../ast/expressions.ts";
import type { Name } from "../../ast/names.ts";
import type {
  Action,
  AtMostRule,
  BeforeRule,
  DecisionClause,
  DeferClause,
  EveryRule,
  GuardrailDeclaration,
  GuardrailRule,
  LimitClause,
  NeverRule,
  OnClause,
  PolicyClause,
  PolicyDeclaration,
  RecordClause,
  RequireApprovalClause,
  RequireConsentClause,
  Selector,
  Severity,
} from "../../ast/rules.ts";
import * as kinds from "../../lexer/token-types.ts";
import { Identifier, Word, word } from "../../lexer/token-types.ts";
import { type Alternatives, type Listed, type Parser, type Rule, rule } from "../parser.ts";

import { capabilityKindRule } from "./capabilities.ts";
import { boundRule, wholeRule } from "./clauses.ts";
import { pathRule, stringRule } from "./collections.ts";
import { declared } from "./declared.ts";
import { expressionRule } from "./expressions.ts";
import type { OneOfTwo } from "./shapes.ts";
import { either, keywordAnd, oneOf, skipSecond } from "./shapes.ts";

// severity = "blocking" | "warning" | "advisory" | "informational" ;
export const severityRule: Rule<Severity> = rule("severity", (p) => p.or(0, severityAlternatives));

const severityAlternatives = oneOf("blocking", "warning", "advisory", "informational");

// head = NAME [ ":" ID ] [ severity ] ;
export const headRule: Rule<Head> = rule("head", (p) => {
  const name = p.readName(Identifier);
  const category = p.option(1, () => {
    p.expect(kinds.Colon);
    return p.readName(Word);
  });
  const severity = p.option(2, () => p.read(severityRule));
  return { name, category, severity };
});

// selector = "tagged" ID | "kind" kind | "any" | path ;
export const selectorRule: Rule<Selector> = rule("selector", (p) => p.or(0, selectorAlternatives));

const selectorAlternatives: Alternatives<Selector> = [
  {
    gate: (p) => !namesAction(p) && p.isWord(p.ahead(2)),
    read: (p) => {
      const start = p.expect(word.tagged);
      const tag = p.readName(Word);
      return { kind: "taggedSelector", tag, span: p.spanFrom(start) };
    },
  },
  {
    gate: (p) => !namesAction(p) && p.isWord(p.ahead(2)),
    read: (p) => {
      const start = p.expect(word.kind);
      const capabilityKind = p.read(capabilityKindRule);
      return { kind: "kindSelector", capabilityKind, span: p.spanFrom(start) };
    },
  },
  {
    gate: (p) => p.ahead(2) !== kinds.Dot,
    read: (p) => ({ kind: "anySelector", span: p.spanOf(p.consume(word.any)) }),
  },
  {
    read: (p) => {
      const path = p.read(pathRule);
      return { kind: "pathSelector", path, span: path.span };
    },
  },
];

// onClause = "on" selector { "," selector } ;
export const onClauseRule: Rule<OnClause> = rule("onClause", (p) => {
  const start = p.expect(word.on);
  const selectors = p.listOfSome(listedSelectors);
  return { kind: "onClause", selectors, span: p.spanFrom(start) };
});

const listedSelectors: Listed<Selector> = { separator: kinds.Comma, read: (p) => p.read(selectorRule) };

// decisionClause = ( "deny" | "allow" | "warn" ) "when" expression [ "because" string ] ;
export const decisionClauseRule: Rule<DecisionClause> = rule("decisionClause", (p) => {
  const start = p.nextStart();
  const decision = p.or(0, decisionAlternatives);
  p.expect(word.when);
  const condition = p.read(expressionRule);
  const because = p.optionAfter(0, word.because, stringRule);
  return { kind: "decisionClause", decision, condition, because, span: p.spanFrom(start) };
});

const decisionAlternatives = oneOf("deny", "allow", "warn");

// deferClause = "defer" "when" expression "within" expression [ "because" string ] ;
export const deferClauseRule: Rule<DeferClause> = rule("deferClause", (p) => {
  const start = p.expect(word.defer);
  p.expect(word.when);
  const condition = p.read(expressionRule);
  p.expect(word.within);
  const within = p.read(expressionRule);
  const because = p.optionAfter(0, word.because, stringRule);
  return { kind: "deferClause", condition, within, because, span: p.spanFrom(start) };
});

// requireClause = "require" ( "consent" string | "approval" "by" NAME [ "within" expression ] ) ;
export const requireClauseRule: Rule<RequireConsentClause | RequireApprovalClause> = rule(
  "requireClause",
  (p) => {
    p.state.clauseStart = p.expect(word.require);
    return p.or(0, requireAlternatives);
  },
);

const requireAlternatives: Alternatives<RequireConsentClause | RequireApprovalClause> = [
  {
    read: (p) => {
      p.expect(word.consent);
      const scope = p.read(stringRule);
      return { kind: "requireConsentClause", scope, span: p.spanFrom(p.state.clauseStart) };
    },
  },
  {
    read: (p) => {
      p.expect(word.approval);
      p.expect(word.by);
      const role = p.readName(Identifier);
      const within = p.optionAfter(0, word.within, expressionRule);
      return { kind: "requireApprovalClause", role, within, span: p.spanFrom(p.state.clauseStart) };
    },
  },
];

// limitClause = "limit" INT "per" expression [ "by" expression ] ;
export const limitClauseRule: Rule<LimitClause> = rule("limitClause", (p) => {
  const start = p.expect(word.limit);
  const count = p.read(wholeRule);
  p.expect(word.per);
  const per = p.read(expressionRule);
  const by = p.optionAfter(0, word.by, expressionRule);
  return { kind: "limitClause", count, per, by, span: p.spanFrom(start) };
});

// recordClause = "record" expression ;
export const recordClauseRule: Rule<RecordClause> = keywordAnd(
  "recordClause",
  word.record,
  expressionRule,
  (value, span) => ({ kind: "recordClause", value, span }),
);

// policyClause = onClause | decisionClause | deferClause | requireClause | limitClause | recordClause ;
export const policyClauseRule: Rule<PolicyClause> = either<PolicyClause>("policyClause", [
  onClauseRule,
  decisionClauseRule,
  deferClauseRule,
  requireClauseRule,
  limitClauseRule,
  recordClauseRule,
]);

// policy = "policy" head "{" { policyClause } "}" ;
export const policyDeclarationRule: Rule<PolicyDeclaration> = rule("policy", (p) => {
  p.expect(word.policy);
  const { name, category, severity } = p.read(headRule);
  const clauses = p.braced({ part: policyClauseRule });
  return { kind: "policyDeclaration", name, category, severity, clauses, ...declared(p) };
});

// action = selector [ "granted" | "completed" | "failed" ] [ "when" expression ] ;
export const actionRule: Rule<Action> = rule("action", (p) => {
  const start = p.nextStart();
  const selector = p.read(selectorRule);
  const state = p.option(1, () => p.or(0, stateAlternatives));
  const condition = p.optionAfter(2, word.when, expressionRule);
  return { kind: "action", selector, state, condition, span: p.spanFrom(start) };
});

const stateAlternatives = oneOf("granted", "completed", "failed");

// beforeRule = action "before" action ;
export const beforeRule: Rule<BeforeRule> = rule("beforeRule", (p) => {
  const start = p.nextStart();
  const first = p.read(actionRule);
  p.expect(word.before);
  const second = p.read(actionRule);
  return { kind: "beforeRule", first, second, span: p.spanFrom(start) };
});

// atMostRule = "at" "most" INT action [ "per" expression ] ;
export const atMostRule: Rule<AtMostRule> = rule("atMostRule", (p) => {
  const start = p.expect(word.at);
  p.expect(word.most);
  const count = p.read(wholeRule);
  const action = actionBeforePeriod(p);
  const per = p.optionAfter(0, word.per, expressionRule);
  return { kind: "atMostRule", count, action, per, span: p.spanFrom(start) };
});

function actionBeforePeriod(p: Parser): Action {
  p.state.periodNesting = p.nesting + 1;
  try {
    return p.read(actionRule);
  } finally {
    p.state.periodNesting = 0;
  }
}

// everyRule = "every" action ( "followed" | "preceded" ) "by" action { "or" action } [ "within" expression ] ;
export const everyRule: Rule<EveryRule> = rule("everyRule", (p) => {
  const start = p.expect(word.every);
  const action = p.read(actionRule);
  const relation = p.or(0, relationAlternatives);
  p.expect(word.by);
  const by = p.listOfSome(followers);
  const within = p.optionAfter(0, word.within, expressionRule);
  return { kind: "everyRule", action, relation, by, within, span: p.spanFrom(start) };
});

const followers: Listed<Action> = { separator: word.or, read: (p) => p.read(actionRule) };

const relationAlternatives = oneOf("followed", "preceded");

// neverRule = "never" selector [ "to" ID | "when" expression ] ;
export const neverRule: Rule<NeverRule> = rule("neverRule", (p) => {
  const start = p.expect(word.never);
  const selector = p.read(selectorRule);
  const limit = p.option(0, () => p.or(0, limitAlternatives));
  if (!namesAction(p)) skipSecond(p, "never", limit, () => p.or(0, limitAlternatives));
  const { to, condition } = limit ?? {};
  return { kind: "neverRule", selector, to, condition, span: p.spanFrom(start) };
});

const limitAlternatives: Alternatives<NeverLimit> = [
  {
    read: (p) => {
      const token = p.consume(word.to);
      return { token, other: word.when, to: p.readName(Word) };
    },
  },
  {
    read: (p) => {
      const token = p.consume(word.when);
      return { token, other: word.to, condition: p.read(expressionRule) };
    },
  },
];

const ruleAlternatives: Alternatives<GuardrailRule> = [
  {
    gate: (p) => p.ahead(2) === kinds.LessEqual,
    read: (p) => p.read(boundRule),
  },
  { gate: (p) => !namesAction(p), read: (p) => p.read(atMostRule) },
  { gate: (p) => !namesAction(p), read: (p) => p.read(everyRule) },
  { gate: (p) => !namesAction(p), read: (p) => p.read(neverRule) },
  { read: (p) => p.read(beforeRule) },
];

// guardrailRule = bound | atMostRule | everyRule | neverRule | beforeRule ;
export const guardrailRule: Rule<GuardrailRule> = rule("guardrailRule", (p) => p.or(0, ruleAlternatives));

// guardrail = "guardrail" head "{" { guardrailRule } "}" ;
export const guardrailDeclarationRule: Rule<GuardrailDeclaration> = rule("guardrail", (p) => {
  p.expect(word.guardrail);
  const { name, category, severity } = p.read(headRule);
  const rules = p.braced({ part: guardrailRule });
  return { kind: "guardrailDeclaration", name, category, severity, rules, ...declared(p) };
});

/** True if the next word names an action, because the word after it can only follow an action. */
export function namesAction(p: Parser): boolean {
  const second = p.ahead(2);
  if (second === word.before || second === kinds.Dot) return true;
  const isState = second === word.granted || second === word.completed || second === word.failed;
  return isState || second === word.when;
}

/** The limit behind the selector of a `never`: one of the two. */
interface NeverLimit extends OneOfTwo {
  readonly to?: Name;
  readonly condition?: Expression;
}

interface Head {
  readonly name: Name;
  readonly category: Name | undefined;
  readonly severity: Severity | undefined;
}
