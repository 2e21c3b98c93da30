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
  const ids = new Set(routine.nodes.map(({ id }) => id));
  const exists = (id: string, at: readonly Segment[]): boolean => {
    if (ids.has(id)) return true;
    report([...place, ...at], `no node \`${id}\``);
    return false;
  };
  const arcs: { readonly from: string; readonly to: string }[] = [];
  routine.nodes.forEach((node, index) => {
    node.needs.forEach((need, position) => {
      if (exists(need.node, ["nodes", index, "needs", position])) arcs.push({ from: need.node, to: node.id });
    });
    for (const { at, is } of membersOf(node)) exists(is, ["nodes", index, ...at]);
  });
  routine.criticalPath.forEach((id, index) => {
    exists(id, ["criticalPath", index]);
  });
  for (const id of Object.keys(routine.nodeBounds)) exists(id, ["nodeBounds", id]);
  const ordered = topological([...ids], arcs);
  if ("cycle" in ordered) report([...place, "nodes"], `these wait for each other: ${quoted(ordered.cycle)}`);
}
