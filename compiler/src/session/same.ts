import type { Gathering } from "../3-check/declaration.ts";

/** Whether two values that hold nothing but plain values, lists, maps and sets are alike in all their parts. */
export function isAlike(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((part, index) => isAlike(part, b[index]));
  }
  if (a instanceof Map) return b instanceof Map && isAlike([...a], [...b]);
  if (a instanceof Set) return b instanceof Set && isAlike([...a], [...b]);
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => isAlike((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
  );
}

/**
 * Whether phase 3 has made the same of a declaration as before. Of a plan that was itself changed that is not worth
 * the look.
 */
export function isSameGathering(
  a: Gathering | undefined,
  b: Gathering | undefined,
  { wasChanged }: { readonly wasChanged: boolean },
): boolean {
  if (a === undefined || b === undefined) return a === b;
  return !(wasChanged && b.routines.size > 0) && isAlike(a, b);
}
