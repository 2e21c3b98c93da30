import type { Failure } from "@orchlang/kernel";
import type { SimulatedRun } from "../../simulate.ts";
import { atOnce, type Trial } from "../case.ts";
import { routineAt } from "../plan-facts.ts";
import { completed, short, type Violation } from "../violation.ts";

interface Ended {
  readonly routine: string;
  readonly failure: Failure;
}

/** A budget of time is passed only because something failed: more tries, or what stands in, than there is time for. */
export function overtime({ one, run, calm }: Trial): readonly Violation[] {
  if (run.state.closed?.outcome.status !== "failed") return [];
  // No budget counts time after a death or a loss (semantics, rules 37 and 42).
  const areFailures = [...one.faults.values()]
    .map(atOnce)
    .every((kind) => kind.startsWith("fails ") || kind === "times out");
  if (!areFailures) return [];
  const before = new Set(calm === undefined ? [] : endedIn(calm.run).map(({ routine }) => routine));
  return endedIn(run)
    .filter(({ routine }) => !before.has(routine))
    .map(({ routine, failure }) => ({
      property: "refused",
      about: `${routine} in time`,
      says: `${short(routineAt(routine))} is ended by its budget: ${failure.message}.`,
      expect: completed,
    }));
}

/** Plans that are ended as their budget of time is over. */
function endedIn({ events, state }: SimulatedRun): readonly Ended[] {
  return events.flatMap((event): readonly Ended[] => {
    if (event.t !== "Unwinding" || typeof event.why !== "object" || !("class" in event.why)) return [];
    const { region, why: failure, at } = event;
    if (failure.class !== "timeout" || "node" in region) return [];
    const site = JSON.stringify(region.site);
    const frame = [...state.frames].find(
      (each) => each.path === region.routine && JSON.stringify(each.site) === site,
    );
    const isBudget = frame?.deadline === at && frame.timeout !== at;
    return isBudget ? [{ routine: region.routine, failure }] : [];
  });
}
