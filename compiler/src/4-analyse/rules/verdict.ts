/** How one place of a rule ends, from the best to the worst. */
export type Verdict = (typeof inOrder)[number];

const inOrder = ["proved", "checked", "refused"] as const;

interface Ended {
  readonly verdict: Verdict;
}

/** The one that is worse; of two that are alike the first. */
export function worseOf<T extends Ended>(one: T, other: T): T {
  return inOrder.indexOf(other.verdict) > inOrder.indexOf(one.verdict) ? other : one;
}

/** The one that is better; of two that are alike the first. */
export function betterOf<T extends Ended>(one: T, other: T): T {
  return inOrder.indexOf(other.verdict) < inOrder.indexOf(one.verdict) ? other : one;
}
