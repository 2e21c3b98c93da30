import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Dimension } from "../../src/3-check/type.ts";
import {
  derivedQuantities,
  factorOfProduct,
  factorOfQuotient,
  isPlainNumber,
  overDimension,
  sameDimension,
  showDimension,
  timesDimension,
} from "../../src/3-check/units/dimension.ts";
import { isOne, timesRational } from "../../src/3-check/units/rational.ts";
import { units } from "../expressions/understand.ts";

const dimensions: fc.Arbitrary<Dimension> = fc
  .dictionary(fc.constantFrom("Duration", "Energy", "Length", "Money"), fc.integer({ min: -2, max: 2 }), {
    noNullPrototype: true,
  })
  .map((powers) => Object.fromEntries(Object.entries(powers).filter(([, power]) => power !== 0)));

describe("dimensions multiply as their units do", () => {
  test("in any order and any grouping", () => {
    fc.assert(
      fc.property(dimensions, dimensions, dimensions, (a, b, c) => {
        expect(timesDimension(a, b)).toEqual(timesDimension(b, a));
        expect(timesDimension(timesDimension(a, b), c)).toEqual(timesDimension(a, timesDimension(b, c)));
      }),
    );
  });

  test("division undoes multiplication", () => {
    fc.assert(
      fc.property(dimensions, dimensions, (a, b) => {
        expect(overDimension(timesDimension(a, b), b)).toEqual(a);
        expect(isPlainNumber(overDimension(a, a))).toBe(true);
        expect(sameDimension(a, b)).toBe(isPlainNumber(overDimension(a, b)));
      }),
    );
  });

  test("so do the factors between the units that values are kept in", () => {
    fc.assert(
      fc.property(dimensions, dimensions, (a, b) => {
        const there = factorOfProduct(a, b, units);
        const back = factorOfQuotient(timesDimension(a, b), b, units);
        expect(isOne(timesRational(there, back))).toBe(true);
      }),
    );
  });
});

test("dimensions have names", () => {
  const shown = (dimension: Dimension): string => showDimension(dimension);
  expect(Object.entries(derivedQuantities).map(([, dimension]) => shown(dimension))).toEqual(
    Object.keys(derivedQuantities),
  );
  expect(shown({ Energy: -1, Money: 1 })).toBe("Money per Energy");
  expect(shown({ Data: -1 })).toBe("per Data");
  expect(shown({ Energy: 1, Length: 2 })).toBe("Energy × Length^2");
});
