import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { Plan, PlanId } from "../shapes/plan.ts";
import type { Json } from "../shapes/value.ts";
import { jsonDepthMax, leafFault, notJson, pointer } from "./not-json.ts";

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
  if (isInOrder(json, jsonDepthMax)) {
    const text = JSON.stringify(json);
    if (!text.includes(halfCharacter)) return text;
  }
  const out: Written = { text: "" };
  if (write(json, jsonDepthMax, out)) return out.text;
  const fault = notJson(json);
  throw new UncanonicalValue(pointer(fault?.segments ?? []), fault?.says ?? "this is not JSON");
}

/** {@link canonical} in UTF-8. */
export function canonicalBytes(json: Json): Uint8Array {
  return new TextEncoder().encode(canonical(json));
}

/**
 * Whether the engine's own text of a value is its canonical one: nothing but plain records and lists, every record's
 * names in order. Then that is several times as fast. False also where nobody has looked closely enough.
 */
function isInOrder(json: unknown, depth: number): boolean {
  switch (typeof json) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(json);
    case "object":
      if (json === null) return true;
      if (depth === 0) return false;
      return isList(json) ? isListInOrder(json, depth - 1) : isRecordInOrder(json, depth - 1);
    default:
      return false;
  }
}

function isListInOrder(list: readonly unknown[], depth: number): boolean {
  for (let index = 0; index < list.length; index++) if (!isInOrder(list[index], depth)) return false;
  return true;
}

function isRecordInOrder(record: object, depth: number): boolean {
  if (Object.getPrototypeOf(record) !== Object.prototype) return false;
  let last = "";
  for (const name in record) {
    if (name < last) return false;
    last = name;
    const value = (record as { readonly [name: string]: unknown })[name];
    if (value !== undefined && !isInOrder(value, depth)) return false;
  }
  return true;
}

/** So the engine begins half a surrogate pair; also what only looks like it. */
const halfCharacter = "\\ud";

/** The text written so far: one text that grows is flattened once, texts within texts at every level. */
interface Written {
  text: string;
}

/** False where some part has no canonical form: the place is then looked for apart from this, the fast way. */
function write(json: Json, depth: number, out: Written): boolean {
  switch (typeof json) {
    case "string":
      return writeText(json, out);
    case "number":
      if (!Number.isFinite(json)) return false;
      out.text += String(json);
      return true;
    case "boolean":
      out.text += json ? "true" : "false";
      return true;
    case "object":
      if (json === null) {
        out.text += "null";
        return true;
      }
      if (depth === 0) return false;
      return isList(json) ? writeList(json, depth - 1, out) : writeRecord(json, depth - 1, out);
    default:
      return false;
  }
}

function isList(json: object): json is readonly Json[] {
  return Array.isArray(json);
}

function writeList(list: readonly Json[], depth: number, out: Written): boolean {
  out.text += "[";
  for (let index = 0; index < list.length; index++) {
    if (index > 0) out.text += ",";
    if (!write(list[index] as Json, depth, out)) return false;
  }
  out.text += "]";
  return true;
}

function writeRecord(record: Readonly<Record<string, Json>>, depth: number, out: Written): boolean {
  if (leafFault(record) !== undefined) return false;
  out.text += "{";
  let first = true;
  for (const name of sortedNames(record)) {
    const value = record[name];
    if (value === undefined) continue;
    if (!first) out.text += ",";
    first = false;
    if (!writeText(name, out)) return false;
    out.text += ":";
    if (!write(value, depth, out)) return false;
  }
  out.text += "}";
  return true;
}

/** Most records come from canonical text and are in order already. */
function sortedNames(record: object): readonly string[] {
  const names = Object.keys(record);
  for (let index = 1; index < names.length; index++) {
    if ((names[index - 1] ?? "") > (names[index] ?? "")) {
      return names.length <= fewNames ? inserted(names) : names.sort();
    }
  }
  return names;
}

/** Up to so many names are put in order faster one by one. */
const fewNames = 24;

function inserted(names: string[]): readonly string[] {
  for (let index = 1; index < names.length; index++) {
    const name = names[index] ?? "";
    let at = index - 1;
    for (; at >= 0 && (names[at] ?? "") > name; at--) names[at + 1] = names[at] ?? "";
    names[at + 1] = name;
  }
  return names;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON escapes exactly these
const special = /["\\\u0000-\u001f\ud800-\udfff]/;

/** Most texts hold nothing special and stand as they are. */
function writeText(text: string, out: Written): boolean {
  if (!special.test(text)) {
    out.text += `"${text}"`;
    return true;
  }
  if (!text.isWellFormed()) return false;
  out.text += JSON.stringify(text);
  return true;
}

const utf8 = new TextEncoder();

/** 64 hex digits. Text is hashed in UTF-8. */
export function sha256Hex(data: string | Uint8Array): string {
  return bytesToHex(sha256Bytes(data));
}

/** The same as 32 bytes. */
export function sha256Bytes(data: string | Uint8Array): Uint8Array {
  return sha256(typeof data === "string" ? utf8.encode(data) : data);
}

/** The plan's identity: the hash of its canonical JSON (semantics, rule 54). */
export function planId(plan: Plan): PlanId {
  return `sha256:${sha256Hex(canonicalBytes(asJson(plan)))}`;
}

/**
 * A plan's shapes hold nothing but JSON, which interfaces can't say to the type checker: they have no index
 * signature. {@link canonicalBytes} looks at every value anyhow.
 */
export function asJson(document: object): Json {
  return document as Json;
}
