import { canonical, type ExpectClause, type Plan } from "@orchlang/plan";
import type { Call } from "../../kernel/identity.ts";
import type { SimulatedRun } from "../simulate.ts";

/*
 * What the kernel does not carry out yet shows in a run. There no verdict is given that a kernel that does would turn
 * round.
 */

/** Why an expectation that was judged so can't be trusted; `undefined` where it can. */
export function notCarried(run: SimulatedRun, clause: ExpectClause, met: boolean): string | undefined {
  if (!met && losesBlock(run)) return "a block whose member is lost is not bound to another yet";
  const countsDeeds = clause.expects === "undone" || clause.expects === "once";
  if ((!met || countsDeeds) && couldCarryOver(run))
    return "what one plan of a goal has done is not carried over into the next yet";
  return undefined;
}

/** A member was lost while a block held it that could be bound to another (semantics, rule 32). */
function losesBlock({ events, file: { plan } }: SimulatedRun): boolean {
  return events.some((event) => {
    if (event.t !== "Told" || event.say.say !== "holdLost") return false;
    const asked = events[event.say.ref.seq];
    return asked?.t === "Asked" && asked.ask.ask === "hold" && couldBeRebound(plan, asked.ask.call);
  });
}

/** All that is done in the block may be done again. */
function couldBeRebound(plan: Plan, { routine: path, node: hold }: Call): boolean {
  const routine = plan.routines[path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf(">")) + 1)];
  const owner = routine?.nodes.find(({ id }) => id === hold);
  if (routine === undefined || owner?.kind !== "hold") return true;
  const blocks = new Set([owner.body]);
  // Blocks stand behind those that they are in.
  for (const { id, owner: inside } of routine.blocks) {
    const around = routine.nodes.find((node) => node.id === inside)?.block;
    if (around !== undefined && blocks.has(around)) blocks.add(id);
  }
  return routine.nodes.every((node) => {
    if (!blocks.has(node.block) || node.kind !== "call" || !("capability" in node.attempt.target))
      return true;
    return plan.capabilities[node.attempt.target.capability]?.effect.kind !== "once";
  });
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
