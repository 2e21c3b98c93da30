import type { Diagnostic, Span } from "@orchlang/language";
import type { Expression, Json, NodeId, Read } from "@orchlang/plan";
import type { TracedLabel } from "../checked.ts";
import type { Type } from "../type.ts";
import type { Units } from "../units/units.ts";

/** An expression that has been understood. */
export interface Typed {
  readonly type: Type;
  readonly label: TracedLabel;
  readonly expression: Expression;
  readonly span: Span;
  /** Where it is the same whatever happens. */
  readonly constant?: { readonly value: Json };
  readonly reads: readonly { readonly node: NodeId; readonly span: Span }[];
  readonly readsNow: boolean;
}

/** What a name stands for where it is written. */
export interface Binding {
  readonly read: Read | { readonly op: "constant"; readonly value: Json };
  readonly type: Type;
  readonly label: TracedLabel;
  /** Where it was declared. */
  readonly declared?: { readonly file: string; readonly span: Span };
  /** Why the value may be missing, in words: "its step is optional (line 6)". */
  readonly missingBecause?: string;
  /** A `let` or parameter with a known value. */
  readonly constant?: { readonly value: Json };
}

/** The names in scope. Nested by wrapping; never changed. */
export interface Environment {
  lookup(name: string): Binding | undefined;
  /** Every name in scope, for "did you mean". */
  names(): Iterable<string>;
}

/** What checking an expression needs beside the names. */
export interface ExpressionContext {
  readonly file: string;
  readonly units: Units;
  /** IANA zone of `.hour .time .date`. */
  readonly zone: string;
  readonly currency: string;
  readonly report: (diagnostic: Diagnostic) => void;
}
