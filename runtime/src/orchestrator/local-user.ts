import type { User } from "@orchlang/kernel/run";
import type { PlanFile } from "@orchlang/plan";

/** Who acts where a program names nobody: may speak for every role of the plan, and has consented to nothing. */
export function localUser({ plan }: PlanFile): User {
  return { consents: [], id: "local", roles: Object.keys(plan.roles) };
}
