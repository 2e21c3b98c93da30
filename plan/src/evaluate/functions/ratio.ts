import { finite, ofMany } from "./define.ts";
import { aNumber } from "./kinds.ts";

/** Shares and confidences. They are numbers, and what is done with numbers is in `number`. */
export const ratio = {
  /** How likely one at least of several independent signs is right: 1 - Π(1 - p), to fifteen digits: what is beyond them a person would read. */
  "ratio.noisy_or": ofMany(aNumber, (items) => {
    const wrong = items.reduce((left, item) => left * (1 - Math.min(1, Math.max(0, item))), 1);
    return finite(Number((1 - wrong).toPrecision(15)));
  }),
};
