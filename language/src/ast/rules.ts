import type { CapabilityKind } from "./capability.ts";
import type { Bound } from "./clauses.ts";
import type { DeclarationBase } from "./declaration.ts";
import type { Expression, NumberLiteral, StringLiteral } from "./expressions.ts";
import type { Name, Path } from "./names.ts";
import type { Span } from "./span.ts";

/* Rules: policies over one action, guardrails over a whole run. */

export type Severity = "blocking" | "warning" | "advisory" | "informational";

export interface PolicyDeclaration extends DeclarationBase {
  readonly kind: "policyDeclaration";
  readonly name: Name;
  readonly category: Name | undefined;
  /** As written; left out, it means `blocking`. */
  readonly severity: Severity | undefined;
  readonly clauses: readonly PolicyClause[];
}

/** `tagged payment`. */
export interface TaggedSelector {
  readonly kind: "taggedSelector";
  readonly tag: Name;
  readonly span: Span;
}

/** `kind agent`. */
export interface KindSelector {
  readonly kind: "kindSelector";
  readonly capabilityKind: CapabilityKind;
  readonly span: Span;
}

export interface AnySelector {
  readonly kind: "anySelector";
  readonly span: Span;
}

/** A callable by its name; behind `never` and before `to`, a label. */
export interface PathSelector {
  readonly kind: "pathSelector";
  readonly path: Path;
  readonly span: Span;
}

export type Selector = TaggedSelector | KindSelector | AnySelector | PathSelector;

/** `on send, tagged payment`, of a policy. */
export interface OnClause {
  readonly kind: "onClause";
  readonly selectors: readonly Selector[];
  readonly span: Span;
}

/** `deny when quiet_hours because "…"`. */
export interface DecisionClause {
  readonly kind: "decisionClause";
  readonly decision: "deny" | "allow" | "warn";
  readonly condition: Expression;
  readonly because: StringLiteral | undefined;
  readonly span: Span;
}

/** `defer when frozen within 3d because "…"`. */
export interface DeferClause {
  readonly kind: "deferClause";
  readonly condition: Expression;
  readonly within: Expression;
  readonly because: StringLiteral | undefined;
  readonly span: Span;
}

/** `require consent "camera"`. */
export interface RequireConsentClause {
  readonly kind: "requireConsentClause";
  readonly scope: StringLiteral;
  readonly span: Span;
}

/** `require approval by supervisor within 5m`. */
export interface RequireApprovalClause {
  readonly kind: "requireApprovalClause";
  readonly role: Name;
  readonly within: Expression | undefined;
  readonly span: Span;
}

/** `limit 5 per 1h by args.room`. */
export interface LimitClause {
  readonly kind: "limitClause";
  readonly count: NumberLiteral;
  readonly per: Expression;
  readonly by: Expression | undefined;
  readonly span: Span;
}

/** `record { who: user.id }`. */
export interface RecordClause {
  readonly kind: "recordClause";
  readonly value: Expression;
  readonly span: Span;
}

export type PolicyClause =
  | OnClause
  | DecisionClause
  | DeferClause
  | RequireConsentClause
  | RequireApprovalClause
  | LimitClause
  | RecordClause;

export interface GuardrailDeclaration extends DeclarationBase {
  readonly kind: "guardrailDeclaration";
  readonly name: Name;
  readonly category: Name | undefined;
  readonly severity: Severity | undefined;
  readonly rules: readonly GuardrailRule[];
}

/** `review granted when review.level > 2`. */
export interface Action {
  readonly kind: "action";
  readonly selector: Selector;
  readonly state: "granted" | "completed" | "failed" | undefined;
  readonly condition: Expression | undefined;
  readonly span: Span;
}

/** `review granted before send`. */
export interface BeforeRule {
  readonly kind: "beforeRule";
  readonly first: Action;
  readonly second: Action;
  readonly span: Span;
}

/** `at most 2 dispatch per 1h`. */
export interface AtMostRule {
  readonly kind: "atMostRule";
  readonly count: NumberLiteral;
  readonly action: Action;
  readonly per: Expression | undefined;
  readonly span: Span;
}

/** `every write followed by check or review within 30m`. */
export interface EveryRule {
  readonly kind: "everyRule";
  readonly action: Action;
  readonly relation: "followed" | "preceded";
  readonly by: readonly Action[];
  readonly within: Expression | undefined;
  readonly span: Span;
}

/** `never send when quiet`, `never personal to cloud`. */
export interface NeverRule {
  readonly kind: "neverRule";
  readonly selector: Selector;
  readonly to: Name | undefined;
  readonly condition: Expression | undefined;
  readonly span: Span;
}

export type GuardrailRule = Bound | BeforeRule | AtMostRule | EveryRule | NeverRule;
