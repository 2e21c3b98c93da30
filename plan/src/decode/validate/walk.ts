import {
  jsonDepthMax,
  leafFault,
  notJson,
  pointer,
  type Segment,
  shownDepth,
  tooDeep,
} from "../../canonical/not-json.ts";
import type { Json, JsonObject } from "../../shapes/value.ts";
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
function isTooDeep(walk: Walk, depth: number): boolean {
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
  const result = notJson(value);
  if (result !== undefined)
    faultAt(walk, [...walk.segments.slice(0, depth), ...result.segments], result.says);
};

export function listOf(item: Check): Check {
  return (value, walk, depth) => {
    if (!Array.isArray(value)) {
      fault(walk, depth, `a list, not ${got(value)}`);
    } else if (!isTooDeep(walk, depth)) {
      for (let index = 0; index < value.length; index++) {
        walk.segments[depth] = index;
        item(value[index], walk, depth + 1);
      }
    }
  };
}

/** A record by name. Documents come from `JSON.parse`: their fields are all their own. */
export function mapOf(item: Check): Check {
  return (value, walk, depth) => {
    if (!isRecord(value)) {
      fault(walk, depth, `a record, not ${got(value)}`);
    } else if (!isTooDeep(walk, depth)) {
      for (const name in value) {
        walk.segments[depth] = name;
        if (name === "__proto__") fault(walk, depth + 1, "this name can't be used");
        else item(value[name], walk, depth + 1);
      }
    }
  };
}

/** A record whose content is not looked into. */
export const openRecord: Check = (value, walk, depth) => {
  if (isRecord(value)) anything(value, walk, depth);
  else fault(walk, depth, `a record, not ${got(value)}`);
};

/** A record of exactly these fields, of which those in `required` have to be there. */
export function recordOf(fields: ReadonlyMap<string, Check>, required: readonly string[]): Check {
  const obligatory = new Set(required);
  const slots = new Map(
    [...fields].map(([name, check]) => [name, { check, counts: obligatory.has(name) ? 1 : 0 }]),
  );
  return (value, walk, depth) => {
    if (!isRecord(value)) {
      fault(walk, depth, `a record, not ${got(value)}`);
    } else if (!isTooDeep(walk, depth)) {
      let result = 0;
      for (const name in value) {
        walk.segments[depth] = name;
        const slot = slots.get(name);
        if (slot === undefined) {
          fault(walk, depth + 1, "there is no such field here");
        } else {
          result += slot.counts;
          slot.check(value[name], walk, depth + 1);
        }
      }
      if (result === required.length) return;
      for (const name of required) {
        if (!Object.hasOwn(value, name)) fault(walk, depth, `\`${name}\` is missing`);
      }
    }
  };
}
