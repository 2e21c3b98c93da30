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
  { name, run, params }: Capability,
  set: HandlerSettings | undefined,
  registry: Registry,
  root: string,
): MemoryPlace | { readonly missing: string } | undefined {
  if (run !== undefined || registry.get(name) !== undefined) return undefined;
  if (set?.run === undefined) {
    const operation = operationOf(name);
    return operation === undefined ? undefined : memoryPlace(operation, root);
  }
  if (set.run.kind !== "memory") return undefined;
  const open = openAddress(set.run.operation, params);
  if (open !== undefined)
    return {
      missing: `\`${open}\` says whose values are found, so no untrusted value may choose it: declare \`${open}: … trusted value\``,
    };
  return memoryPlace(set.run.operation, root);
}

/** A parameter that chooses what the memory opens or erases, and that may be given an untrusted value. */
function openAddress(operation: MemoryPlace["operation"], params: Capability["params"]): string | undefined {
  const addresses = operation === "forget" ? ["about"] : ["space", "topic"];
  return params.find(({ name, trusted }) => addresses.includes(name) && trusted === undefined)?.name;
}
