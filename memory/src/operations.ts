/** The work of memory, as `std.memory` names it. */
const operations = ["build_context"] as const;
export type Operation = (typeof operations)[number];

const standard = "std.memory.";

/** The operation that carries out a capability of `std.memory`, by its full name; none for any other. */
export function operationOf(capability: string): Operation | undefined {
  if (!capability.startsWith(standard)) return undefined;
  return operations.find((name) => name === capability.slice(capability.lastIndexOf(".") + 1));
}
