import { byCodeUnits, comparisons, of1, of3 } from "./define.ts";
import { aTime } from "./kinds.ts";

const { less, lessOrEqual, greater, greaterOrEqual } = comparisons(aTime, byCodeUnits);

export const time = {
  /** From the second up to before the third, through midnight where the third is the earlier one. */
  "time.between": of3(aTime, aTime, aTime, (value, from, to) =>
    from <= to ? from <= value && value < to : from <= value || value < to,
  ),
  "time.hour": of1(aTime, (a) => Number(a.slice(0, 2))),
  "time.minute": of1(aTime, (a) => Number(a.slice(3, 5))),
  "time.less": less,
  "time.lessOrEqual": lessOrEqual,
  "time.greater": greater,
  "time.greaterOrEqual": greaterOrEqual,
};
