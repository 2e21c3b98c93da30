/** A production of another language at some place, and how orch writes the same. */
export interface ForeignProduction {
  /** The words that may stand there, or a pattern of the token that does. */
  readonly found: string | RegExp;
  /** The one token that the grammar rule wanted; left out where several could stand. */
  readonly wants?: string;
  /** The token before. */
  readonly before?: RegExp;
  /** All that stands before on the line. */
  readonly line?: RegExp;
  /** The orch text for it, where more has to change than the words found. */
  readonly meant?: string;
  /** The text that replaces what was found; empty where it is to be deleted. */
  readonly instead?: string;
  /** True if the replacement means the same for certain. */
  readonly safe?: boolean;
  readonly help?: string;
}

/**
 * Productions by place: the list in which a part has to begin (`statement`), the grammar rules that cannot go on
 * (`block planBody`), or a place between two values (`operator`). The first that fits counts.
 */
export type ForeignProductions = Readonly<Record<string, readonly ForeignProduction[]>>;
