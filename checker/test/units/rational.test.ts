import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decimalText,
  leastCommonMultiple,
  overRational,
  parseRational,
  plusRational,
  rational,
  timesRational,
  withoutTwosAndFives,
} from "../../src/3-check/units/rational.ts";

const fractions = fc
  .tuple(fc.bigInt({ min: -10_000n, max: 10_000n }), fc.bigInt({ min: 1n, max: 10_000n }))
  .map(([over, under]) => rational(over, under));

describe("fractions are exact", () => {
  test("sums and products commute, and divisions undo products", () => {
    fc.assert(
      fc.property(fractions, fractions, (a, b) => {
        expect(plusRational(a, b)).toEqual(plusRational(b, a));
        expect(timesRational(a, b)).toEqual(timesRational(b, a));
        if (b.over !== 0n) expect(overRational(timesRational(a, b), b)).toEqual(a);
      }),
    );
  });

  test("digits are read back", () => {
    const digits = fc.tuple(fc.integer({ min: -999, max: 999 }), fc.integer({ min: 0, max: 9_999 }));
    fc.assert(
      fc.property(digits, ([whole, part]) => {
        const text = `${whole}.${String(part).padStart(4, "0")}`;
        const read = parseRational(text);
        expect(read && Number(decimalText(read))).toBe(Number(text) === 0 ? 0 : Number(text));
      }),
    );
  });

  test("what is no number is none", () => {
    for (const text of ["", ".", "1.", "1e5", "--1", "x"]) expect(parseRational(text)).toBeUndefined();
  });

  test("a fraction that never ends is cut after forty places", () => {
    expect(decimalText(rational(1n, 3n))).toBe(`0.${"3".repeat(40)}`);
  });
});

test("dividing by what is left of a number without two and five never ends", () => {
  expect([1n, 60n, 604_800n, 3_600_000n, 1_048_576n].map(withoutTwosAndFives)).toEqual([
    1n,
    3n,
    189n,
    9n,
    1n,
  ]);
  expect(leastCommonMultiple(6n, 4n)).toBe(12n);
});
