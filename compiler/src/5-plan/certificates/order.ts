import { type OrderClaim, reached, Steps } from "@orchlang/plan/certificate";

/** The greatest set of points that is an invariant: of all points those are left out, again and again, that nothing justifies. */
export function pointsOf(claim: OrderClaim): readonly string[] {
  const scope = reached(claim.program, claim.roots);
  const known = new Set<string>();
  const steps = new Steps(claim, known);
  const all = scope.flatMap((within) => steps.of(within));
  for (const [point] of all) known.add(point);
  for (let before = -1; before !== known.size; ) {
    before = known.size;
    for (const [point, follows] of all) if (known.has(point) && !follows()) known.delete(point);
  }
  return [...known];
}
