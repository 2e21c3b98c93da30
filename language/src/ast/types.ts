import type { Expression, StringLiteral } from "./expressions.ts";
import type { Missing, Name } from "./names.ts";
import type { Span } from "./span.ts";

/** `from..to`, both ends in. */
export interface Bounds {
  readonly kind: "bounds";
  readonly from: Expression;
  readonly to: Expression;
  readonly span: Span;
}

/** `String`, `Int in 1..10`, `String matching "…"`. */
export interface NamedType {
  readonly kind: "namedType";
  readonly name: Name;
  readonly within: Bounds | undefined;
  readonly matching: StringLiteral | undefined;
  readonly span: Span;
}

/** `[T]`, `[T] size 1..50`. */
export interface ListType {
  readonly kind: "listType";
  readonly element: TypeNode;
  readonly size: Bounds | undefined;
  readonly span: Span;
}

export interface RecordType {
  readonly kind: "recordType";
  readonly fields: readonly Field[];
  readonly span: Span;
}

export interface Field {
  readonly kind: "field";
  readonly name: Name;
  readonly type: TypeNode;
  readonly default: Expression | undefined;
  readonly span: Span;
}

/** `a | b | c`: two members at least. */
export interface EnumType {
  readonly kind: "enumType";
  readonly members: readonly Name[];
  readonly span: Span;
}

/** `approve { until: Instant } | refuse { reason: String } | later`: one case at least has fields. */
export interface UnionType {
  readonly kind: "unionType";
  readonly cases: readonly UnionCase[];
  readonly span: Span;
}

export interface UnionCase {
  readonly kind: "unionCase";
  readonly name: Name;
  /** Left out: the case has no fields. */
  readonly record: RecordType | undefined;
  readonly span: Span;
}

/** `Map<K, V>`. */
export interface MapType {
  readonly kind: "mapType";
  readonly key: TypeNode;
  readonly value: TypeNode;
  readonly span: Span;
}

/** `Done<T>`, what a `confirm` gives. */
export interface DoneType {
  readonly kind: "doneType";
  readonly value: TypeNode;
  readonly span: Span;
}

/** `Money<EUR>`; without a currency, `Money` is a named type. */
export interface MoneyType {
  readonly kind: "moneyType";
  readonly currency: Name;
  readonly within: Bounds | undefined;
  readonly span: Span;
}

/** `T?`. */
export interface OptionalType {
  readonly kind: "optionalType";
  readonly type: TypeNode;
  readonly span: Span;
}

/** `T @personal @untrusted`: the labels of the whole type before them. */
export interface LabelledType {
  readonly kind: "labelledType";
  readonly type: TypeNode;
  readonly labels: readonly Name[];
  readonly span: Span;
}

export type TypeNode =
  | NamedType
  | ListType
  | RecordType
  | EnumType
  | UnionType
  | MapType
  | DoneType
  | MoneyType
  | OptionalType
  | LabelledType
  | Missing;
