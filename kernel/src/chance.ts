import { sha256Hex } from "@orchlang/plan/json";
import type { Key } from "./identity.ts";

/** The only chance there is (semantics, rule 6): from 0 up to, but not including, 1; the same for the same four. */
export function chance(seed: string, key: Key, attempt: number, purpose: string): number {
  const digest = sha256Hex(JSON.stringify([seed, key, attempt, purpose]));
  // 52 bits fill a double's fraction exactly.
  return Number.parseInt(digest.slice(0, 13), 16) / 2 ** 52;
}
