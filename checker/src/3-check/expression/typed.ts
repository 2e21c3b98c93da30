import type { Diagnostic, DiagnosticDetails } from "@orchlang/language";
import type { Expression as Ast, Call, Span } from "@orchlang/language/ast";
import type { Json, Label } from "@orchlang/plan";
import type { Expression } from "@orchlang/plan/expressions";
import type { NodeId } from "@orchlang/plan/nodes";
import type { TracedLabel } from "../traced-label.ts";
import type { EnumType, Type } from "../type.ts";
import type { UnionRecord } from "../types/union.ts";
import type { Units } from "../units/units.ts";

/**
 * A checked expression. Fields that may be missing are optional or undefined: most are created with every field in one
 * order, since there are very many and all are read in the same places.
 */
export interface Typed {
  readonly type: Type;
  /**
   * The value's own label. The labels of its fields are in its type: `wholeLabel` of `labels/inside.ts` joins both for
   * sinks.
   */
  readonly label: TracedLabel;
  readonly expression: Expression;
  readonly span: Span;
  /** Where it is the same whatever happens. */
  readonly constant?: { readonly value: Json } | undefined;
  /** Where types decide what it is if it has a value at all: of a signal or flag that may be unknown. */
  readonly settled?: { readonly value: Json };
  /** For a text with interpolated values: an example. */
  readonly sample?: string;
  readonly reads: readonly { readonly node: NodeId; readonly span: Span }[];
  readonly readsNow: boolean;
  /** Every `redact`, `declassify` and `endorse` inside: each becomes an obligation. */
  readonly releases: readonly Release[];
  /** For an optional value: why it may be missing, in words: "its step is optional (line 6)". */
  readonly missingBecause?: string | undefined;
  /** Optional only because of a `?.` to its left, which ends the whole chain. */
  readonly chained?: true;
  /**
   * A mistake in it, or in a condition that it depends on, has been reported: a missing value or exceeded bounds may
   * follow from that, and are not reported as well.
   */
  readonly doubtful?: true | undefined;
}

/** A label that the author takes away, with the reason given. */
export interface Release {
  readonly kind: "redact" | "declassify" | "endorse";
  readonly span: Span;
  readonly because?: string;
  readonly from: Label & Pick<TracedLabel, "follows">;
  readonly to: Label;
}

/** The expected type of an expression at its place, and the source of the expectation. */
export interface Expectation {
  readonly type: Type;
  /** The source up to the type: "`n` of `t` takes", "a `timeout` is". Absent: "here belongs". */
  readonly asks?: string;
  /** Where that is written. */
  readonly declared?: { readonly file: string; readonly span: Span; readonly says: string };
  /** Advice for a value of another type, where one is often meant. */
  readonly help?: string;
  /** Says what is probably meant, no more: what is something else is no mistake here, but where it is used. */
  readonly soft?: true;
}

/** The meaning of a name at its place. */
export interface Binding {
  readonly read: Expression;
  readonly type: Type;
  /** Its own label: what the fields of its type add is not in it. */
  readonly label: TracedLabel;
  /**
   * A signal or flag with an index, `temperature(kitchen)`: `type` is that of one member, `read` names the family;
   * a member is read as `context` under the name `temperature(kitchen)`.
   */
  readonly family?: readonly { readonly name: string; readonly members: EnumType }[];
  /** It can't be used here, which is reported at its use: it does not shadow an enum's member. */
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

/** The environment of a check besides the names. */
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
  /** True if something that could not be read may have given this name, which nothing else gives. */
  readonly isLost?: ((name: string) => boolean) | undefined;
  /** The other meaning of a name that no expression may use, in words with its article: "a tool", "a plan". */
  readonly callable?: ((name: string) => string | undefined) | undefined;
  /** The enum of that name: its members may be written `Colour.green`. */
  readonly enumNamed?: ((name: string) => EnumType | undefined) | undefined;
  /** The tagged union of that name: its cases may be written `Choice.later`. */
  readonly unionNamed?: ((name: string) => UnionRecord | undefined) | undefined;
  /** The names of the enums and unions with such a member, for a hint. */
  readonly enumsWith?: ((member: string) => readonly string[]) | undefined;
  /** The message about a name that is known elsewhere in the plan, but not where it was used. */
  readonly hidden?: ((name: string, at: Span) => DiagnosticDetails | undefined) | undefined;
  /** An observer of checked expressions: an editor that asks about a position. */
  readonly watch?: Watch | undefined;
  /** Where the ways back to here are kept, of a context that is soon let go of; left out: in common. */
  readonly checkings?: WeakMap<ExpressionContext, Checking>;
  /** Calls that only stand in some places, as `sample(200)` in a scenario: asked first, `undefined` passes on. */
  readonly special?:
    | ((call: Call, expected: Expectation | undefined, env: Environment) => Typed | undefined)
    | undefined;
}

/** The context of a whole expression, with the way back to check its parts: constructs never import one another. */
export interface Checking extends ExpressionContext {
  readonly check: (ast: Ast, expected: Expectation | undefined, env: Environment) => Typed;
  /**
   * The same without a word, of an expression that is, or will be, checked elsewhere. Only for plain ones, see
   * `isPlain`: what holds conditions would be checked twice at each level, and so exponentially often.
   */
  readonly quietly: (ast: Ast, env: Environment) => Typed;
  /** The same context without a voice; made once. */
  readonly quiet: () => Checking;
  /** The same context for a part that is never reached (or is, as before). */
  readonly reached: (reached: boolean) => Checking;
}
