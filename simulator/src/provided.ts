import type { ContextDeclarations } from "@orchlang/kernel/control";
import type { JsonObject, Plan } from "@orchlang/plan";
import type { SimulatedWorld } from "./world.ts";

/**
 * The declarations that control receives before a plan's run begins. Signals and flags are omitted: in a simulated
 * world they are given, and do not expire.
 */
export function providedBy(
  { pools, events, schemas }: Plan,
  { armed }: SimulatedWorld,
): ({ readonly pools: Readonly<Record<string, JsonObject>> } & ContextDeclarations) | undefined {
  // An armed world has declared its events itself.
  const isDeclared = armed !== undefined || Object.keys(events).length === 0;
  if (isDeclared) return Object.keys(pools).length === 0 ? undefined : { pools };
  // A plan file says of events no more than that they are objects.
  return { pools, events: events as unknown as NonNullable<ContextDeclarations["events"]>, schemas };
}

/** Whether the orchestrator has something to declare to control before a run of the plan is requested. */
export function declares({ pools, signals, flags, events }: Plan): boolean {
  return [pools, signals, flags, events].some((one) => Object.keys(one).length > 0);
}
