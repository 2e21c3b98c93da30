import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addIntervals,
  disjoint,
  divideIntervals,
  holds,
  hull,
  type Interval,
  interval,
  meet,
  multiplyIntervals,
  negateInterval,
  subtractIntervals,
} from "../../src/3-check/types/interval.ts";

const end = fc.oneof(fc.integer({ min: -1_000, max: 1_000 }), fc.constant(undefined));
const ranges = fc.tuple(end, end).map(([a, b]): Interval => {
  const [min, max] = a !== undefined && b !== undefined && b < a ? [b, a] : [a, b];
  return interval(min ?? Number.NEGATIVE_INFINITY, max ?? Number.POSITIVE_INFINITY);
});

function within(range: Interval): fc.Arbitrary<number> {
  return fc.integer({ min: range.min ?? (range.max ?? 0) - 500, max: range.max ?? (range.min ?? 0) + 500 });
}

const pairs = fc
  .tuple(ranges, ranges)
  .chain(([a, b]) => fc.tuple(fc.constant([a, b] as const), within(a), within(b)));
const has = (range: Interval, value: number): boolean => holds(range, { min: value, max: value });

describe("arithmetic of ranges holds every outcome", () => {
  const operations = {
    "+": [addIntervals, (a: number, b: number) => a + b],
    "-": [subtractIntervals, (a: number, b: number) => a - b],
    "*": [multiplyIntervals, (a: number, b: number) => a * b],
    "/": [divideIntervals, (a: number, b: number) => a / b],
  } as const;
  for (const [name, [ofRanges, ofNumbers]] of Object.entries(operations)) {
    test(name, () => {
      fc.assert(
        fc.property(pairs, ([[a, b], x, y]) => {
          fc.pre(name !== "/" || y !== 0);
          return has(ofRanges(a, b), ofNumbers(x, y));
        }),
        { numRuns: 1_000 },
      );
    });
  }

  test("negation", () => {
    fc.assert(fc.property(pairs, ([[a], x]) => has(negateInterval(a), -x)));
  });
});

describe("sets", () => {
  test("a hull holds both, a meeting only what is in both", () => {
    fc.assert(
      fc.property(pairs, ([[a, b], x, y]) => {
        expect([has(hull(a, b), x), has(hull(a, b), y)]).toEqual([true, true]);
        if (has(b, x)) expect(has(meet(a, b), x)).toBe(true);
        if (!disjoint(a, b)) expect(holds(a, meet(a, b)) && holds(b, meet(a, b))).toBe(true);
      }),
    );
  });

  test("ranges that share a number are not disjoint", () => {
    fc.assert(fc.property(pairs, ([[a, b], x]) => !(disjoint(a, b) && has(b, x))));
  });
});
