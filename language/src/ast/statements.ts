import type {
  Expression,
  Invocation,
  NumberLiteral,
  Pattern,
  Reference,
  StringLiteral,
} from "./expressions.ts";
import type { Missing, Name } from "./names.ts";
import type { Options } from "./options.ts";
import type { Span } from "./span.ts";
import type { TypeNode } from "./types.ts";

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

export type StepBody = Attempt | Loop | Quorum | Race | Interruptible | Waiting | Missing;

/** `else when error == not_found { … }`, `else other(x) { options }`. */
export interface Handler {
  readonly kind: "handler";
  readonly condition: Expression | undefined;
  readonly body: Attempt | Block;
  /** Only behind a call. */
  readonly options: Options | undefined;
  readonly span: Span;
}

/** `let name: Type = value`. */
export interface Let {
  readonly kind: "let";
  readonly name: Name;
  readonly type: TypeNode | undefined;
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

/** `with name = pool … from instant for duration { … } else { … }`. */
export interface With {
  readonly kind: "with";
  readonly name: Name;
  readonly pick: Pick;
  readonly from: Expression | undefined;
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

/** `commit`: a later failure is undone to here only. */
export interface Commit {
  readonly kind: "commit";
  readonly span: Span;
}

/** Text that could not be read as a statement; a syntax error was reported for it. */
export interface BrokenStatement {
  readonly kind: "brokenStatement";
  /** The name that it would have declared, where that much was clear. */
  readonly name: Name | undefined;
  /** Other names that it may have declared, itself or in its blocks; empty for a name that could not be read. */
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
  | Commit
  | BrokenStatement;

/* The right side of `step name =`. */

/** `call(args) using pool …`. */
export interface Attempt {
  readonly kind: "attempt";
  readonly call: Invocation;
  readonly using: Pick | undefined;
  readonly span: Span;
}

/** `pool nearest p within L where c at cost, latency count n wait W`. */
export interface Pick {
  readonly kind: "pick";
  readonly pool: Name;
  readonly nearest: Expression | undefined;
  readonly within: Expression | undefined;
  readonly where: Expression | undefined;
  /** The measures by which a member is chosen, the first counting most. */
  readonly at: readonly Name[] | undefined;
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

/** `do { … } until event stop where … { … }`: work that an event interrupts. */
export interface Interruptible {
  readonly kind: "interruptible";
  readonly work: Block;
  readonly until: Interruption;
  /** The block that begins when it is interrupted. */
  readonly otherwise: Block | undefined;
  readonly span: Span;
}

/** `event stop where …`, behind `until`. */
export interface Interruption {
  readonly kind: "interruption";
  readonly next: boolean;
  readonly event: Name;
  readonly where: Expression | undefined;
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
  /** `forever` is written: the author knows that it may never end. */
  readonly forever: boolean;
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
