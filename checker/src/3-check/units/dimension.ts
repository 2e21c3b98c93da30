import type { Dimension } from "../type.ts";
import { one, overRational, power, type Rational, rational, timesRational } from "./rational.ts";
import type { Units } from "./units.ts";

/*
 * The dimension of a quantity, as a product of base dimensions. Multiplying adds exponents, dividing subtracts them;
 * the plain number is the empty product.
 */

/**
 * Quantities that are products of others. Their units are kept coherent: one watt is one joule per second, so that
 * `180W * 2h` is Energy without a factor that someone would have to know.
 */
export const derivedQuantities: Readonly<Record<string, Dimension>> = {
  Power: { Duration: -1, Energy: 1 },
  Speed: { Duration: -1, Length: 1 },
  Acceleration: { Duration: -2, Length: 1 },
  Area: { Length: 2 },
  Volume: { Length: 3 },
  Flow: { Duration: -1, Length: 3 },
  DataRate: { Data: 1, Duration: -1 },
  Frequency: { Duration: -1 },
};

export const noDimension: Dimension = {};

/** `left · rightᵉˣᵖᵒⁿᵉⁿᵗ`. */
function combine(left: Dimension, right: Dimension, exponent: 1 | -1): Dimension {
  if (isPlainNumber(right)) return left;
  if (exponent === 1 && isPlainNumber(left)) return right;
  const sums = new Map(Object.entries(left));
  for (const [base, power] of Object.entries(right)) {
    sums.set(base, (sums.get(base) ?? 0) + exponent * power);
  }
  const kept = [...sums].filter(([, power]) => power !== 0);
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function timesDimension(left: Dimension, right: Dimension): Dimension {
  return combine(left, right, 1);
}

export function overDimension(left: Dimension, right: Dimension): Dimension {
  return combine(left, right, -1);
}

export function isPlainNumber(dimension: Dimension): boolean {
  for (const _ in dimension) return false;
  return true;
}

export function sameDimension(left: Dimension, right: Dimension): boolean {
  if (left === right) return true;
  let more = 0;
  for (const base in left) {
    if (right[base] !== left[base]) return false;
    more += 1;
  }
  for (const _ in right) more -= 1;
  return more === 0;
}

/** The base dimension of a quantity that is no product: `Energy` of Energy. */
export function baseOf(dimension: Dimension): string | undefined {
  let only: string | undefined;
  for (const base in dimension) {
    if (only !== undefined || dimension[base] !== 1) return undefined;
    only = base;
  }
  return only;
}

/** Energy, Power: what a dimension is called where it has a name of its own. */
export function quantityName(dimension: Dimension): string | undefined {
  const base = baseOf(dimension);
  if (base !== undefined) return base;
  return Object.keys(derivedQuantities).find((name) =>
    sameDimension(derivedQuantities[name] ?? {}, dimension),
  );
}

/** `Energy`, `Power`, `Money per Energy`, `Money × Length per Duration`. */
export function showDimension(dimension: Dimension): string {
  const name = quantityName(dimension);
  if (name !== undefined) return name;
  const powers = Object.entries(dimension);
  const above = powers.filter(([, power]) => power > 0).map(([base, power]) => withPower(base, power));
  const below = powers.filter(([, power]) => power < 0).map(([base, power]) => withPower(base, -power));
  const top = above.join(" × ");
  if (below.length === 0) return top;
  return `${top === "" ? "per" : `${top} per`} ${below.join(" per ")}`;
}

function withPower(base: string, power: number): string {
  return power === 1 ? base : `${base}^${power}`;
}

/*
 * The scale of quantities' numbers, which makes products of them correct.
 *
 * A quantity of one base dimension is stored in its base unit, a Duration in milliseconds. Products are coherent, with
 * seconds for time: one Power is one joule a second. Only rates of money are stored per `rateBase` of their divisor
 * (per 189 s, per 9 J, …), because $0.40 a minute is no finite decimal of dollars a second, and money is exact.
 */

/** How much of the coherent unit one of the kept unit is. */
function keptUnit(dimension: Dimension, units: Units): Rational {
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
