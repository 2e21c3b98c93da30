import type { Dimension } from "../type.ts";

/*
 * What a quantity measures, as a product of base dimensions. Multiplying adds exponents, dividing subtracts them; the
 * plain number is the empty product.
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
  DataRate: { Data: 1, Duration: -1 },
  Frequency: { Duration: -1 },
};

export const noDimension: Dimension = {};

/** `left · rightᵉˣᵖᵒⁿᵉⁿᵗ`. */
function combine(left: Dimension, right: Dimension, exponent: 1 | -1): Dimension {
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
  return Object.keys(dimension).length === 0;
}

export function sameDimension(left: Dimension, right: Dimension): boolean {
  if (left === right) return true;
  const powers = Object.entries(left);
  return (
    powers.length === Object.keys(right).length && powers.every(([base, power]) => right[base] === power)
  );
}

/** The base dimension of a quantity that is no product: `Energy` of Energy. */
export function baseOf(dimension: Dimension): string | undefined {
  const bases = Object.keys(dimension);
  const [base] = bases;
  return base !== undefined && bases.length === 1 && dimension[base] === 1 ? base : undefined;
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
