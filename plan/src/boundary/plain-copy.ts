import { jsonDepthMax, jsonNodesMax } from "../canonical/limits.ts";
import { leafFault, type NotJson, shownDepth, tooDeep } from "../canonical/not-json.ts";
import type { Segment } from "../canonical/pointer.ts";
import type { Json } from "../shapes/json.ts";

/** A private copy of a value from outside, and of how many values it is made. */
export type Copied = { readonly ok: Json; readonly nodes: number } | { readonly fault: NotJson };

interface Walk {
  readonly segments: Segment[];
  nodes: number;
}

/** Thrown within this file only, from any depth. */
class Refused extends Error {}

/**
 * Copies what is JSON: own enumerable fields that aren't `undefined`, by name. Refused is what JSON can't hold,
 * what is nested or large beyond all use, what contains itself, and the field name `__proto__`, which would
 * become another thing in whoever handles the record.
 */
export function plainCopy(value: unknown): Copied {
  const walk: Walk = { segments: [], nodes: 0 };
  try {
    return { ok: copy(value, walk), nodes: walk.nodes };
  } catch (error) {
    const says = error instanceof Refused ? error.message : `reading it failed: ${String(error)}`;
    return { fault: { segments: walk.segments, says } };
  }
}

function copy(value: unknown, walk: Walk): Json {
  const says = leafFault(value);
  if (says !== undefined) throw new Refused(says);
  walk.nodes++;
  if (walk.nodes > jsonNodesMax) throw new Refused(`it holds more than ${jsonNodesMax} values`);
  if (typeof value === "number") return value === 0 ? 0 : value;
  if (typeof value !== "object" || value === null) return value as Json;
  if (walk.segments.length >= jsonDepthMax) {
    walk.segments.length = shownDepth;
    throw new Refused(tooDeep);
  }
  return Array.isArray(value) ? copyList(value, walk) : copyRecord(value, walk);
}

function copyList(list: readonly unknown[], walk: Walk): Json {
  if (list.length > jsonNodesMax) throw new Refused(`it holds more than ${jsonNodesMax} values`);
  const copied: Json[] = [];
  for (let index = 0; index < list.length; index++) {
    walk.segments.push(index);
    copied.push(copy(list[index], walk));
    walk.segments.pop();
  }
  return copied;
}

function copyRecord(record: object, walk: Walk): Json {
  const copied: Record<string, Json> = {};
  for (const [name, item] of Object.entries(record)) {
    if (item === undefined) continue;
    walk.segments.push(name);
    if (name === "__proto__") throw new Refused("a field can't be named `__proto__`");
    if (!name.isWellFormed()) throw new Refused("this name holds half a character (a lone surrogate)");
    copied[name] = copy(item, walk);
    walk.segments.pop();
  }
  return copied;
}
