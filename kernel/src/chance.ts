import { sha256Hex } from "@orchlang/plan/json";
import type { Key } from "./identity.ts";

/** The use of a random number. */
interface Draw {
  readonly key: Key;
  readonly attempt: number;
  readonly purpose: string;
}

/** The only randomness (semantics, rule 6): a number from 0 up to, but not including, 1; the same for the same seed and use. */
export function chance(seed: string, { key, attempt, purpose }: Draw): number {
  const digest = sha256Hex(JSON.stringify([seed, key, attempt, purpose]));
  // 52 bits fill a double's fraction exactly.
  return Number.parseInt(digest.slice(0, 13), 16) / 2 ** 52;
}
