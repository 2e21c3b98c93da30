/**
 * The types of the language. Structural but for enums. Labels are not part of a type: see `label.ts`.
 *
 * A quantity's dimension is a product of base dimensions with whole exponents, `Energy/Duration` being
 * `{ Energy: 1, Duration: -1 }`; money is the base dimension `Money` with its currency beside it.
 */
export type Type =
  | { readonly kind: "bool" }
  | { readonly kind: "int"; readonly min?: number; readonly max?: number }
  | { readonly kind: "float"; readonly min?: number; readonly max?: number }
  | { readonly kind: "ratio"; readonly min?: number; readonly max?: number }
  | { readonly kind: "string"; readonly matching?: string; readonly format?: "email" | "url" }
  | QuantityType
  | { readonly kind: "instant" }
  | { readonly kind: "date" }
  | { readonly kind: "timeOfDay" }
  | { readonly kind: "geo" }
  | { readonly kind: "json" }
  | { readonly kind: "range"; readonly of: Type }
  | ListType
  | RecordType
  | EnumType
  | { readonly kind: "map"; readonly value: Type }
  | { readonly kind: "done"; readonly of: Type }
  | { readonly kind: "optional"; readonly of: Type }
  | { readonly kind: "none" }
  /** Gives nothing: a capability without a result. */
  | { readonly kind: "nothing" }
  /** A type that an error stands behind: agrees with everything, so that one mistake gives one error. */
  | { readonly kind: "error" };

export interface QuantityType {
  readonly kind: "quantity";
  readonly dimension: Dimension;
  /** With `Money` in the dimension. Left out: not known yet. */
  readonly currency?: string;
  /** In the base unit. */
  readonly min?: number;
  readonly max?: number;
}

/** Exponents by base dimension; none are zero; keys sorted. */
export type Dimension = Readonly<Record<string, number>>;

export interface ListType {
  readonly kind: "list";
  readonly item: Type;
  readonly min?: number;
  readonly max?: number;
}

export interface RecordType {
  readonly kind: "record";
  /** The alias it was declared by, for messages and for `$defs`. */
  readonly name?: string;
  readonly fields: readonly FieldType[];
}

export interface FieldType {
  readonly name: string;
  readonly type: Type;
  /** The label written at the field, `address: Email @personal`. */
  readonly label?: readonly string[];
}

export interface EnumType {
  readonly kind: "enum";
  /** Qualified: enums are nominal. */
  readonly name: string;
  readonly members: readonly string[];
}
