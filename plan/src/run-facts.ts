/*
 * The fixed behaviour of every run: the runtime follows it, and the compiler's bounds rely on it.
 */

/** How often an undo or a confirm that has failed is tried again. The language has no clause for it. */
export const furtherTries = 5;

/** Between tries where a plan says nothing: one second, doubled each time, up to half a minute. ms. */
export const usualBackoff = { from: 1_000, to: 30_000 } as const;

/** How long before the end of a hold a run stops to act on it, in ms of a hold that lasts `held` ms. */
export function holdMargin(held: number): number {
  return Math.min(1_000, held / 10);
}
