import { numberDigits } from "../../quantity/decimal.ts";
import type { Json } from "../../shapes/json.ts";
import { order } from "../compare.ts";
import { faulted, Stop } from "../outcome.ts";
import { eachValue, type FoldFunction } from "./lambda.ts";

/** In rising order of the lambda's values, equal ones as they stood; those without a value come last. */
export const sortBy: FoldFunction = (list, lambda) => {
  const keys = eachValue(list, lambda);
  if (keys instanceof Stop) return keys;
  let comparable = true;
  const indexes = list.map((_, index) => index);
  indexes.sort((a, b) => {
    const left = keys[a] ?? null;
    const right = keys[b] ?? null;
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    const compared = order(left, right);
    if (compared === undefined) comparable = false;
    return compared ?? 0;
  });
  return comparable
    ? indexes.map((index) => list[index] ?? null)
    : faulted("the values have no common order");
};

/** A map from the lambda's values, as text, to the items that have them, as they stood. */
export const groupBy: FoldFunction = (list, lambda) => {
  const keys = eachValue(list, lambda);
  if (keys instanceof Stop) return keys;
  const groups = new Map<string, Json[]>();
  for (let index = 0; index < list.length; index++) {
    const name = groupName(keys[index] ?? null);
    if (name === undefined) return faulted("items are grouped by texts, members, numbers or conditions");
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [list[index] ?? null]);
    else group.push(list[index] ?? null);
  }
  return Object.fromEntries(groups);
};

function groupName(key: Json): string | undefined {
  switch (typeof key) {
    case "string":
      return key;
    case "number":
      return numberDigits(key);
    case "boolean":
      return String(key);
    default:
      return undefined;
  }
}
