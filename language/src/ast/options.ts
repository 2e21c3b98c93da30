import type { Expression, Invocation, NumberLiteral, StringLiteral } from "./expressions.ts";
import type { Name } from "./names.ts";
import type { Span } from "./span.ts";
import type { Bounds } from "./types.ts";

/** `{ timeout 60s  retry 2 }` behind a step's call. */
export interface Options {
  readonly kind: "options";
  readonly options: readonly Option[];
  readonly span: Span;
}

/** `timeout 60s`: of one try. */
export interface TimeoutOption {
  readonly kind: "timeoutOption";
  readonly duration: Expression;
  readonly span: Span;
}

/** `cache 1h`. */
export interface CacheOption {
  readonly kind: "cacheOption";
  readonly duration: Expression;
  readonly span: Span;
}

/** `accept it.score > 80%`. */
export interface AcceptOption {
  readonly kind: "acceptOption";
  readonly condition: Expression;
  readonly span: Span;
}

/** `retry 3`, `retry 3 every 5s`, `retry 3 backoff 1s..30s when error == throttled`. */
export interface RetryOption {
  readonly kind: "retryOption";
  readonly count: NumberLiteral;
  readonly every: Expression | undefined;
  readonly backoff: Bounds | undefined;
  readonly condition: Expression | undefined;
  readonly span: Span;
}

/** `after draft, list`. */
export interface AfterOption {
  readonly kind: "afterOption";
  readonly steps: readonly Name[];
  readonly span: Span;
}

export interface UndoOption {
  readonly kind: "undoOption";
  readonly call: Invocation;
  readonly span: Span;
}

/** `optional`, or behind a fan-out `optional up to 5%`. */
export interface OptionalOption {
  readonly kind: "optionalOption";
  readonly upTo: Expression | undefined;
  readonly span: Span;
}

export interface PriorityOption {
  readonly kind: "priorityOption";
  readonly priority: Name;
  readonly span: Span;
}

/** `at device`. */
export interface TierOption {
  readonly kind: "tierOption";
  readonly tier: Name;
  readonly span: Span;
}

/** `losers finish`. */
export interface LosersOption {
  readonly kind: "losersOption";
  readonly span: Span;
}

/** `attempts 3 every 5s`. */
export interface AttemptsOption {
  readonly kind: "attemptsOption";
  readonly count: NumberLiteral;
  readonly every: Expression | undefined;
  readonly span: Span;
}

/** `while garden.dry`: it is interrupted as soon as this does not hold. */
export interface WhileOption {
  readonly kind: "whileOption";
  readonly condition: Expression;
  readonly span: Span;
}

/** `because "…"`, `irreversible because "…"`. */
export interface BecauseOption {
  readonly kind: "becauseOption";
  readonly irreversible: boolean;
  readonly because: StringLiteral;
  readonly span: Span;
}

export type Option =
  | TimeoutOption
  | CacheOption
  | AcceptOption
  | RetryOption
  | AfterOption
  | UndoOption
  | OptionalOption
  | PriorityOption
  | TierOption
  | LosersOption
  | AttemptsOption
  | WhileOption
  | BecauseOption;
