import type { IToken } from "chevrotain";

/** One token. Offsets are into the normalised text; the image of a keyword or sign is a shared string. */
export interface Token extends IToken {
  readonly end: number;
  /** Where the unit or currency of a quantity or an amount begins, else 0. */
  readonly split: number;
}

/** A comment, kept beside the tokens for the formatter. */
export interface Comment {
  /** Begun by two slashes, by three, or by a slash and a star. */
  readonly kind: "line" | "doc" | "block";
  readonly start: number;
  readonly end: number;
}
