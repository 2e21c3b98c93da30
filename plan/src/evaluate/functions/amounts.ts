import { faulted } from "../outcome.ts";
import { comparisons, finite, of1, of2, ofMany } from "./define.ts";
import { aNumber } from "./kinds.ts";

const { less, lessOrEqual, greater, greaterOrEqual } = comparisons(aNumber, (left, right) => left - right);

/** Numbers of every kind: counts, ratios, durations, other quantities in their base unit. */
export const number = {
  "number.add": of2(aNumber, aNumber, (a, b) => finite(a + b)),
  "number.subtract": of2(aNumber, aNumber, (a, b) => finite(a - b)),
  "number.multiply": of2(aNumber, aNumber, (a, b) => finite(a * b)),
  "number.divide": of2(aNumber, aNumber, (a, b) => (b === 0 ? faulted("divided by zero") : finite(a / b))),
  /** The rest of a division, never negative for a positive divisor: `-1` by `7` is `6`. */
  "number.remainder": of2(aNumber, aNumber, (a, b) =>
    b === 0 ? faulted("divided by zero") : finite(a - b * Math.floor(a / b)),
  ),
  "number.negate": of1(aNumber, (a) => finite(-a)),
  "number.abs": of1(aNumber, (a) => Math.abs(a)),
  /** Halves away from zero, as people round. */
  "number.round": of1(aNumber, (a) => finite(Math.sign(a) * Math.round(Math.abs(a)))),
  "number.floor": of1(aNumber, (a) => finite(Math.floor(a))),
  "number.ceil": of1(aNumber, (a) => finite(Math.ceil(a))),
  "number.min": ofMany(aNumber, (items) => items.reduce((a, b) => Math.min(a, b))),
  "number.max": ofMany(aNumber, (items) => items.reduce((a, b) => Math.max(a, b))),
  "number.less": less,
  "number.lessOrEqual": lessOrEqual,
  "number.greater": greater,
  "number.greaterOrEqual": greaterOrEqual,
};

/** Shares and confidences. They are numbers, and what is done with numbers is in `number`. */
export const ratio = {
  /** How likely one at least of several independent signs is right: 1 - Π(1 - p), to fifteen digits: what is beyond them a person would read. */
  "ratio.noisy_or": ofMany(aNumber, (items) => {
    const wrong = items.reduce((left, item) => left * (1 - Math.min(1, Math.max(0, item))), 1);
    return finite(Number((1 - wrong).toPrecision(15)));
  }),
};
