/** Kinds of authors, by rising trust. They order texts and endorse none. */
export const origins = ["stranger", "model", "program", "person"] as const;
export type Origin = (typeof origins)[number];

/** A text that may go into a question. */
export interface Piece {
  readonly text: string;
  readonly origin: Origin;
  /** When it was written, ms since 1970; absent: unknown, which counts as old. */
  readonly kept?: number;
  /** From 0 to 1, as a search has found it; absent: compared with the question by its words. */
  readonly relevance?: number;
}

export interface Wish {
  /** The question that the context is for; may be empty. */
  readonly question: string;
  /** Tokens at most. */
  readonly budget: number;
  /** ms since 1970, to tell the age of pieces by. */
  readonly now: number;
  /** Pieces that look like instructions: fenced and marked, or left out. */
  readonly suspects: "fence" | "drop";
  /**
   * The tokens of a text. It may not count less for `a + b` than for the parts, where `a` ends with a line break and `b`
   * begins with a bracket: the parts are counted one by one.
   */
  readonly count: (text: string) => number;
}

/** A piece that is part of the context. `piece`: its place among the given ones. */
export interface Used {
  readonly piece: number;
  /** Characters of it that were left out. */
  readonly cut: number;
  /** Why it looks like an instruction. */
  readonly suspect?: Suspicion;
}

/** A piece that is not, and why. `of`: the piece that says the same. */
export interface Left {
  readonly piece: number;
  readonly because: "empty" | "suspect" | "duplicate" | "no_room";
  readonly of?: number;
}

/** Used and left pieces together are all pieces; used ones by falling rank, left ones in their order. */
export interface Context {
  readonly text: string;
  readonly tokens: number;
  readonly used: readonly Used[];
  readonly left: readonly Left[];
}

export type Suspicion =
  | "overrides_instructions"
  | "poses_as_a_role"
  | "asks_for_secrets"
  | "hidden_characters";
