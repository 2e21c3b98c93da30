/**
 * A handler's result, as JSON. Values with a JSON form are converted (a Map, a Set, a Date, an object with `toJSON`);
 * all others are rejected by name and place. Nothing is omitted or altered silently, except fields that are
 * `undefined`.
 */
import { isBoxedPrimitive, isNativeError, isProxy } from "node:util/types";
import type { Json } from "@orchlang/plan";
import { jsonDepthMax, jsonNodesMax, placeInWords, type Segment } from "@orchlang/plan/json";

/** `chars`: of its texts, names and numbers, at least. */
export type Returned = { readonly json: Json; readonly chars: number } | { readonly fault: string };

interface Walk {
  readonly segments: Segment[];
  /** The values around the place. */
  readonly around: Set<object>;
  nodes: number;
  chars: number;
}

/** Thrown within this file only, from any depth. */
class Refused extends Error {}

export function returnedAsJson(value: unknown): Returned {
  const walk: Walk = { segments: [], around: new Set(), nodes: 0, chars: 0 };
  try {
    return { json: value === undefined ? null : converted(value, walk), chars: walk.chars };
  } catch (error) {
    const says = error instanceof Refused ? error.message : `reading it failed: ${reasonOf(error)}`;
    // An endless nesting is reported at a depth that is still readable.
    const shown = walk.segments.slice(0, shownDepth);
    const [first] = shown;
    const joint = shown.length === 0 || typeof first === "number" ? "" : ".";
    return { fault: `result${joint}${placeInWords(shown)}: ${says}` };
  }
}

const shownDepth = 8;

function converted(value: unknown, walk: Walk): Json {
  walk.nodes++;
  walk.chars++;
  if (walk.nodes > jsonNodesMax) throw new Refused(`it holds more than ${jsonNodesMax} values`);
  switch (typeof value) {
    case "string":
      walk.chars += value.length;
      if (!value.isWellFormed()) throw new Refused("this text holds half a character (a lone surrogate)");
      return value;
    case "boolean":
      return value;
    case "number":
      walk.chars += 8;
      if (!Number.isFinite(value)) throw new Refused(`${value} can't be a value`);
      return value === 0 ? 0 : value;
    case "bigint":
      if (value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER)
        throw new Refused("a BigInt that is too large for a number can't be a value: give text");
      return Number(value);
    case "object":
      return value === null ? null : within(value, walk);
    case "undefined":
      throw new Refused("nothing (undefined) can't be a value");
    default:
      throw new Refused(`a ${typeof value} can't be a value`);
  }
}

function within(value: object, walk: Walk): Json {
  if (walk.around.has(value)) throw new Refused("it contains itself, which can't be a value");
  if (walk.segments.length >= jsonDepthMax)
    throw new Refused(
      `lists and records stand more than ${jsonDepthMax} deep inside one another from here on`,
    );
  walk.around.add(value);
  const json = composed(value, walk);
  walk.around.delete(value);
  return json;
}

function composed(value: object, walk: Walk): Json {
  if (Array.isArray(value)) return listOf(value, walk);
  if (value instanceof Map) return recordOf(value.keys(), (name) => value.get(name), walk);
  if (value instanceof Set) return listOf([...value], walk);
  if (isPlain(value)) {
    const given = ownConversion(value, walk);
    return given === undefined ? fieldsOf(value, walk) : given.json;
  }
  if (isBoxedPrimitive(value)) return converted(value.valueOf(), walk);
  if (isNever(value)) throw new Refused(`${named(value)} can't be a value${hint(value)}`);
  const given = ownConversion(value, walk);
  if (given !== undefined) return given.json;
  // An object without visible fields would become an empty record.
  if (Object.keys(value).length === 0 && !isProxy(value))
    throw new Refused(`${named(value)} can't be a value`);
  return fieldsOf(value, walk);
}

/** Its own JSON form, so that dates, addresses and amounts of libraries convert themselves. */
function ownConversion(value: object, walk: Walk): { readonly json: Json } | undefined {
  if (value instanceof Date && Number.isNaN(value.getTime()))
    throw new Refused("a Date that is no time can't be a value");
  const convert: unknown = Reflect.get(value, "toJSON");
  if (typeof convert !== "function" || convert === Reflect.get(Object.prototype, "toJSON")) return undefined;
  const made: unknown = convert.call(value, String(walk.segments.at(-1) ?? ""));
  return { json: converted(made, walk) };
}

function listOf(list: readonly unknown[], walk: Walk): Json {
  if (list.length > jsonNodesMax) throw new Refused(`it holds more than ${jsonNodesMax} values`);
  const json: Json[] = [];
  for (let index = 0; index < list.length; index++) {
    walk.segments.push(index);
    json.push(converted(list[index], walk));
    walk.segments.pop();
  }
  return json;
}

function fieldsOf(record: object, walk: Walk): Json {
  return recordOf(Object.keys(record), (name) => Reflect.get(record, name), walk);
}

function recordOf<Name>(names: Iterable<Name>, read: (name: Name & string) => unknown, walk: Walk): Json {
  const json: Record<string, Json> = {};
  for (const name of names) {
    if (typeof name !== "string") throw new Refused("a Map whose keys are no texts can't be a value");
    walk.segments.push(name);
    if (name === "__proto__") throw new Refused("a field can't be named `__proto__`");
    if (!name.isWellFormed()) throw new Refused("this name holds half a character (a lone surrogate)");
    const item = read(name);
    if (item !== undefined) json[name] = converted(item, walk);
    walk.chars += name.length;
    walk.segments.pop();
  }
  return json;
}

/** In this realm or another. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    prototype === null ||
    prototype === Object.prototype ||
    (typeof prototype === "object" &&
      Object.getPrototypeOf(prototype) === null &&
      Object.hasOwn(prototype, "isPrototypeOf"))
  );
}

/** Objects whose fields do not represent them, or whose JSON form would be ambiguous. */
function isNever(value: object): boolean {
  return (
    isNativeError(value) ||
    ArrayBuffer.isView(value) ||
    value instanceof ArrayBuffer ||
    value instanceof SharedArrayBuffer ||
    value instanceof Promise ||
    value instanceof RegExp ||
    value instanceof WeakMap ||
    value instanceof WeakSet
  );
}

function hint(value: object): string {
  if (value instanceof Promise) return ": wait for it first";
  if (isNativeError(value)) return ": throw it";
  return ArrayBuffer.isView(value) || value instanceof ArrayBuffer ? ": give text, such as base64" : "";
}

function named(value: object): string {
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name;
  const shown = typeof name === "string" && name !== "" ? name : "thing of no class";
  return `${/^[AEIOU]/u.test(shown) ? "an" : "a"} ${shown}`;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : String(error);
}
