import { topological } from "../../graph/order.ts";
import type { Plan } from "../../shapes/plan.ts";
import { attemptsOf, isPlainCall } from "./children.ts";
import { has, quoted, type Report } from "./report.ts";

/** No routine calls itself, be it through others or through a goal: a run of it would have no end. */
export function nothingRecurs(plan: Plan, report: Report): void {
  const arcs: { readonly from: string; readonly to: string }[] = [];
  for (const [name, routine] of Object.entries(plan.routines)) {
    for (const node of routine.nodes) {
      if (isPlainCall(node) && "capability" in node.attempt.target) continue;
      for (const { is } of attemptsOf(node)) {
        const callee =
          "routine" in is.target ? is.target.routine : "goal" in is.target ? is.target.goal : undefined;
        if (callee !== undefined) arcs.push({ from: name, to: callee });
      }
    }
  }
  for (const [name, goal] of Object.entries(plan.goals)) {
    for (const routine of goal.alternatives) arcs.push({ from: name, to: routine });
  }
  const names = [...new Set([...Object.keys(plan.routines), ...Object.keys(plan.goals)])];
  const known = arcs.filter(({ to }) => has(plan.routines, to) || has(plan.goals, to));
  const ordered = topological(names, known);
  if ("cycle" in ordered) report(["routines"], `these call each other without end: ${quoted(ordered.cycle)}`);
}
