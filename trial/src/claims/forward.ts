import type { SimulatedRun } from "@orchlang/simulator";
import type { Claim, Monitor } from "../claim.ts";
import { actsOf, placeAt } from "./acts.ts";
import { outsideTimes } from "./assumptions.ts";
import { assumedByBounds, worstOf } from "./bounded.ts";
import { placed } from "./layout.ts";
import { isMore, quantityText } from "./limits.ts";
import { wholeRun } from "./parts.ts";

/** The printed worst time of a run forward: until it ends, or the last that it does before it is taken back. */
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
    const { routine, node } = placeAt(act, 0);
    if (act.role !== "do" || placed(plan, routine, node)?.inFinally !== false) return [];
    return [act.end?.at ?? act.begins.at(-1)?.at ?? whole.began];
  });
  return Math.max(whole.began, ...ends);
}
