import type { Segment } from "../../canonical/not-json.ts";
import type { Node, RaceNode, WaitNode } from "../../shapes/node.ts";
import type { Listed, Report } from "./report.ts";

/**
 * Work that an event interrupts is a race: it has a branch for the work and one that begins with the wait for the event, which all that is
 * done then waits for. The kernel and all proofs rely on that.
 */
export function interruptionsAreWhole(listed: Listed, place: readonly Segment[], report: Report): void {
  for (const [index, node] of listed.routine.nodes.entries()) {
    if (node.kind !== "race" || node.settles !== true) continue;
    const says = isWrongWith(node, listed);
    if (says !== undefined) report([...place, "nodes", index, "settles"], says);
  }
}

function isWrongWith(race: RaceNode, { routine, places }: Listed): string | undefined {
  const nodeOf = (id: string | undefined): Node | undefined => routine.nodes[places.get(id ?? "") ?? -1];
  const [work, until] = race.branches.map(({ node }) => nodeOf(node));
  if (work?.kind !== "branch" || until?.kind !== "branch" || race.branches.length !== 2)
    return "what is interrupted has two branches: the work, and what the event begins";
  if (race.winners !== 1 || race.losers !== "cancel" || race.rounds === true)
    return "what is interrupted has one winner, and cancels the other branch";
  const [arm] = until.arms;
  const { nodes = [] } = routine.blocks.find(({ id }) => id === arm?.block) ?? {};
  const [first, ...others] = nodes.map(nodeOf);
  if (first?.kind !== "wait" || !interrupts(first.for))
    return "what interrupts begins with the wait for an event, or for a condition to cease to hold";
  // In the order of the text nothing stands before what it waits for.
  const after = new Set([first.id]);
  for (const node of others)
    if (node?.needs.some((need) => after.has(need.node) && need.why !== "branch")) after.add(node.id);
  return others.every((node) => after.has(node?.id ?? ""))
    ? undefined
    : "what is done when an event interrupts waits for the event";
}

function interrupts(what: WaitNode["for"]): boolean {
  return what.kind === "while" || (what.kind === "occurrence" && what.within === undefined);
}
