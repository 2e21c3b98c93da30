import type { Segment } from "../../canonical/pointer.ts";
import { topological } from "../../graph/order.ts";
import type { Plan } from "../../shapes/plan.ts";
import type { Routine } from "../../shapes/routine.ts";
import { membersOf } from "./children.ts";
import { quoted, type Report } from "./report.ts";

/** What a node waits for is a node of the routine, and no node waits for itself. */
export function nodesAreOrdered(
  routine: Routine,
  _plan: Plan,
  place: readonly Segment[],
  report: Report,
): void {
  const places = new Map(routine.nodes.map(({ id }, index) => [id, index]));
  const missing = (id: string, at: readonly Segment[]): void => {
    report([...place, ...at], `no node \`${id}\``);
  };
  // A text is mostly written in the order in which it runs: then nothing waits for what stands below it.
  let backward = false;
  routine.nodes.forEach((node, index) => {
    node.needs.forEach((need, position) => {
      const earlier = places.get(need.node);
      if (earlier === undefined) missing(need.node, ["nodes", index, "needs", position]);
      else if (earlier >= index) backward = true;
    });
    for (const { at, is } of membersOf(node)) if (!places.has(is)) missing(is, ["nodes", index, ...at]);
  });
  routine.criticalPath.forEach((id, index) => {
    if (!places.has(id)) missing(id, ["criticalPath", index]);
  });
  for (const id in routine.nodeBounds) if (!places.has(id)) missing(id, ["nodeBounds", id]);
  if (!backward) return;
  const arcs = routine.nodes.flatMap(({ id, needs }) => needs.map(({ node }) => ({ from: node, to: id })));
  const ordered = topological([...places.keys()], arcs);
  if ("cycle" in ordered) report([...place, "nodes"], `these wait for each other: ${quoted(ordered.cycle)}`);
}
