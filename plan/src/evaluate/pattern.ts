import type { Pattern } from "../shapes/expression.ts";
import type { Json } from "../shapes/json.ts";
import { equal, order } from "./compare.ts";

/** Whether a value fits one of the patterns at least. (An `else` has no patterns: it isn't asked.) */
export function matches(patterns: readonly Pattern[], value: Json): boolean {
  return patterns.some((pattern) => fits(pattern, value));
}

function fits(pattern: Pattern, value: Json): boolean {
  if ("is" in pattern) return equal(pattern.is, value);
  if ("present" in pattern) return isPresent(value, pattern.present, pattern.orNone === true);
  if ("case" in pattern) return tagOf(value) === pattern.case;
  return liesIn(value, pattern.from, pattern.to);
}

/** The field `case` of a tagged union. */
function tagOf(value: Json): Json | undefined {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, "case")) return undefined;
  return (value as Readonly<Record<string, Json | undefined>>).case;
}

function isPresent(value: Json, name: string, orNone: boolean): boolean {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return false;
  const field = (value as Readonly<Record<string, Json | undefined>>)[name];
  return field !== undefined && (orNone || field !== null);
}

/** Both ends included; false where the three have no common order. */
export function liesIn(value: Json, from: Json, to: Json): boolean {
  const above = order(from, value);
  const below = order(value, to);
  return above !== undefined && below !== undefined && above <= 0 && below <= 0;
}
