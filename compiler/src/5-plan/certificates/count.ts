import type { CountCertificate } from "@orchlang/plan";
import { beginsWithin, type CountClaim, reached } from "@orchlang/plan/certificate";

/** Figures of the plans that are called first, then of those that call them. */
export function countCertificate(claim: CountClaim): CountCertificate {
  const most: Record<string, number> = {};
  for (const within of reached(claim.program, claim.roots).toReversed()) {
    most[within.routine.name] = beginsWithin(claim, within, most);
  }
  return { kind: "count", most };
}
