import type { Resource } from "@orchlang/plan/rules";
import type { Claim, Monitor, Played } from "../claim.ts";
import { outsideCharges } from "./assumptions.ts";
import { type UpperBound, upperBounds } from "./bounded.ts";
import { chargesOf, sumOf } from "./charges.ts";
import { isMore, quantityText } from "./limits.ts";

type Spendable = Exclude<Resource, "latency">;

/** `cost <= q` and its like: what is charged, undoing included, is never more. */
export const spending: Monitor = (subject) =>
  upperBounds(subject).flatMap((bound): Claim[] => {
    const { of } = bound;
    if (of === "latency") return [];
    return [
      {
        kind: of,
        says: bound.says,
        breach: (played) => {
          const says = breach(bound, of, played);
          return says === undefined ? undefined : { says };
        },
      },
    ];
  });

function breach(bound: UpperBound, of: Spendable, played: Played): string | undefined {
  if (outsideCharges(bound.assumes)(played) !== undefined) return undefined;
  const { run } = played;
  for (const { limit, stretch } of bound.limits(run)) {
    const charges = chargesOf(run).filter(({ call, seq }) => stretch.has(call, seq));
    const used = sumOf(run.file.plan, charges)[of];
    if (isMore(used, limit))
      return `${stretch.name} was charged ${quantityText(of, used)}, and ${quantityText(of, limit)} is the most`;
  }
  return undefined;
}
