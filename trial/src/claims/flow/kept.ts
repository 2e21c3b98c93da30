import type { Confidentiality, Label } from "@orchlang/plan";

/** The values that a claim keeps from a place: of this confidentiality or above, or untrusted (semantics, rule 48). */
export type Kept = Confidentiality | "untrusted";

const rising: readonly Confidentiality[] = ["public", "internal", "personal", "secret"];

/** Whether what is so labelled is kept from the place. */
export function isKept(label: Label, kept: Kept): boolean {
  if (kept === "untrusted") return label.integrity === "untrusted";
  return rising.indexOf(label.confidentiality) >= rising.indexOf(kept);
}

/** The least confidentiality that a place cleared for this one keeps out; none of what is cleared for all. */
export function keptFrom(clearance: Confidentiality): Confidentiality | undefined {
  return rising[rising.indexOf(clearance) + 1];
}

/** The label of a field inside of what is labelled: the greater of both, by each scale. `words`: as in `x-labels`. */
export function labelWithin(around: Label, words: readonly string[]): Label {
  const named = rising.findLast((one) => words.includes(one)) ?? "public";
  const confidentiality =
    rising.indexOf(named) > rising.indexOf(around.confidentiality) ? named : around.confidentiality;
  return { confidentiality, integrity: words.includes("untrusted") ? "untrusted" : around.integrity };
}
