import type { Bounds } from "@orchlang/plan";
import type { Resource } from "@orchlang/plan/rules";
import type { SimulatedRun } from "@orchlang/simulator";
import type { Claim, Monitor, Played } from "../claim.ts";
import { actsOf, placeAt } from "./acts.ts";
import { outsideFaultless, outsideLower, outsideTimes } from "./assumptions.ts";
import {
  assumedByBounds,
  boundedIn,
  isMore,
  most,
  type Quantity,
  quantityText,
  resources,
  type UpperBound,
  upperBounds,
  worstOf,
} from "./bounded.ts";
import { chargesOf, sumOf } from "./charges.ts";
import { isInFinally } from "./layout.ts";
import { type Stretch, wholeRun } from "./parts.ts";

/** `latency <= q`: a run takes no longer, from its start to its end, undoing included. */
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

/** The printed worst of runs in which nothing fails, is denied, late or lost (rule 42). */
export const faultless: Monitor = ({ file: { plan } }) =>
  boundedIn(plan).flatMap(({ name, bounds, all }) =>
    resources.flatMap((of): Claim[] => {
      const limit = most(bounds[of].faultless);
      if (limit === undefined) return [];
      return [
        {
          kind: of,
          says: `the printed ${of} of ${name} without faults`,
          breach: (played) => {
            if (outsideFaultless(played) !== undefined) return undefined;
            const stretch = all(played.run).find((each) => isMore(usedIn(played.run, each, of), limit));
            if (stretch === undefined) return undefined;
            const used = quantityText(of, usedIn(played.run, stretch, of));
            return { says: `${stretch.name} took ${used}, and ${quantityText(of, limit)} is the most` };
          },
        },
      ];
    }),
  );

/** The printed worst time of a run forward: until it ends, or the last that it does before it is undone. */
export const forward: Monitor = ({ file: { plan } }) => {
  const worst = worstOf(plan.bounds, "latency");
  if (worst === undefined) return [];
  const outside = outsideTimes(assumedByBounds(plan));
  const claim: Claim = {
    kind: "latency",
    says: `the printed time of ${plan.entry}, forward`,
    breach: (played) => {
      if (outside(played) !== undefined) return undefined;
      const took = forwardEnd(played.run) - wholeRun(played.run).began;
      if (!isMore(took, worst)) return undefined;
      const [is, most] = [quantityText("latency", took), quantityText("latency", worst)];
      return { says: `it went forward for ${is}, and ${most} is the most` };
    },
  };
  return [claim];
};

/** The last action of an uncompleted run, without compensation and `finally`. */
function forwardEnd(run: SimulatedRun): number {
  const whole = wholeRun(run);
  if (whole.status === "completed") return whole.ended;
  const { plan } = run.file;
  const ends = actsOf(run).flatMap((act): number[] => {
    if (act.role !== "do" || isInFinally(plan, placeAt(act, 0))) return [];
    return [act.end?.at ?? act.begins.at(-1)?.at ?? whole.began];
  });
  return Math.max(whole.began, ...ends);
}

/** The lower end of each printed bound: every run that completes uses as much (rule 42). */
export const lower: Monitor = ({ file: { plan } }) =>
  boundedIn(plan).flatMap(({ name, bounds, all }) =>
    resources.map(
      (of): Claim => ({
        kind: of,
        says: `the printed least ${of} of ${name}`,
        breach: (played) => {
          const says = lowerBreach(played, all(played.run), of, bounds);
          return says === undefined ? undefined : { says };
        },
      }),
    ),
  );

function lowerBreach(
  played: Played,
  stretches: readonly Stretch[],
  of: Resource,
  bounds: Bounds,
): string | undefined {
  if (outsideLower(played) !== undefined) return undefined;
  const least = bounds[of].best;
  for (const stretch of stretches) {
    if (stretch.status !== "completed") continue;
    const used = usedIn(played.run, stretch, of, { before: true });
    if (isMore(least, used))
      return `${stretch.name} took ${quantityText(of, used)}, and ${quantityText(of, least)} is the least`;
  }
  return undefined;
}

/** @param before whether what an earlier call of the plan has paid under the same key is counted as well. */
function usedIn(run: SimulatedRun, stretch: Stretch, of: Resource, { before = false } = {}): Quantity {
  if (of === "latency") return stretch.ended - stretch.began;
  const charges = chargesOf(run).filter(({ call, seq }) => stretch.has(call, seq));
  const all = before ? charges.map((one) => ({ ...one, cost: one.before ?? one.cost })) : charges;
  return sumOf(run.file.plan, all)[of];
}
