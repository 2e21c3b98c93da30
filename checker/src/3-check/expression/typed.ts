import type { Diagnostic, DiagnosticDetails } from "@orchlang/language";
import type { Expression as Ast, Call, Span } from "@orchlang/language/ast";
import type { Expression, Json, Label, NodeId, Read } from "@orchlang/plan";
import type { TracedLabel } from "../traced-label.ts";
import type { EnumType, Type } from "../type.ts";
import type { Units } from "../units/units.ts";
import type { Checking } from "./checking.ts";

/**
 * An expression that has been understood. What need not be there may be left out or undefined: most are written with
 * every field, in one order, since there are very many and all are read in the same places.
 */
export interface Typed {
  readonly type: Type;
  /**
   * The value's own label. What its fields add stands in its type: for a sink ask `wholeLabel` of
   * `labels/inside.ts`, which joins both.
   */
  readonly label: TracedLabel;
  readonly expression: Expression;
  readonly span: Span;
  /** Where it is the same whatever happens. */
  readonly constant?: { readonly value: Json } | undefined;
  /** Of a text with values put into it: one that it may come to. */
  readonly sample?: string;
  readonly reads: readonly { readonly node: NodeId; readonly span: Span }[];
  readonly readsNow: boolean;
  /** Every `redact`, `declassify` and `endorse` inside: each becomes an obligation. */
  readonly releases: readonly Release[];
  /** Of an optional value: why it may be missing, in words: "its step is optional (line 6)". */
  readonly missingBecause?: string | undefined;
  /** Optional only because of a `?.` to its left, which ends the whole chain. */
  readonly chained?: true;
  /**
   * Something in it, or in a condition that it hangs on, has been told to be wrong: that it may be missing, or out of
   * bounds, may follow from that, and is not told as well.
   */
  readonly doubtful?: true | undefined;
}

/** A label that the author takes away, with the reason given. */
export interface Release {
  readonly kind: "redact" | "declassify" | "endorse";
  readonly span: Span;
  readonly because?: string;
  readonly from: Label;
  readonly to: Label;
}

/** What is wanted of an expression where it stands, and who wants it. */
export interface Expectation {
  readonly type: Type;
  /** Who asks, up to the type: "`n` of `t` takes", "a `timeout` is". Left out: "here belongs". */
  readonly asks?: string;
  /** Where that is written. */
  readonly declared?: { readonly file: string; readonly span: Span; readonly says: string };
  /** Says what is probably meant, no more: what is something else is no mistake here, but where it is used. */
  readonly soft?: true;
}

/** What a name stands for where it is written. */
export interface Binding {
  readonly read: Read | { readonly op: "constant"; readonly value: Json };
  readonly type: Type;
  /** Its own label: what the fields of its type add is not in it. */
  readonly label: TracedLabel;
  /**
   * A signal or flag with an index, `temperature(kitchen)`: `type` is that of one member, `read` names the family;
   * a member is read as `context` under the name `temperature(kitchen)`.
   */
  readonly family?: readonly { readonly name: string; readonly members: EnumType }[];
  /** It can't be used here, which is told where it is: it goes before no member of an enum. */
  readonly refused?: (place: { readonly file: string; readonly span: Span }) => Diagnostic;
  /** It is the step that is being made, which can't use itself: a member of an enum goes before it. */
  readonly itself?: true;
  /** Where it was declared. */
  readonly declared?: { readonly file: string; readonly span: Span };
  /** Why the value may be missing, in words: "its step is optional (line 6)". */
  readonly missingBecause?: string | undefined;
  /** The fields of it, `a.b`, that a person has been asked about and granted; empty for itself. */
  readonly endorsed?: readonly string[];
  /** See `Typed`. */
  readonly doubtful?: true | undefined;
  /** A `let` or parameter with a known value. */
  readonly constant?: { readonly value: Json } | undefined;
}

/** The names in scope. Nested by wrapping; never changed. */
export interface Environment {
  lookup(name: string): Binding | undefined;
  /** Every name in scope, for "did you mean". */
  names(): Iterable<string>;
}

/** Is shown what was made of each part. Some parts are looked at more than once; the last look counts. */
export interface Watch {
  readonly expression: (ast: Ast, typed: Typed, wanted: Expectation | undefined, env: Environment) => void;
  /** A step named where only a step can stand, and where that is declared. */
  readonly step: (name: Span, declared: Span) => void;
}

/** What checking an expression needs beside the names. */
export interface ExpressionContext {
  readonly file: string;
  readonly units: Units;
  /** IANA zone of `.hour .time .date`. */
  readonly zone: string;
  readonly currency: string;
  readonly report: (diagnostic: Diagnostic) => void;
  /** This is never reached: what has no value here is no mistake, `if n == 0 then 0 else 1 / n`. */
  readonly unreached?: true | undefined;
  /** An expectation at the end of a run: what is missing there leaves it unmet, and need not be asked for. */
  readonly unmetWhereMissing?: true | undefined;
  /** Whether something that could not be read may have given this name, which nothing else gives. */
  readonly isLost?: ((name: string) => boolean) | undefined;
  /** What else a name stands for that no expression may use, in words with its article: "a tool", "a plan". */
  readonly callable?: ((name: string) => string | undefined) | undefined;
  /** The enum of that name: its members may be written `Colour.green`. */
  readonly enumNamed?: ((name: string) => EnumType | undefined) | undefined;
  /** The names of the enums with such a member, for a hint. */
  readonly enumsWith?: ((member: string) => readonly string[]) | undefined;
  /** What to tell of a name that is known elsewhere in the plan, but not where it was written. */
  readonly hidden?: ((name: string, at: Span) => DiagnosticDetails | undefined) | undefined;
  /** Whoever looks on while expressions are understood: an editor that asks what stands where. */
  readonly watch?: Watch | undefined;
  /** Where the ways back to here are kept, of a context that is soon let go of; left out: in common. */
  readonly checkings?: WeakMap<ExpressionContext, Checking>;
  /** Calls that only stand in some places, as `sample(200)` in a scenario: asked first, `undefined` passes on. */
  readonly special?:
    | ((call: Call, expected: Expectation | undefined, env: Environment) => Typed | undefined)
    | undefined;
}
