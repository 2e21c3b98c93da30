/** Bounds of one evaluation: an expression that passes them faults instead of holding up a decision. */
export const evaluationLimits = {
  /** Rounds of all list functions together, those within others included. */
  roundsMax: 1_000_000,
  /** Items of a list that an expression forms. */
  itemsMax: 1_000_000,
  /** UTF-16 units of a text that an expression forms. */
  textMax: 8_000_000,
} as const;
