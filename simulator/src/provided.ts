import type { ContextDeclarations } from "@orchlang/kernel/control";
import type { JsonObject, Plan } from "@orchlang/plan";
import type { SimulatedWorld } from "./world.ts";

/**
 * What control is told of a plan before its run begins. Signals and flags are not: in a simulated world they are what is
 * given, and do not grow old.
 */
export function providedBy(
  { pools, events, schemas }: Plan,
  { armed }: SimulatedWorld,
): ({ readonly pools: Readonly<Record<string, JsonObject>> } & ContextDeclarations) | undefined {
  // What is armed has told of its events itself.
  const isTold = armed !== undefined || Object.keys(events).length === 0;
  if (isTold) return Object.keys(pools).length === 0 ? undefined : { pools };
  // A plan file says of events no more than that they are objects.
  return { pools, events: events as unknown as NonNullable<ContextDeclarations["events"]>, schemas };
}
