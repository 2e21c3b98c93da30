import type { Argument, Expression, NumberLiteral } from "./expressions.ts";
import type { Name, Path } from "./names.ts";
import type { Span } from "./span.ts";

/* Clauses that more than one kind of declaration may carry. */

export type Measure = "cost" | "latency" | "energy" | "tokens";

/** `cost <= $0.05`; of a capability also `latency <= 5s at least 1s`. */
export interface Bound {
  readonly kind: "bound";
  readonly measure: Measure;
  readonly limit: Expression;
  readonly least: Expression | undefined;
  readonly span: Span;
}

/** `fails not_found | throttled`. */
export interface FailsClause {
  readonly kind: "failsClause";
  readonly failures: readonly Name[];
  readonly span: Span;
}

/** `priority high`. */
export interface PriorityClause {
  readonly kind: "priorityClause";
  readonly priority: Name;
  readonly span: Span;
}

/** `category sensor`. */
export interface CategoryClause {
  readonly kind: "categoryClause";
  readonly category: Name;
  readonly span: Span;
}

/** `from sensor.hall, api(room)`. */
export interface FromClause {
  readonly kind: "fromClause";
  readonly sources: readonly Source[];
  readonly span: Span;
}

export interface Source {
  readonly kind: "source";
  readonly path: Path;
  readonly arguments: readonly Argument[] | undefined;
  readonly span: Span;
}

/** `overlap allow by room up to 3`. */
export interface OverlapClause {
  readonly kind: "overlapClause";
  readonly policy: Name;
  readonly by: Expression | undefined;
  readonly upTo: NumberLiteral | undefined;
  readonly span: Span;
}
