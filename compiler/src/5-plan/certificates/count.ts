import type { CountCertificate, DemandCertificate } from "@orchlang/plan";
import {
  beginsWithin,
  type CountClaim,
  type DemandClaim,
  heldWithin,
  reached,
} from "@orchlang/plan/certificate";

/** Figures of the plans that are called first, then of those that call them. */
export function countCertificate(claim: CountClaim): CountCertificate {
  const most: Record<string, number> = {};
  for (const within of reached(claim.program, claim.roots).toReversed()) {
    most[within.routine.name] = beginsWithin(claim, within, most);
  }
  return { kind: "count", most };
}

/** The same for the members of a pool that are held at once. */
export function demandCertificate(claim: DemandClaim): DemandCertificate {
  const most: Record<string, number> = {};
  for (const within of reached(claim.program, claim.roots).toReversed()) {
    most[within.routine.name] = heldWithin(claim, within, most);
  }
  return { kind: "demand", most };
}
