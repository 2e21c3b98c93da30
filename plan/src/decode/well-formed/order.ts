import type { Segment } from "../../canonical/pointer.ts";
import { topological } from "../../graph/order.ts";
import { membersOf } from "./children.ts";
import { type Listed, quoted, type Report } from "./report.ts";

/** A node waits only for other nodes of its routine. */
export function nodesAreOrdered(
  { routine, places }: Listed,
  place: readonly Segment[],
  report: Report,
): void {
  const missing = (id: string, at: readonly Segment[]): void => {
    report([...place, ...at], `no node \`${id}\``);
  };
  // A text is mostly written in the order in which it runs: then nothing waits for what stands below it.
  let backward = false;
  for (const [index, node] of routine.nodes.entries()) {
    for (const [position, need] of node.needs.entries()) {
      const earlier = places.get(need.node);
      if (earlier === undefined) missing(need.node, ["nodes", index, "needs", position]);
      else if (earlier >= index) backward = true;
    }
    if (node.kind === "call") continue;
    for (const { at, is } of membersOf(node)) if (!places.has(is)) missing(is, ["nodes", index, ...at]);
  }
  routine.criticalPath.forEach((id, index) => {
    if (!places.has(id)) missing(id, ["criticalPath", index]);
  });
  for (const id in routine.nodeBounds) if (!places.has(id)) missing(id, ["nodeBounds", id]);
  if (!backward) return;
  const arcs = routine.nodes.flatMap(({ id, needs }) => needs.map(({ node }) => ({ from: node, to: id })));
  const ordered = topological([...places.keys()], arcs);
  if ("cycle" in ordered) report([...place, "nodes"], `these wait for each other: ${quoted(ordered.cycle)}`);
}
