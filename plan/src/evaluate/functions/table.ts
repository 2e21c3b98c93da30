import type { Json } from "../../shapes/json.ts";
import type { Evaluated } from "../evaluated.ts";

export interface PureFunction {
  /** How many arguments: exactly, or at least the first and at most the second. */
  readonly arity: number | readonly [number, number];
  readonly apply: (args: readonly Json[]) => Evaluated;
}

export type FunctionName =
  | `number.${"add" | "subtract" | "multiply" | "divide" | "negate" | "less" | "lessOrEqual" | "greater" | "greaterOrEqual" | "min" | "max" | "abs" | "round" | "floor" | "ceil" | "remainder"}`
  | `money.${"add" | "subtract" | "times" | "over" | "ratio" | "negate" | "less" | "lessOrEqual" | "greater" | "greaterOrEqual" | "min" | "max" | "abs" | "round"}`
  | `text.${"less" | "lessOrEqual" | "greater" | "greaterOrEqual" | "size" | "lower" | "upper" | "trim" | "contains" | "starts_with" | "ends_with" | "split" | "join" | "replace" | "concat"}`
  | `text.of_${"text" | "number" | "bool" | "ratio" | "money" | "duration" | "quantity" | "instant" | "date" | "time" | "geo" | "json"}`
  | `instant.${"less" | "lessOrEqual" | "greater" | "greaterOrEqual" | "min" | "max" | "add" | "subtract" | "difference" | "hour" | "minute" | "weekday" | "time" | "date"}`
  | `date.${"less" | "lessOrEqual" | "greater" | "greaterOrEqual" | "add" | "subtract" | "add_days" | "difference" | "weekday" | "year" | "month" | "day" | "at"}`
  | `time.${"less" | "lessOrEqual" | "greater" | "greaterOrEqual" | "between" | "hour" | "minute"}`
  | `list.${"size" | "at" | "first" | "last" | "contains" | "concat" | "take" | "skip" | "reverse"}`
  | `record.${"get" | "has" | "keys" | "values" | "size"}`
  | `geo.${"of" | "distance" | "cell"}`
  | "ratio.noisy_or"
  | "range.contains"
  | "any.equal"
  | "any.notEqual";

export const functionNames: readonly FunctionName[] = [];
export function isFunctionName(_name: string): _name is FunctionName {
  throw new Error("unfinished");
}
export function functionOf(_name: string): PureFunction | undefined {
  throw new Error("unfinished");
}

/** List functions of a `fold` expression. `sum_money` of an empty list is `none`: no currency is known. */
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
