import type { Read } from "../../shapes/expression.ts";
import { Stop } from "../outcome.ts";
import type { Bound, Code } from "./code.ts";

/** A lambda's variable is found by its slot, everything else is asked of the scope. */
export function compileRead(read: Read, bound: Bound): Code {
  const slot = read.from === "local" ? bound.lastIndexOf(read.name) : -1;
  if (slot !== -1) return (frame) => frame.locals[slot] ?? null;
  return (frame) => {
    const found = frame.scope.read(read);
    return "value" in found ? (found.value ?? null) : new Stop(found);
  };
}
