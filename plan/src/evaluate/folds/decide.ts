import type { Json } from "../../shapes/json.ts";
import { faulted, joinStops, type Outcome, Stop } from "../outcome.ts";
import { eachCondition, type FoldFunction, type Lambda } from "./lambda.ts";

/** Kleene's `or` over a list: one true is enough. */
export const any: FoldFunction = (list, lambda) => decide(list, lambda, true);

/** Kleene's `and` over a list: one false is enough. */
export const all: FoldFunction = (list, lambda) => decide(list, lambda, false);

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
export const count: FoldFunction = (list, lambda) => {
  if (!lambda.given) return list.length;
  const holds = eachCondition(list, lambda);
  return holds instanceof Stop ? holds : holds.filter((holding) => holding).length;
};
