import type { Definition } from "@orchlang/checker/resolve";

export type ItemKind =
  | "keyword"
  | "value"
  | "field"
  | "member"
  | "function"
  | "parameter"
  | "type"
  | "unit"
  | "module"
  | "word"
  | "step"
  | "definition";

/** Something that may be written at a place. */
export interface Item {
  readonly label: string;
  readonly kind: ItemKind;
  /** Behind the label: a type, a signature. */
  readonly detail?: string;
  /** The inserted text; the label if absent. With `$1`, `${2:name}` and `$0` for the cursor, if `snippet`. */
  readonly text?: string;
  readonly snippet?: true;
  /** Smaller stands higher. */
  readonly rank: number;
  /** The definition, for details on demand. */
  readonly definition?: Definition;
  /** The module that it has to be imported of first. */
  readonly from?: string;
}

/** More than a person looks through: who types on is answered anew. */
export const itemsMax = 200;

/** So many of what is declared somewhere, of which there may be thousands. */
export const definitionsMax = 100;

/** The likeliest comes first. */
export const ranks = {
  wanted: 0,
  argument: 1,
  fitting: 2,
  named: 3,
  keyword: 4,
  other: 5,
  elsewhere: 6,
} as const;
