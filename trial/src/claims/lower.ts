import type { Bounds } from "@orchlang/plan";
import type { Resource } from "@orchlang/plan/rules";
import type { SimulatedRun } from "@orchlang/simulator";
import type { Claim, Monitor, Played } from "../claim.ts";
import { outsideLower } from "./assumptions.ts";
import { boundedIn, resources } from "./bounded.ts";
import { chargesOf, sumOf } from "./charges.ts";
import { isMore, type Quantity, quantityText } from "./limits.ts";
import type { Stretch } from "./parts.ts";

/** The lower end of each printed bound: every run that completes uses as much (rule 42). */
export const lower: Monitor = ({ file: { plan } }) =>
  boundedIn(plan).flatMap(({ name, bounds, all }) =>
    resources.map(
      (of): Claim => ({
        kind: of,
        says: `the printed least ${of} of ${name}`,
        breach: (played) => {
          const says = breach(played, all(played.run), of, bounds);
          return says === undefined ? undefined : { says };
        },
      }),
    ),
  );

function breach(
  played: Played,
  stretches: readonly Stretch[],
  of: Resource,
  bounds: Bounds,
): string | undefined {
  if (outsideLower(played) !== undefined) return undefined;
  const least = bounds[of].best;
  for (const stretch of stretches) {
    if (stretch.status !== "completed") continue;
    const used = usedIn(played.run, stretch, of);
    if (isMore(least, used))
      return `${stretch.name} took ${quantityText(of, used)}, and ${quantityText(of, least)} is the least`;
  }
  return undefined;
}

export function usedIn(run: SimulatedRun, stretch: Stretch, of: Resource): Quantity {
  if (of === "latency") return stretch.ended - stretch.began;
  return sumOf(
    run.file.plan,
    chargesOf(run).filter(({ call, seq }) => stretch.has(call, seq)),
  )[of];
}
