import type { Plan, PlanId } from "../shapes/plan.ts";

export function sha256Hex(_data: string | Uint8Array): string {
  throw new Error("unfinished");
}
export function planId(_plan: Plan): PlanId {
  throw new Error("unfinished");
}
