import type { Bound, FailsClause, OverlapClause, PriorityClause } from "./clauses.ts";
import type { DeclarationBase, Parameter } from "./declaration.ts";
import type { Expression, NumberLiteral, StringLiteral } from "./expressions.ts";
import type { Name } from "./names.ts";
import type { Span } from "./span.ts";
import type { Block } from "./statements.ts";
import type { TypeNode } from "./types.ts";

/* Goals, and the plans that achieve them. */

export interface GoalDeclaration extends DeclarationBase {
  readonly kind: "goalDeclaration";
  readonly name: Name;
  readonly parameters: readonly Parameter[];
  readonly result: TypeNode | undefined;
  readonly clauses: readonly GoalClause[];
}

/** `intent "movie night in the ${zone}", "…"`. */
export interface IntentClause {
  readonly kind: "intentClause";
  readonly sentences: readonly StringLiteral[];
  readonly span: Span;
}

/** `success "It is warm" when result.temperature > 20C`. */
export interface SuccessClause {
  readonly kind: "successClause";
  readonly message: StringLiteral;
  readonly condition: Expression;
  readonly span: Span;
}

/** `budget cost <= $1, latency <= 3d`. */
export interface BudgetClause {
  readonly kind: "budgetClause";
  readonly bounds: readonly Bound[];
  readonly span: Span;
}

/** `optimize comfort`. */
export interface OptimizeClause {
  readonly kind: "optimizeClause";
  readonly aim: Name;
  readonly span: Span;
}

/** `alternatives 2`. */
export interface AlternativesClause {
  readonly kind: "alternativesClause";
  readonly count: NumberLiteral;
  readonly span: Span;
}

/** `keep personal at device`. */
export interface KeepClause {
  readonly kind: "keepClause";
  readonly label: Name;
  readonly tier: Name;
  readonly span: Span;
}

export type GoalClause =
  | IntentClause
  | SuccessClause
  | BudgetClause
  | OptimizeClause
  | AlternativesClause
  | KeepClause
  | FailsClause;

export interface PlanDeclaration extends DeclarationBase {
  readonly kind: "planDeclaration";
  readonly name: Name;
  readonly parameters: readonly Parameter[];
  readonly result: TypeNode | undefined;
  /** `achieves goal` and `under rules`, before the body. */
  readonly headings: readonly PlanHeading[];
  /** The clauses at the top of the body, before its first statement. */
  readonly clauses: readonly PlanClause[];
  /** The statements; its span is that of the braces. */
  readonly body: Block;
  readonly finally: Block | undefined;
}

/** `achieves campaign_launch`. */
export interface AchievesHeading {
  readonly kind: "achievesHeading";
  readonly goal: Name;
  readonly span: Span;
}

/** `under use_of_force, chain_of_command`. */
export interface UnderHeading {
  readonly kind: "underHeading";
  readonly rules: readonly Name[];
  readonly span: Span;
}

export type PlanHeading = AchievesHeading | UnderHeading;

/** `timeout 30m`. */
export interface TimeoutClause {
  readonly kind: "timeoutClause";
  readonly duration: Expression;
  readonly span: Span;
}

/** `while dry`: the plan is interrupted once this does not hold. */
export interface WhileClause {
  readonly kind: "whileClause";
  readonly condition: Expression;
  readonly span: Span;
}

export type PlanClause = PriorityClause | TimeoutClause | WhileClause | FailsClause | OverlapClause;
