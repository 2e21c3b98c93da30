import type { PlanFile } from "@orchlang/plan";
import type { User } from "../kernel/run/events.ts";

/** Whoever sits at this machine: may speak for every role, and has agreed to what the plan was checked for. */
export function localUser({ plan }: PlanFile): User {
  return { consents: ["*"], id: "local", roles: Object.keys(plan.roles) };
}
