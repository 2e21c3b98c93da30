import type { Json } from "../shapes/json.ts";
import { jsonDepthMax } from "./limits.ts";
import { notJson } from "./not-json.ts";
import { pointer } from "./pointer.ts";

/** Why a value has no canonical form, and where (a JSON Pointer). */
export class UncanonicalValue extends Error {
  readonly path: string;

  constructor(path: string, says: string) {
    super(`${path === "" ? "the value" : path}: ${says}`);
    this.name = "UncanonicalValue";
    this.path = path;
  }
}

/**
 * The one text of a JSON value (RFC 8785): no white space, keys by their UTF-16 code units, numbers as
 * ECMAScript writes them. Fields that hold `undefined` are left out.
 * @throws {UncanonicalValue} at a number that is not finite, half a surrogate pair, what is no JSON at all, or
 * a nesting beyond `jsonDepthMax`.
 */
export function canonical(json: Json): string {
  const text = write(json, jsonDepthMax);
  if (text !== undefined) return text;
  const fault = notJson(json);
  throw new UncanonicalValue(pointer(fault?.segments ?? []), fault?.says ?? "this is not JSON");
}

/** {@link canonical} in UTF-8. */
export function canonicalBytes(json: Json): Uint8Array {
  return new TextEncoder().encode(canonical(json));
}

/** Undefined where some part has no canonical form: the place is then looked for apart from this, the fast way. */
function write(json: Json, depth: number): string | undefined {
  switch (typeof json) {
    case "string":
      return quote(json);
    case "number":
      return Number.isFinite(json) ? String(json) : undefined;
    case "boolean":
      return json ? "true" : "false";
    case "object":
      if (json === null) return "null";
      if (depth === 0) return undefined;
      return isList(json) ? writeList(json, depth - 1) : writeRecord(json, depth - 1);
    default:
      return undefined;
  }
}

function isList(json: object): json is readonly Json[] {
  return Array.isArray(json);
}

function writeList(list: readonly Json[], depth: number): string | undefined {
  let text = "[";
  for (let index = 0; index < list.length; index++) {
    const item = write(list[index] as Json, depth);
    if (item === undefined) return undefined;
    text += index === 0 ? item : `,${item}`;
  }
  return `${text}]`;
}

function writeRecord(record: Readonly<Record<string, Json>>, depth: number): string | undefined {
  if (record instanceof Date || record instanceof Map || record instanceof Set) return undefined;
  const names = Object.keys(record);
  if (names.length > 1) names.sort();
  let text = "{";
  for (const name of names) {
    const value = record[name];
    if (value === undefined) continue;
    const key = quote(name);
    const item = write(value, depth);
    if (key === undefined || item === undefined) return undefined;
    text += text.length === 1 ? `${key}:${item}` : `,${key}:${item}`;
  }
  return `${text}}`;
}

/** Control characters and surrogates are what most texts do not hold; those without stand as they are. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON escapes exactly these
const special = /["\\\u0000-\u001f\ud800-\udfff]/;

function quote(text: string): string | undefined {
  if (!special.test(text)) return `"${text}"`;
  return text.isWellFormed() ? JSON.stringify(text) : undefined;
}
