import { addMoney, isMoney, numberDigits } from "../../quantity/money.ts";
import type { Json, Money } from "../../shapes/value.ts";
import { equal, order } from "../compare.ts";
import { finite } from "../functions/define.ts";
import { evaluationLimits, faulted, joinStops, type Outcome, Stop } from "../outcome.ts";
import { eachCondition, eachValue, type FoldFunction, type Lambda } from "./lambda.ts";

const map: FoldFunction = eachValue;

const filter: FoldFunction = (list, lambda) => {
  const holds = eachCondition(list, lambda);
  return holds instanceof Stop ? holds : list.filter((_, index) => holds[index]);
};

/** The first item of which the condition holds; unknown where an unknown one stands before it. */
const find: FoldFunction = (list, lambda) => {
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

const flatten: FoldFunction = (list, lambda) => {
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
const distinct: FoldFunction = (list, lambda) => {
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

/** In rising order of the lambda's values, equal ones as they stood; those without a value come last. */
const sortBy: FoldFunction = (list, lambda) => {
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
const groupBy: FoldFunction = (list, lambda) => {
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

/** Kleene's `or` over a list: one true is enough. */
const any: FoldFunction = (list, lambda) => decide(list, lambda, true);

/** Kleene's `and` over a list: one false is enough. */
const all: FoldFunction = (list, lambda) => decide(list, lambda, false);

function decide(list: readonly Json[], lambda: Lambda, decisive: boolean): Outcome {
  let unknown: Stop | undefined;
  for (const item of list) {
    const value = lambda.of(item);
    if (value === decisive) return decisive;
    if (value instanceof Stop) {
      if ("fault" in value.because) return value;
      unknown = unknown === undefined ? value : joinStops(unknown, value);
    } else if (typeof value !== "boolean") {
      return faulted("the function has to give true or false");
    }
  }
  return unknown ?? !decisive;
}

/** How many items fulfil the condition; without one, how many there are. */
const count: FoldFunction = (list, lambda) => {
  if (!lambda.given) return list.length;
  const holds = eachCondition(list, lambda);
  return holds instanceof Stop ? holds : holds.filter((holding) => holding).length;
};

/** The sum of numbers; 0 for an empty list. */
const sum: FoldFunction = (list, lambda) => {
  const values = eachValue(list, lambda);
  if (values instanceof Stop) return values;
  let total = 0;
  for (const value of values) {
    if (typeof value !== "number") return faulted("only numbers can be summed");
    total += value;
  }
  return finite(total);
};

/** The sum of amounts; none for an empty list, which has no currency. */
const sumMoney: FoldFunction = (list, lambda) => {
  const values = eachValue(list, lambda);
  if (values instanceof Stop) return values;
  let total: Money | undefined;
  for (const value of values) {
    if (!isMoney(value)) return faulted("only amounts of money can be summed");
    const next = total === undefined ? value : sumOf(total, value);
    if (next instanceof Stop) return next;
    total = next;
  }
  return total === undefined ? null : { amount: total.amount, currency: total.currency };
};

function sumOf(left: Money, right: Money): Money | Stop {
  try {
    return addMoney(left, right);
  } catch (error) {
    if (error instanceof RangeError) return faulted(error.message);
    throw error;
  }
}

/** The smallest of the lambda's values, none of an empty list. */
const min: FoldFunction = (list, lambda) => extreme(list, lambda, -1);

/** The largest of the lambda's values, none of an empty list. */
const max: FoldFunction = (list, lambda) => extreme(list, lambda, 1);

function extreme(list: readonly Json[], lambda: Lambda, direction: number): Outcome {
  const values = eachValue(list, lambda);
  if (values instanceof Stop) return values;
  let best: Json = values[0] ?? null;
  for (const value of values.slice(1)) {
    const compared = order(value, best);
    if (compared === undefined) return faulted("the values have no common order");
    if (compared * direction > 0) best = value;
  }
  return best;
}

/** The values of `fn` in a fold expression. */
export type FoldName =
  | "map"
  | "filter"
  | "any"
  | "all"
  | "count"
  | "sum"
  | "sum_money"
  | "min"
  | "max"
  | "sort_by"
  | "group_by"
  | "find"
  | "flatten"
  | "distinct";

const folds: Readonly<Record<FoldName, FoldFunction>> = {
  map,
  filter,
  any,
  all,
  count,
  sum,
  sum_money: sumMoney,
  min,
  max,
  sort_by: sortBy,
  group_by: groupBy,
  find,
  flatten,
  distinct,
};

export const foldNames: ReadonlySet<string> = new Set(Object.keys(folds));

export function isFoldName(name: string): name is FoldName {
  return foldNames.has(name);
}

export function foldOf(name: string): FoldFunction | undefined {
  return isFoldName(name) ? folds[name] : undefined;
}
