import { canonical, type ExpectClause, type Json } from "@orchlang/plan";
import type { SimulatedRun } from "../simulate.ts";

/*
 * What the kernel does not carry out yet shows in a run. There no verdict is given that a kernel that does would turn
 * round.
 */

/** Why an expectation that was judged so can't be trusted; `undefined` where it can. */
export function notCarried(run: SimulatedRun, clause: ExpectClause, met: boolean): string | undefined {
  if (!met && asksForResource(run)) return "a policy that reads `resource` does not choose the member yet";
  if (!met && losesBlock(run)) return "a block whose member is lost is not bound to another yet";
  const countsDeeds = clause.expects === "undone" || clause.expects === "once";
  if ((!met || countsDeeds) && couldCarryOver(run))
    return "what one plan of a goal has done is not carried over into the next yet";
  return undefined;
}

/** A policy did not know the member that it speaks of. */
function asksForResource({ events, file: { plan } }: SimulatedRun): boolean {
  const reads = plan.policies.filter((policy) => readsResource(policy.verdicts as unknown as Json));
  if (reads.length === 0) return false;
  return events.some(
    (event) =>
      event.t === "Settled" &&
      event.checks?.some(({ check: id, holds }) => {
        const check = plan.checks[id];
        return (
          holds === "unknown" && check?.kind === "policy" && reads.some(({ name }) => name === check.policy)
        );
      }) === true,
  );
}

function readsResource(part: Json): boolean {
  if (typeof part !== "object" || part === null) return false;
  const { op, from, name } = part as { readonly op?: Json; readonly from?: Json; readonly name?: Json };
  if (op === "read" && from === "local" && name === "resource") return true;
  return Object.values(part).some((inner) => readsResource(inner as Json));
}

/** A member was lost while it was held, and something failed of it. */
function losesBlock({ events }: SimulatedRun): boolean {
  return events.some((event) => event.t === "Told" && event.say.say === "holdLost");
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
