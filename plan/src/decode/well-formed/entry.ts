import type { Plan } from "../../shapes/plan.ts";
import { has, type Report } from "./report.ts";

/** The entry exists, and so do a goal's plans. */
export function entryExists(plan: Plan, report: Report): void {
  if (!has(plan.routines, plan.entry) && !has(plan.goals, plan.entry)) {
    report(["entry"], `\`${plan.entry}\` is neither a routine nor a goal of the plan`);
  }
  for (const [name, goal] of Object.entries(plan.goals)) {
    goal.alternatives.forEach((routine, index) => {
      if (!has(plan.routines, routine)) {
        report(["goals", name, "alternatives", index], `no routine \`${routine}\``);
      }
    });
  }
  for (const [name, { achieves }] of Object.entries(plan.routines)) {
    if (achieves !== undefined && !has(plan.goals, achieves)) {
      report(["routines", name, "achieves"], `no goal \`${achieves}\``);
    }
  }
}
