import type { Json } from "@orchlang/plan";
import type { TracedLabel } from "./traced-label.ts";

/**
 * The types of the language. Structural but for enums. A value's own label is not part of its type; the labels
 * of a record's fields are, since they travel with the shape (see `labels/inside.ts`).
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
  /** `known`: the types of fields that are always of these, if there at all. */
  | { readonly kind: "json"; readonly known?: Readonly<Record<string, Type>> }
  | { readonly kind: "range"; readonly of: Type }
  | ListType
  | RecordType
  | EnumType
  | { readonly kind: "map"; readonly value: Type; readonly key?: EnumType }
  | { readonly kind: "done"; readonly of: Type }
  | { readonly kind: "optional"; readonly of: Type }
  | FailureType
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
  /** The declaration it was made by, qualified, for messages and for `$defs`. */
  readonly name?: string;
  /** A check has said more of its fields than the declaration does: it is not the `$defs` of its name. */
  readonly narrowed?: true;
  /** For a resource's member: the pools that it may be of, qualified. An index over its pool accepts it. */
  readonly pools?: readonly string[];
  readonly fields: readonly FieldType[];
  /** Present for a tagged union (`types/union.ts`), whose fields are the tag and those of all cases. */
  readonly union?: Union;
}

/** The cases of a tagged union. Unions are nominal, as enums are. */
export interface Union {
  /** Qualified. */
  readonly name: string;
  readonly cases: readonly UnionCase[];
}

export interface UnionCase {
  readonly name: string;
  readonly fields: readonly CaseField[];
}

/** A field's type and label stand with the union's fields: those of one name are the same in every case. */
export interface CaseField {
  readonly name: string;
  /** It may be `none` although the case is known. */
  readonly optional: boolean;
  readonly default?: { readonly value: Json };
}

export interface FieldType {
  readonly name: string;
  readonly type: Type;
  /** The label written at the field, `address: Email @personal`. */
  readonly label?: readonly string[];
  /** The value that a record literal without the field gets. */
  readonly default?: { readonly value: Json };
  /** For a race's record: the branch may win and still have no value, as a block that yields none. */
  readonly winsWithNone?: true;
  /** In a record literal's own type: the label of what was put there, with the way it came. */
  readonly traced?: TracedLabel;
}

/**
 * The type of `error` in a handler, a retry's `when` and `finally`: `name message attempts last`. Compared with a bare
 * name it stands for its name, `error == exhausted`.
 */
export interface FailureType {
  readonly kind: "failure";
  /** The names that can occur. */
  readonly names: readonly string[];
  /** The type of `error.last`, where a loop may end as `exhausted`. */
  readonly last?: Type;
}

export interface EnumType {
  readonly kind: "enum";
  /**
   * Enums are nominal. Qualified where a declaration names it (`home.Zone`) or holds it (`campaign.Job.status`); one
   * written anywhere else is named after its field or parameter alone, so that `status: ok | bad` is one type
   * wherever it is written out.
   */
  readonly name: string;
  readonly members: readonly string[];
  /** The members left after a check; absent: all. */
  readonly only?: readonly string[];
  /** Written in place, not by a declaration of its own. */
  readonly inline?: true;
  /** Members that have an order, the least first; all others, and `none`, are below them. */
  readonly ascending?: readonly string[];
}
