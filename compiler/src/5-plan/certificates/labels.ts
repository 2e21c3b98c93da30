import { Flows, isStrict, type LabelClaim, reached } from "@orchlang/plan/certificate";

/** The least labels beyond which nothing flows: each pass adds what flows, until nothing more does. */
export function labelsOf(
  claim: LabelClaim,
  kinds: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const scope = reached(claim.program, claim.roots);
  const labels: Record<string, number> = {};
  const flows = new Flows(claim.program, { labels, kinds }, isStrict(claim));
  for (const within of scope) for (const [to] of flows.of(within)) labels[to] = 0;
  for (let changed = true; changed; ) {
    changed = false;
    for (const within of scope)
      for (const [to, more] of flows.of(within)) {
        const all = (labels[to] ?? 0) | more;
        if (all !== labels[to]) changed = true;
        labels[to] = all;
      }
  }
  return labels;
}
