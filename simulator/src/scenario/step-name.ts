import type { Intent } from "@orchlang/kernel";
import type { Plan } from "@orchlang/plan";
import type { StepName } from "@orchlang/plan/scenarios";

/** By the step's name where that is of the plan itself; else by its capability, as branches of a race. */
export function stepOf(plan: Plan, { call: { routine, node, slot } }: Intent, capability: string): StepName {
  return routine === plan.entry && slot === "do" && /^\w+$/.test(node) ? { node } : { capability };
}
