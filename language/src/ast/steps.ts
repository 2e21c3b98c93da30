import type { Expression, Invocation, Reference } from "./expressions.ts";
import type { NumberLiteral } from "./literals.ts";
import type { Name } from "./names.ts";
import type { Options } from "./options.ts";
import type { Span } from "./span.ts";
import type { Block } from "./statements.ts";

/* What may stand at the right of `step name =`. */

/** `call(args) using pool …`. */
export interface Attempt {
  readonly kind: "attempt";
  readonly call: Invocation;
  readonly using: Pick | undefined;
  readonly span: Span;
}

/** `pool nearest p within L where c count n wait W`. */
export interface Pick {
  readonly kind: "pick";
  readonly pool: Name;
  readonly nearest: Expression | undefined;
  readonly within: Expression | undefined;
  readonly where: Expression | undefined;
  readonly count: NumberLiteral | undefined;
  readonly wait: Expression | undefined;
  readonly span: Span;
}

/** A whole number, or the name of a constant. */
export type Count = NumberLiteral | Reference;

/** `for variable in list up to N at once K within D until c { … }`. */
export interface Loop {
  readonly kind: "loop";
  readonly variable: Name;
  readonly source: LoopSource;
  readonly upTo: Count | undefined;
  readonly atOnce: Count | undefined;
  readonly within: Expression | undefined;
  readonly until: Expression | undefined;
  readonly body: Block;
  readonly span: Span;
}

/** `in event shot where event.loud`. */
export interface EachEvent {
  readonly kind: "eachEvent";
  readonly event: Name;
  readonly where: Expression | undefined;
  readonly span: Span;
}

/** `in list`. */
export interface EachItem {
  readonly kind: "eachItem";
  readonly list: Expression;
  readonly span: Span;
}

/** `from first`: rounds with memory. */
export interface FromValue {
  readonly kind: "fromValue";
  readonly first: Expression;
  readonly span: Span;
}

export type LoopSource = EachEvent | EachItem | FromValue;

/** `quorum 2 of { a(x), b(x) }`. */
export interface Quorum {
  readonly kind: "quorum";
  readonly count: NumberLiteral;
  readonly calls: readonly Invocation[];
  readonly span: Span;
}

/** `first 2 of { a = call(x), wait 3d }`, or `first of for …`, where `branches` is a loop. */
export interface Race {
  readonly kind: "race";
  readonly count: NumberLiteral | undefined;
  readonly branches: readonly Branch[] | Loop;
  readonly span: Span;
}

export interface Branch {
  readonly kind: "branch";
  readonly name: Name | undefined;
  readonly body: Attempt | Loop | Waiting | Block;
  /** Only behind a call. */
  readonly options: Options | undefined;
  readonly span: Span;
}

/** `wait for next event shot where … within D`. */
export interface WaitForEvent {
  readonly kind: "waitForEvent";
  readonly next: boolean;
  readonly event: Name;
  readonly where: Expression | undefined;
  readonly within: Expression | undefined;
  readonly span: Span;
}

/** `wait until condition for D within D`. */
export interface WaitUntil {
  readonly kind: "waitUntil";
  readonly condition: Expression;
  readonly for: Expression | undefined;
  readonly within: Expression | undefined;
  readonly span: Span;
}

/** `wait D`, as a step or a branch. */
export interface WaitDuration {
  readonly kind: "waitDuration";
  readonly duration: Expression;
  readonly span: Span;
}

export type Waiting = WaitForEvent | WaitUntil | WaitDuration;
