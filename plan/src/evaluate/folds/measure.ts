import { addMoney, isMoney } from "../../quantity/money.ts";
import type { Json } from "../../shapes/json.ts";
import type { Money } from "../../shapes/value.ts";
import { order } from "../compare.ts";
import { finite } from "../functions/define.ts";
import { faulted, type Outcome, Stop } from "../outcome.ts";
import { eachValue, type FoldFunction, type Lambda } from "./lambda.ts";

/** The sum of numbers; 0 for an empty list. */
export const sum: FoldFunction = (list, lambda) => {
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
export const sumMoney: FoldFunction = (list, lambda) => {
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
export const min: FoldFunction = (list, lambda) => extreme(list, lambda, -1);

/** The largest of the lambda's values, none of an empty list. */
export const max: FoldFunction = (list, lambda) => extreme(list, lambda, 1);

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
