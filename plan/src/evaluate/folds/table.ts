import {
  all,
  any,
  count,
  distinct,
  filter,
  find,
  flatten,
  groupBy,
  map,
  max,
  min,
  sortBy,
  sum,
  sumMoney,
} from "./folds.ts";
import type { FoldFunction } from "./lambda.ts";

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
