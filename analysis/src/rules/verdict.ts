/** How one place of a rule ends. The lattice of verdicts goes from proved, the best, to refused. */
export type Verdict = (typeof inOrder)[number];

const inOrder = ["proved", "checked", "refused"] as const;

export interface Judged {
  readonly verdict: Verdict;
  /** ms after which what was proved has come at the latest; of two that are proved the sooner is the better. */
  readonly late?: number;
}

/** The meet, where either may be what happens: the one that is worse; of two that are alike the first. */
export function worseOf<T extends Judged>(one: T, other: T): T {
  return compare(other, one) > 0 ? other : one;
}

/** The join, where either is enough: the one that is better; of two that are alike the first. */
export function betterOf<T extends Judged>(one: T, other: T): T {
  return compare(other, one) < 0 ? other : one;
}

function compare(one: Judged, other: Judged): number {
  const ranks = inOrder.indexOf(one.verdict) - inOrder.indexOf(other.verdict);
  return ranks !== 0 ? ranks : (one.late ?? 0) - (other.late ?? 0);
}
