import { groupBy, sortBy } from "./arrange.ts";
import { all, any, count } from "./decide.ts";
import type { FoldFunction } from "./lambda.ts";
import { max, min, sum, sumMoney } from "./measure.ts";
import { distinct, filter, find, flatten, map } from "./select.ts";

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
