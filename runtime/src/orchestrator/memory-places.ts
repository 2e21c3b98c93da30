import { operationOf } from "@orchlang/memory";
import type { Capability } from "@orchlang/plan";
import type { HandlerSettings } from "../workers/handler-limits.ts";
import { type MemoryPlace, memoryPlace } from "../workers/memory-place.ts";
import type { Registry } from "./registry.ts";

/**
 * The operation of memory that carries out a capability: one of `std.memory` that has no other code, or one to which
 * `handlers` in orch.json gives it. Undefined: other code does.
 */
export function memoryOf(
  { name, run }: Capability,
  set: HandlerSettings | undefined,
  registry: Registry,
  root: string,
): MemoryPlace | { readonly missing: string } | undefined {
  if (run !== undefined || registry.get(name) !== undefined) return undefined;
  if (set?.run === undefined) {
    const operation = operationOf(name);
    return operation === undefined ? undefined : memoryPlace(operation, root);
  }
  return set.run.kind === "memory" ? memoryPlace(set.run.operation, root) : undefined;
}
