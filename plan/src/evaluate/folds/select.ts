import type { Json } from "../../shapes/json.ts";
import { equal } from "../compare.ts";
import { evaluationLimits } from "../limits.ts";
import { faulted, joinStops, type Outcome, Stop } from "../outcome.ts";
import { eachCondition, eachValue, type FoldFunction, type Lambda } from "./lambda.ts";

export const map: FoldFunction = eachValue;

export const filter: FoldFunction = (list, lambda) => {
  const holds = eachCondition(list, lambda);
  return holds instanceof Stop ? holds : list.filter((_, index) => holds[index]);
};

/** The first item of which the condition holds; unknown where an unknown one stands before it. */
export const find: FoldFunction = (list, lambda) => {
  let unknown: Stop | undefined;
  for (const item of list) {
    const value = lambda.of(item);
    if (value === true) return unknown ?? item;
    if (value instanceof Stop) {
      if ("fault" in value.because) return value;
      unknown = unknown === undefined ? value : joinStops(unknown, value);
    } else if (value !== false) {
      return faulted("the function has to give true or false");
    }
  }
  return unknown ?? null;
};

export const flatten: FoldFunction = (list, lambda) => {
  const lists = eachValue(list, lambda);
  if (lists instanceof Stop) return lists;
  let size = 0;
  for (const inner of lists) {
    if (!Array.isArray(inner)) return faulted("only a list of lists can be flattened");
    size += inner.length;
  }
  return size <= evaluationLimits.itemsMax ? lists.flat(1) : faulted("the list becomes too long");
};

/** The first of those that are equal, or of whose the lambda gives what is equal. */
export const distinct: FoldFunction = (list, lambda) => {
  const keys = eachValue(list, lambda);
  return keys instanceof Stop ? keys : firstOfEach(list, keys, lambda);
};

function firstOfEach(list: readonly Json[], keys: readonly Json[], lambda: Lambda): Outcome {
  const scalars = new Set<Json>();
  const others: Json[] = [];
  const kept: Json[] = [];
  for (let index = 0; index < list.length; index++) {
    const key = keys[index] ?? null;
    const item = list[index] ?? null;
    if (typeof key !== "object" || key === null) {
      if (scalars.has(key)) continue;
      scalars.add(key);
    } else {
      const stop = lambda.spend(others.length);
      if (stop !== undefined) return stop;
      if (others.some((other) => equal(other, key))) continue;
      others.push(key);
    }
    kept.push(item);
  }
  return kept;
}
