import type { OverlapClause, PriorityClause } from "./clauses.ts";
import type { DeclarationBase } from "./declaration.ts";
import type { Expression, Invocation, NumberLiteral, StringLiteral } from "./expressions.ts";
import type { Name } from "./names.ts";
import type { Span } from "./span.ts";

export interface TriggerDeclaration extends DeclarationBase {
  readonly kind: "triggerDeclaration";
  readonly name: Name;
  /** `for room in Room`: one trigger per member. */
  readonly family: TriggerFamily | undefined;
  readonly clauses: readonly TriggerClause[];
}

export interface TriggerFamily {
  readonly kind: "triggerFamily";
  readonly variable: Name;
  readonly of: Name;
  readonly span: Span;
}

/** `on source`, of a trigger. */
export interface SourceClause {
  readonly kind: "sourceClause";
  readonly source: TriggerSource;
  readonly span: Span;
}

/** `event shot where event.confidence > 80%`. */
export interface EventSource {
  readonly kind: "eventSource";
  readonly event: Name;
  readonly where: Expression | undefined;
  readonly span: Span;
}

/** `schedule "0 7 * * 1" in "Europe/Berlin"`. */
export interface ScheduleSource {
  readonly kind: "scheduleSource";
  readonly cron: StringLiteral;
  readonly zone: StringLiteral | undefined;
  readonly span: Span;
}

/** `every 5m`. */
export interface EverySource {
  readonly kind: "everySource";
  readonly period: Expression;
  readonly span: Span;
}

/** `change temperature < 18C for 10m`. */
export interface ChangeSource {
  readonly kind: "changeSource";
  readonly condition: Expression;
  readonly for: Expression | undefined;
  readonly span: Span;
}

/** `completed drain`; `attention drain`: its run waits for an operator. */
export interface OutcomeSource {
  readonly kind: "outcomeSource";
  readonly outcome: "completed" | "failed" | "cancelled" | "attention";
  readonly plan: Name;
  readonly span: Span;
}

/** `request "/orders"`. */
export interface RequestSource {
  readonly kind: "requestSource";
  readonly path: StringLiteral;
  readonly span: Span;
}

export type TriggerSource =
  | EventSource
  | ScheduleSource
  | EverySource
  | ChangeSource
  | OutcomeSource
  | RequestSource;

/** `when occupied`. */
export interface WhenClause {
  readonly kind: "whenClause";
  readonly condition: Expression;
  readonly span: Span;
}

/** `debounce 30s by event.room`. */
export interface DebounceClause {
  readonly kind: "debounceClause";
  readonly duration: Expression;
  readonly by: Expression | undefined;
  readonly span: Span;
}

/** `throttle 3 per 1h`. */
export interface ThrottleClause {
  readonly kind: "throttleClause";
  readonly count: NumberLiteral;
  readonly per: Expression;
  readonly span: Span;
}

/** `start movie_night(zone: hall)`. */
export interface StartClause {
  readonly kind: "startClause";
  readonly call: Invocation;
  readonly span: Span;
}

/** `missed skip`. */
export interface MissedClause {
  readonly kind: "missedClause";
  readonly policy: Name;
  readonly span: Span;
}

export type TriggerClause =
  | SourceClause
  | WhenClause
  | DebounceClause
  | ThrottleClause
  | StartClause
  | PriorityClause
  | OverlapClause
  | MissedClause;
