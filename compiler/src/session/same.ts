import type { Gathering } from "@orchlang/checker";

/**
 * Whether two values that hold nothing but plain values, lists, maps and sets are alike in all their parts. Asked of
 * much with every change, so that it makes little on the way.
 */
export function isAlike(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (Array.isArray(a)) return Array.isArray(b) && areListsAlike(a, b);
  if (a instanceof Map) return b instanceof Map && areMapsAlike(a, b);
  if (a instanceof Set) return b instanceof Set && areListsAlike([...a], [...b]);
  return areRecordsAlike(a as Fields, b as Fields);
}

type Fields = Readonly<Record<string, unknown>>;

function areListsAlike(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (!isAlike(a[index], b[index])) return false;
  return true;
}

/** Their order counts too. */
function areMapsAlike(a: ReadonlyMap<unknown, unknown>, b: ReadonlyMap<unknown, unknown>): boolean {
  if (a.size !== b.size) return false;
  const others = b.keys();
  for (const [key, value] of a) {
    const other = others.next().value;
    if (!isAlike(key, other) || !isAlike(value, b.get(other))) return false;
  }
  return true;
}

function areRecordsAlike(a: Fields, b: Fields): boolean {
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  for (const key of keys) if (!isAlike(a[key], b[key])) return false;
  return true;
}

/**
 * Whether phase 3 has the same result for a declaration as before. For a changed plan the comparison isn't worth its
 * cost.
 */
export function isSameGathering(
  a: Gathering | undefined,
  b: Gathering | undefined,
  { wasChanged }: { readonly wasChanged: boolean },
): boolean {
  if (a === undefined || b === undefined) return a === b;
  return !(wasChanged && b.routines.size > 0) && isAlike(a, b);
}
