import type { About, Plan } from "../shapes/plan.ts";
export function encodePlanFile(_plan: Plan, _about: About): string {
  throw new Error("unfinished");
}
