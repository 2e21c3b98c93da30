import type { User } from "@orchlang/kernel/run";
import type { PlanFile } from "@orchlang/plan";

/** The default user where a program names none: has every role of the plan, and has consented to nothing. */
export function localUser({ plan }: PlanFile): User {
  return { consents: [], id: "local", roles: Object.keys(plan.roles) };
}
