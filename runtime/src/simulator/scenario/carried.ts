import { canonical, type ExpectClause } from "@orchlang/plan";
import type { SimulatedRun } from "../simulate.ts";

/*
 * What the kernel does not carry out yet shows in a run. There no verdict is given that a kernel that does would turn
 * round.
 */

/** Why an expectation that was judged so can't be trusted; `undefined` where it can. */
export function notCarried(run: SimulatedRun, clause: ExpectClause, met: boolean): string | undefined {
  const countsDeeds = clause.expects === "undone" || clause.expects === "once";
  if ((!met || countsDeeds) && couldCarryOver(run))
    return "what one plan of a goal has done is not carried over into the next yet";
  return undefined;
}

/** A later plan has done what an earlier one did, with the same arguments. */
function couldCarryOver({ events }: SimulatedRun): boolean {
  const doneBy = new Map<string, number>();
  for (const event of events) {
    if (event.t !== "Began" || event.intent.call.slot === "undo") continue;
    const what = `${event.capability} ${canonical(event.args)}`;
    const { plan } = event.intent.call.site;
    if ((doneBy.get(what) ?? plan) !== plan) return true;
    doneBy.set(what, plan);
  }
  return false;
}
