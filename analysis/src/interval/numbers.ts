import { anyNumber, type NumberRange, numberRange } from "./abstract.ts";

/** The range over the corners, for functions that rise or fall in each argument alone. */
export function corners(
  left: NumberRange,
  right: NumberRange,
  apply: (a: number, b: number) => number,
): NumberRange {
  const results = [
    apply(left.low, right.low),
    apply(left.low, right.high),
    apply(left.high, right.low),
    apply(left.high, right.high),
  ];
  if (results.some(Number.isNaN)) return anyNumber;
  return numberRange(Math.min(...results), Math.max(...results));
}

/** Infinitely many of nothing is nothing. */
export function product(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a * b;
}

function each(of: NumberRange, apply: (a: number) => number): NumberRange {
  return numberRange(apply(of.low), apply(of.high));
}

/** Functions of numbers alone. */
export const numericFunctions: Readonly<Record<string, (...args: readonly NumberRange[]) => NumberRange>> = {
  "number.add": (a = anyNumber, b = anyNumber) => numberRange(a.low + b.low, a.high + b.high),
  "number.subtract": (a = anyNumber, b = anyNumber) => numberRange(a.low - b.high, a.high - b.low),
  "number.multiply": (a = anyNumber, b = anyNumber) => corners(a, b, product),
  "number.divide": (a = anyNumber, b = anyNumber) =>
    b.low > 0 || b.high < 0 ? corners(a, b, (x, y) => x / y) : anyNumber,
  "number.remainder": (_a, b = anyNumber) => (b.low > 0 ? numberRange(0, b.high) : anyNumber),
  "number.negate": (a = anyNumber) => numberRange(-a.high, -a.low),
  "number.abs": (a = anyNumber) =>
    numberRange(
      a.low <= 0 && a.high >= 0 ? 0 : Math.min(Math.abs(a.low), Math.abs(a.high)),
      Math.max(Math.abs(a.low), Math.abs(a.high)),
    ),
  "number.round": (a = anyNumber) => each(a, (x) => Math.sign(x) * Math.round(Math.abs(x))),
  "number.floor": (a = anyNumber) => each(a, Math.floor),
  "number.ceil": (a = anyNumber) => each(a, Math.ceil),
  "number.min": (...all) =>
    numberRange(Math.min(...all.map((a) => a.low)), Math.min(...all.map((a) => a.high))),
  "number.max": (...all) =>
    numberRange(Math.max(...all.map((a) => a.low)), Math.max(...all.map((a) => a.high))),
};
