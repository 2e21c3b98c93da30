import type { BoundCertificate } from "@orchlang/plan";
import { Amounts, type BoundClaim, reached } from "@orchlang/plan/certificate";

/** Figures of the plans that are called first, then of those that call them; none where there is no end to it. */
export function boundCertificate(claim: BoundClaim): BoundCertificate | undefined {
  const most: Record<string, number> = {};
  const atOnce: Record<string, number> = {};
  const undoing: Record<string, number> = {};
  const amounts = new Amounts(claim, { most, atOnce, undoing });
  for (const within of reached(claim.program, claim.roots).toReversed()) {
    const { name } = within.routine;
    const figures = amounts.of(within);
    if (!Object.values(figures).every(Number.isFinite)) return undefined;
    most[name] = figures.most;
    atOnce[name] = figures.atOnce;
    undoing[name] = figures.undoing;
  }
  return { kind: "bound", most, atOnce, undoing };
}
