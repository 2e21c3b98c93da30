import type { Instant } from "@orchlang/kernel";
import type { Order, RunInput } from "@orchlang/kernel/run";
import { anybody } from "./defaults.ts";

/** The operator's word. */
export function orderOf(at: Instant, id: string, order: Order): RunInput {
  return { t: "Ordered", at, id, by: anybody, why: "the scenario says so", order };
}
