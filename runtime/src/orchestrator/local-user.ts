import type { PlanFile } from "@orchlang/plan";
import type { User } from "../kernel/run/events.ts";

/** Who acts where a program names nobody: may speak for every role of the plan, and has consented to nothing. */
export function localUser({ plan }: PlanFile): User {
  return { consents: [], id: "local", roles: Object.keys(plan.roles) };
}
