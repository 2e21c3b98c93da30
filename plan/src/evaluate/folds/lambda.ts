import type { Json } from "../../shapes/value.ts";
import { joinStops, type Outcome, Stop } from "../outcome.ts";

/** The lambda of a list function; where none is given it gives its argument. */
export interface Lambda {
  readonly given: boolean;
  readonly of: (item: Json) => Outcome;
  /** Counts work that runs no lambda. */
  readonly spend: (rounds: number) => Stop | undefined;
}

/** A list function. */
export type FoldFunction = (list: readonly Json[], lambda: Lambda) => Outcome;

/** The lambda's value for each item; unknown where one is, all their names together. */
export function eachValue(list: readonly Json[], lambda: Lambda): readonly Json[] | Stop {
  const values: Json[] = [];
  let unknown: Stop | undefined;
  for (const item of list) {
    const value = lambda.of(item);
    if (!(value instanceof Stop)) values.push(value);
    else if ("fault" in value.because) return value;
    else unknown = unknown === undefined ? value : joinStops(unknown, value);
  }
  return unknown ?? values;
}

/** {@link eachValue} of a lambda that is a condition. */
export function eachCondition(list: readonly Json[], lambda: Lambda): readonly boolean[] | Stop {
  const values = eachValue(list, lambda);
  if (values instanceof Stop) return values;
  const wrong = values.find((value) => typeof value !== "boolean");
  if (wrong !== undefined) return new Stop({ fault: "the function has to give true or false" });
  return values.map((value) => value === true);
}
