import type { Expression, Invocation, Pattern } from "./expressions.ts";
import type { StringLiteral } from "./literals.ts";
import type { Missing, Name } from "./names.ts";
import type { Options } from "./options.ts";
import type { Span } from "./span.ts";
import type { Attempt, Loop, Pick, Quorum, Race, Waiting } from "./steps.ts";

/** `{ statements }`. */
export interface Block {
  readonly kind: "block";
  readonly statements: readonly Statement[];
  /** A syntax error was reported among its statements. */
  readonly broken: boolean;
  readonly span: Span;
}

/** `step name = body { options } else …`. */
export interface Step {
  readonly kind: "step";
  readonly name: Name;
  readonly body: StepBody;
  readonly options: Options | undefined;
  readonly handlers: readonly Handler[];
  readonly span: Span;
}

export type StepBody = Attempt | Loop | Quorum | Race | Waiting | Missing;

/** `else when error == not_found { … }`, `else other(x) { options }`. */
export interface Handler {
  readonly kind: "handler";
  readonly condition: Expression | undefined;
  readonly body: Attempt | Block;
  /** Only behind a call. */
  readonly options: Options | undefined;
  readonly span: Span;
}

export interface Let {
  readonly kind: "let";
  readonly name: Name;
  readonly value: Expression;
  readonly span: Span;
}

export interface When {
  readonly kind: "when";
  readonly condition: Expression;
  readonly body: Block;
  readonly otherwise: When | Block | undefined;
  readonly span: Span;
}

/** `match subject { pattern as name { … } }`. */
export interface Match {
  readonly kind: "match";
  readonly subject: Expression;
  readonly cases: readonly MatchCase[];
  readonly span: Span;
}

export interface MatchCase {
  readonly kind: "matchCase";
  readonly pattern: Pattern;
  readonly binding: Name | undefined;
  readonly body: Block;
  readonly span: Span;
}

/** `with name = pool … for duration { … } else { … }`. */
export interface With {
  readonly kind: "with";
  readonly name: Name;
  readonly pick: Pick;
  readonly duration: Expression;
  readonly body: Block;
  readonly otherwise: Block | undefined;
  readonly span: Span;
}

export interface Sequence {
  readonly kind: "sequence";
  readonly body: Block;
  readonly span: Span;
}

/** `wait 3d`, `wait until instant`, as a statement of its own. */
export interface Wait {
  readonly kind: "wait";
  readonly until: boolean;
  /** A duration, or with `until` an instant. */
  readonly time: Expression;
  readonly span: Span;
}

export interface Emit {
  readonly kind: "emit";
  readonly event: Invocation;
  readonly span: Span;
}

export interface Return {
  readonly kind: "return";
  readonly value: Expression;
  readonly span: Span;
}

export interface Yield {
  readonly kind: "yield";
  readonly value: Expression;
  readonly span: Span;
}

/** `fail no_eyes "No drone free"`. */
export interface Fail {
  readonly kind: "fail";
  readonly failure: Name | undefined;
  readonly message: StringLiteral;
  readonly span: Span;
}

/** What could not be read as a statement; a syntax error has been reported for it. */
export interface BrokenStatement {
  readonly kind: "brokenStatement";
  /** The name that it would have declared, where that much was clear. */
  readonly name: Name | undefined;
  /** What else it may have named, itself or in its blocks; the empty text for what has no name that could be read. */
  readonly lost: readonly string[];
  readonly span: Span;
}

export type Statement =
  | Step
  | Let
  | When
  | Match
  | With
  | Sequence
  | Wait
  | Emit
  | Return
  | Yield
  | Fail
  | BrokenStatement;
