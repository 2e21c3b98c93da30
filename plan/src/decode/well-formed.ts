import type { Plan } from "../shapes/plan.ts";
import type { PlaceFault } from "./fault.ts";
/** Names that lead nowhere. Paths begin below `plan`. */
export function wellFormed(_plan: Plan): readonly PlaceFault[] {
  throw new Error("unfinished");
}
