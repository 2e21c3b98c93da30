import { momentsOf, type SimulatedRun } from "@orchlang/simulator";
import type { Claim, Monitor } from "../claim.ts";
import { hasClosed, outsideTimes } from "./assumptions.ts";
import { assumedByBounds, isMore, quantityText } from "./bounded.ts";
import { wholeRun } from "./parts.ts";

/** The time that is left, as consoles show it after each event: the run goes on for no longer. */
export const ahead: Monitor = ({ file: { plan } }) => {
  const outside = outsideTimes(assumedByBounds(plan));
  const claim: Claim = {
    kind: "latency",
    says: `the time that is left of ${plan.entry}, after each event`,
    breach: (played) => {
      const { run } = played;
      // A process that dies later is not foreseen.
      const hasDied = run.events.some((event) => event.t === "Lost" && event.why === "process");
      if (hasDied || outside(played) !== undefined || !hasClosed(run)) return undefined;
      const says = breach(run);
      return says === undefined ? undefined : { says };
    },
  };
  return [claim];
};

function breach(run: SimulatedRun): string | undefined {
  const { ended, status } = wholeRun(run);
  for (const { seq, at, forward, compensated } of momentsOf(run)) {
    const limit = status === "completed" ? forward : compensated;
    if (limit === undefined || !isMore(ended - at, limit)) continue;
    const [took, left] = [quantityText("latency", ended - at), quantityText("latency", limit)];
    return `after event ${seq} it went on for ${took}, and ${left} was left at most`;
  }
  return undefined;
}
