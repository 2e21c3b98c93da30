import { jsonDepthMax } from "../../canonical/limits.ts";
import { leafFault, notJson, shownDepth, tooDeep } from "../../canonical/not-json.ts";
import { pointer, type Segment } from "../../canonical/pointer.ts";
import type { Json, JsonObject } from "../../shapes/json.ts";
import type { PlaceFault } from "../fault.ts";

/** Faults beyond these are not worth reading. */
const faultsMax = 200;

/** One validation under way. */
export interface Walk {
  /** The way to the value at hand: as many of these as it is deep. What stands behind them is left over. */
  readonly segments: Segment[];
  readonly faults: PlaceFault[];
}

/** Looks at a value `depth` below the root and notes what is wrong with it. */
export type Check = (value: Json | undefined, walk: Walk, depth: number) => void;

export function fault(walk: Walk, depth: number, says: string): void {
  faultAt(walk, walk.segments.slice(0, depth), says);
}

function faultAt(walk: Walk, segments: readonly Segment[], says: string): void {
  if (walk.faults.length < faultsMax) walk.faults.push({ path: pointer(segments), says });
}

export function got(value: Json | undefined): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a record";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

export function isRecord(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The depth check at the start of every recursion. */
export function isTooDeep(walk: Walk, depth: number): boolean {
  if (depth < jsonDepthMax) return false;
  fault(walk, shownDepth, tooDeep);
  return true;
}

/** JSON that a schema says nothing of still has to be JSON that can be written again. */
export const anything: Check = (value, walk, depth) => {
  if (typeof value !== "object" || value === null) {
    const says = leafFault(value);
    if (says !== undefined) fault(walk, depth, says);
    return;
  }
  const found = notJson(value);
  if (found !== undefined) faultAt(walk, [...walk.segments.slice(0, depth), ...found.segments], found.says);
};
