import type { Claim, Monitor, Played } from "../claim.ts";
import { outsideTimes } from "./assumptions.ts";
import { type UpperBound, upperBounds } from "./bounded.ts";
import { isMore, quantityText } from "./limits.ts";

/** `latency <= q`: a run takes no longer, from its start to its end, taking back included. */
export const duration: Monitor = (subject) =>
  upperBounds(subject)
    .filter(({ of }) => of === "latency")
    .map(
      (bound): Claim => ({
        kind: "latency",
        says: bound.says,
        breach: (played) => {
          const says = breach(bound, played);
          return says === undefined ? undefined : { says };
        },
      }),
    );

function breach(bound: UpperBound, played: Played): string | undefined {
  if (outsideTimes(bound.assumes)(played) !== undefined) return undefined;
  for (const { limit, stretch } of bound.limits(played.run)) {
    const took = stretch.ended - stretch.began;
    if (isMore(took, limit))
      return `${stretch.name} took ${quantityText("latency", took)}, and ${quantityText("latency", limit)} is the most`;
  }
  return undefined;
}
