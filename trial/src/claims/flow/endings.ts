import type { Json, Plan } from "@orchlang/plan";
import type { SimulatedRun } from "@orchlang/runtime/simulator";
import { isEqual } from "./equal.ts";
import type { Difference } from "./observe.ts";
import { routineOf, siteOf } from "./site.ts";

/**
 * Whether something is done in one run only since failures, or a `return`, were others, or as an undo: that counts for a rule, and for
 * what is untrusted; for what a place is cleared for conditions count alone (semantics, rule 48).
 */
export function isByEnding(
  plan: Plan,
  { lacks, call }: Difference,
  one: SimulatedRun,
  other: SimulatedRun,
): boolean {
  if (lacks === undefined) return false;
  return call.slot === "undo" || !isEqual(endingsOf(plan, one), endingsOf(plan, other));
}

function endingsOf(plan: Plan, { events }: SimulatedRun): Json {
  // A run that waits for ever has no end.
  const open = events.some(({ t }) => t === "Closed") ? [] : ["open"];
  const endings = events.flatMap((event): readonly string[] => {
    if (event.t === "Closed") return event.failure === undefined ? [] : [`closed ${event.failure.name}`];
    if (event.t !== "Settled") return [];
    const { call, status, failure } = event;
    const isReturn = call.node.startsWith("return@") && plan.routines[routineOf(plan, call)] !== undefined;
    return status === "failed" || isReturn ? [`${siteOf(call)} ${status} ${failure?.name ?? ""}`] : [];
  });
  return [...open, ...endings].sort();
}
