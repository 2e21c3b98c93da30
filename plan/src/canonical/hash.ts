import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { Json } from "../shapes/json.ts";
import type { Plan, PlanId } from "../shapes/plan.ts";
import { canonicalBytes } from "./canonical.ts";

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
