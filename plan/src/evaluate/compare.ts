import { compareMoney, isMoney } from "../quantity/money.ts";
import type { Pattern } from "../shapes/expression.ts";
import type { Json, JsonObject } from "../shapes/value.ts";

/** Structural equality; a field that holds `null` or `undefined` equals one that is left out. */
export function equal(left: Json | undefined, right: Json | undefined): boolean {
  if (left === right) return true;
  if (left === undefined || left === null) return right === undefined || right === null;
  if (typeof left !== "object" || typeof right !== "object" || right === null) return false;
  if (isList(left)) return isList(right) && equalLists(left, right);
  return !isList(right) && holdsAll(left, right) && addsNothing(right, left);
}

function isList(json: object): json is readonly Json[] {
  return Array.isArray(json);
}

function equalLists(left: readonly Json[], right: readonly Json[]): boolean {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index++) {
    if (!equal(left[index], right[index])) return false;
  }
  return true;
}

function holdsAll(left: JsonObject, right: JsonObject): boolean {
  for (const name of Object.keys(left)) {
    if (!equal(left[name], Object.hasOwn(right, name) ? right[name] : undefined)) return false;
  }
  return true;
}

/** True if the right side has no further fields with values; the common ones have been compared. */
function addsNothing(right: JsonObject, left: JsonObject): boolean {
  for (const name of Object.keys(right)) {
    if (!Object.hasOwn(left, name) && right[name] !== null && right[name] !== undefined) return false;
  }
  return true;
}

/**
 * The order of two values of one type: numbers, amounts of one currency, texts (dates, times and instants are
 * texts whose order is theirs) by UTF-16 units, false before true. Undefined where there is none.
 */
export function order(left: Json, right: Json): number | undefined {
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (typeof left === "string" && typeof right === "string") return left < right ? -1 : left > right ? 1 : 0;
  if (typeof left === "boolean" && typeof right === "boolean") return Number(left) - Number(right);
  if (isMoney(left) && isMoney(right) && left.currency === right.currency) return compareMoney(left, right);
  return undefined;
}

/** True if a value fits one of the patterns at least. (An `else` has no patterns: it isn't asked.) */
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
