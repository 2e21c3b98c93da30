import type { SimulatedRun } from "@orchlang/runtime/simulator";
import type { Claim, Monitor } from "../claim.ts";
import { outsideTimes } from "./assumptions.ts";
import { assumedByBounds, worstOf } from "./bounded.ts";
import { isMore, quantityText } from "./limits.ts";
import { wholeRun } from "./parts.ts";

/** The printed worst time of a run forward: until it ends, or what it did begins to be taken back. */
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

/** The last time that the plan that is run as a whole was stopped, where it was. */
function forwardEnd(run: SimulatedRun): number {
  const whole = wholeRun(run);
  const stopped = run.events.findLast(
    (event) =>
      event.t === "Unwinding" &&
      event.region.node === undefined &&
      event.region.site.loops.length === 0 &&
      whole.plans.includes(event.region.routine),
  );
  return stopped?.at ?? whole.ended;
}
