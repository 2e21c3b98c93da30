import type { Dimension } from "../type.ts";
import { baseOf, overDimension, timesDimension } from "./dimension.ts";
import { one, overRational, power, type Rational, rational, timesRational } from "./rational.ts";
import type { Units } from "./units.ts";

/*
 * The scale of quantities' numbers, which makes products of them correct.
 *
 * A quantity of one base dimension is stored in its base unit, a Duration in milliseconds. Products are coherent, with
 * seconds for time: one Power is one joule a second. Only rates of money are stored per `rateBase` of their divisor
 * (per 189 s, per 9 J, …), because $0.40 a minute is no finite decimal of dollars a second, and money is exact.
 */

/** How much of the coherent unit one of the kept unit is. */
export function keptUnit(dimension: Dimension, units: Units): Rational {
  if (baseOf(dimension) === "Duration") return rational(1n, 1000n);
  if (dimension.Money !== 1) return one;
  return Object.entries(dimension)
    .filter(([, exponent]) => exponent < 0)
    .reduce(
      (scale, [base, exponent]) => timesRational(scale, power(rational(units.rateBase(base), 1n), exponent)),
      one,
    );
}

/** The factor that a product of two kept numbers needs to be one of `left · right`. */
export function factorOfProduct(left: Dimension, right: Dimension, units: Units): Rational {
  const product = keptUnit(timesDimension(left, right), units);
  return overRational(timesRational(keptUnit(left, units), keptUnit(right, units)), product);
}

/** The factor that a quotient of two kept numbers needs to be one of `left / right`. */
export function factorOfQuotient(left: Dimension, right: Dimension, units: Units): Rational {
  const quotient = keptUnit(overDimension(left, right), units);
  return overRational(overRational(keptUnit(left, units), keptUnit(right, units)), quotient);
}
