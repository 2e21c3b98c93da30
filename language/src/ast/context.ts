import type { CategoryClause, FromClause, PriorityClause } from "./clauses.ts";
import type { DeclarationBase, Parameter } from "./declaration.ts";
import type { Expression, NumberLiteral, StringLiteral } from "./expressions.ts";
import type { Name } from "./names.ts";
import type { Span } from "./span.ts";
import type { TypeNode } from "./types.ts";

/* The world around runs: resources, signals, flags, events, fusions. */

export interface ResourceDeclaration extends DeclarationBase {
  readonly kind: "resourceDeclaration";
  readonly name: Name;
  /** The type of its members; absent where they have no fields. */
  readonly resourceKind: Name | undefined;
  readonly count: NumberLiteral | undefined;
  readonly clauses: readonly ResourceClause[];
}

/** `at cloud "luna"`. */
export interface PlaceClause {
  readonly kind: "placeClause";
  readonly tier: Name;
  readonly site: StringLiteral | undefined;
  readonly span: Span;
}

/** `latency 40ms`, `cost $0.09 per h`, `power 180W`, `lease 2h`, `members [...]`. */
export interface FigureClause {
  readonly kind: "figureClause";
  readonly figure: "latency" | "cost" | "power" | "lease" | "members";
  readonly value: Expression;
  readonly span: Span;
}

/** `overflow luna`. */
export interface OverflowClause {
  readonly kind: "overflowClause";
  readonly pool: Name;
  readonly span: Span;
}

/** `reserve 2 for priority critical`. */
export interface ReserveClause {
  readonly kind: "reserveClause";
  readonly count: NumberLiteral;
  readonly priority: Name;
  readonly span: Span;
}

export type ResourceClause = PlaceClause | FigureClause | OverflowClause | ReserveClause;

export interface SignalDeclaration extends DeclarationBase {
  readonly kind: "signalDeclaration";
  readonly name: Name;
  /** The index of a family; absent for a single signal. */
  readonly parameters: readonly Parameter[] | undefined;
  readonly type: TypeNode;
  readonly clauses: readonly SignalClause[];
}

/** `domain presence`. */
export interface DomainClause {
  readonly kind: "domainClause";
  readonly domain: Name;
  readonly span: Span;
}

/** `fuse median`. */
export interface FuseClause {
  readonly kind: "fuseClause";
  readonly rule: Name;
  readonly span: Span;
}

/** `history 7d`. */
export interface HistoryClause {
  readonly kind: "historyClause";
  readonly duration: Expression;
  readonly span: Span;
}

/** `fresh 30s`. */
export interface FreshClause {
  readonly kind: "freshClause";
  readonly duration: Expression;
  readonly span: Span;
}

/** `decay 10% per m`. */
export interface DecayClause {
  readonly kind: "decayClause";
  readonly rate: Expression;
  readonly span: Span;
}

export type SignalClause = DomainClause | FuseClause | FromClause | FreshClause | DecayClause | HistoryClause;

export interface FlagDeclaration extends DeclarationBase {
  readonly kind: "flagDeclaration";
  readonly name: Name;
  readonly parameters: readonly Parameter[] | undefined;
  readonly value: Expression;
  readonly clauses: readonly FlagClause[];
}

/** `confidence >= 70%`. */
export interface ConfidenceClause {
  readonly kind: "confidenceClause";
  readonly atLeast: Expression;
  readonly span: Span;
}

/** `hold 5m`. */
export interface HoldClause {
  readonly kind: "holdClause";
  readonly duration: Expression;
  readonly span: Span;
}

export type FlagClause = ConfidenceClause | HoldClause;

export interface EventDeclaration extends DeclarationBase {
  readonly kind: "eventDeclaration";
  readonly name: Name;
  readonly parameters: readonly Parameter[];
  readonly clauses: readonly EventClause[];
}

/** `dedupe 10s by sensor`. */
export interface DedupeClause {
  readonly kind: "dedupeClause";
  readonly within: Expression;
  readonly by: Expression | undefined;
  readonly span: Span;
}

export type EventClause = FromClause | CategoryClause | PriorityClause | DedupeClause;

export interface FusionDeclaration extends DeclarationBase {
  readonly kind: "fusionDeclaration";
  readonly name: Name;
  readonly parameters: readonly Parameter[];
  readonly clauses: readonly FusionClause[];
}

/** `join gunshot as shot, emergency_call as call`. */
export interface JoinClause {
  readonly kind: "joinClause";
  readonly joined: readonly JoinedEvent[];
  readonly span: Span;
}

export interface JoinedEvent {
  readonly kind: "joinedEvent";
  readonly event: Name;
  readonly alias: Name | undefined;
  readonly span: Span;
}

/** `near a.location, b.location within 500 meters`. */
export interface NearClause {
  readonly kind: "nearClause";
  readonly first: Expression;
  readonly second: Expression;
  readonly within: Expression;
  readonly span: Span;
}

/** `late up to 30s`. */
export interface LateClause {
  readonly kind: "lateClause";
  readonly upTo: Expression;
  readonly span: Span;
}

/** `within 30s`. */
export interface WithinClause {
  readonly kind: "withinClause";
  readonly duration: Expression;
  readonly span: Span;
}

/** `by shot.sensor`. */
export interface ByClause {
  readonly kind: "byClause";
  readonly key: Expression;
  readonly span: Span;
}

/** `where shot.confidence > 50%`. */
export interface WhereClause {
  readonly kind: "whereClause";
  readonly condition: Expression;
  readonly span: Span;
}

/** `emit { … }`: the fields of the fused event. */
export interface EmitClause {
  readonly kind: "emitClause";
  readonly value: Expression;
  readonly span: Span;
}

export type FusionClause =
  | JoinClause
  | NearClause
  | LateClause
  | WithinClause
  | ByClause
  | WhereClause
  | EmitClause
  | CategoryClause
  | PriorityClause;
