import type { FailureClass } from "@orchlang/kernel";
import { callFailures } from "@orchlang/plan";
import type { Behaviour } from "../world.ts";
import type { SeenApproval, SeenCall } from "./case.ts";

const classes: ReadonlySet<string> = new Set(callFailures);
/** How long after its time what is late is said. */
const lateBy = 200;
export const cancel = { does: "orders", order: { order: "cancel", undo: true } } as const;
/** How long a person takes for an approval that a run is cancelled during. ms. */
export function approvalTime({ at, due }: Pick<SeenApproval, "at" | "due">): number {
  return Math.min(60_000, due === undefined ? Number.POSITIVE_INFINITY : Math.max(2, due - at - 1));
}

/** How long a pool is gone. */
export const lostFor = 3_600_000;

/** The behaviour of a call under its fault. */
export function behaviourOf({ fault, duration: after, ok, due, at, capability }: SeenCall): Behaviour {
  const well: Behaviour = ok === undefined ? { cooperates: true, after } : { ok, after };
  if (fault === undefined) return well;
  if (fault.startsWith("fails ")) {
    const name = fault.slice("fails ".length);
    if (classes.has(name)) return { fails: name as FailureClass, name, after };
    return { fails: "permanent", name, after, reach: "not_reached" };
  }
  if (fault.startsWith("loses ")) {
    const pool = fault.slice("loses ".length);
    return { ...well, meanwhile: { does: "loses", pool, for: lostFor } };
  }
  switch (fault) {
    case "times out":
      return { never: true };
    case "late":
      return { ...well, after: lateAfter({ at, due, duration: after }), stubborn: true };
    case "twice":
      return { ...well, twice: true };
    case "crash":
      return { ...well, meanwhile: { does: "dies", what: "process" } };
    case "crash before":
      return { ...well, meanwhile: { does: "crashes" } };
    case "cancel":
      return { ...well, meanwhile: cancel };
    case "unknown":
      return { ok: { state: "unknown" }, after };
    default:
      throw new TypeError(`${fault} of ${capability}`);
  }
}

/** After how long what is late is said. */
export function lateAfter({ at, due, duration }: Pick<SeenCall, "at" | "due" | "duration">): number {
  return (due === undefined ? duration : due - at) + lateBy;
}
