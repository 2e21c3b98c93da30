import type { Seq } from "../machine.ts";
import type { ControlState } from "./state.ts";

/**
 * Whether triggers count for what came then. They do while a process says so; and what came before that process has gone,
 * but is decided only now (when a window closes, when something has lasted), came while they did, or would have.
 */
export function counts({ armed, disarmed }: ControlState, came: Seq): boolean {
  return armed !== undefined || came < disarmed;
}
