import { equal, liesIn, order } from "../compare.ts";
import { faulted } from "../outcome.ts";
import { comparisons, of2, of3 } from "./define.ts";
import { anyValue, inWords } from "./kinds.ts";

const { less, lessOrEqual, greater, greaterOrEqual } = comparisons(
  anyValue,
  (left, right) => order(left, right) ?? faulted(`${inWords(left)} doesn't compare with ${inWords(right)}`),
);

/** Functions of any type: equality is structural, with normalised money amounts. */
export const any = {
  "any.equal": of2(anyValue, anyValue, equal),
  "any.notEqual": of2(anyValue, anyValue, (a, b) => !equal(a, b)),
  /** Where it is known only at run time what is compared: plans that were not compiled. */
  "any.less": less,
  "any.lessOrEqual": lessOrEqual,
  "any.greater": greater,
  "any.greaterOrEqual": greaterOrEqual,
};

export const range = {
  /** Both ends included. A range of times of day is `time.between`. */
  "range.contains": of3(anyValue, anyValue, anyValue, (value, from, to) =>
    order(value, from) === undefined || order(value, to) === undefined
      ? faulted(`${inWords(value)} doesn't compare with ${inWords(from)} and ${inWords(to)}`)
      : liesIn(value, from, to),
  ),
};
