import type { Json } from "@orchlang/plan";

/** The interpretation of a sentence. */
export type Understood =
  /** Every word of it is accounted for, nothing is missing, and no other goal fits as well. */
  | { readonly kind: "goal"; readonly reading: Reading }
  /** Possible readings, the likeliest first, at most three. */
  | { readonly kind: "unsure"; readonly readings: readonly Reading[] }
  /** No phrase has anything of it. */
  | { readonly kind: "nothing" };

/** A sentence read as a phrase of a goal. */
export interface Reading {
  /** The goal's qualified name. */
  readonly goal: string;
  /** The phrase as written, its parameters as `${name}`. */
  readonly phrase: string;
  /** The parameters that the sentence gives, in the form in which a run takes them. */
  readonly input: Readonly<Record<string, Json>>;
  /** Parameters that a run needs and the sentence does not give. */
  readonly lacks: readonly Lack[];
  /** Words of the sentence that the phrase does not have. */
  readonly extra: readonly string[];
  /** Words of the phrase that the sentence does not have. */
  readonly missing: readonly string[];
}

export interface Lack {
  readonly parameter: string;
  /** The text in its place, if that is no value of its type. */
  readonly said?: string;
  /** The members it may be, where its type has members. */
  readonly oneOf: readonly string[];
}
