import fc from "fast-check";
import { expect, test } from "vitest";
import { firstDay, midnight, successShare } from "../src/views/reports/days.ts";
import { axisOf, futureOf, placeOf, ticksOf } from "../src/views/timeline/axis.ts";

const hour = 3_600_000;
const instants = fc.array(fc.nat({ max: 40 * 24 * hour }), { minLength: 1, maxLength: 60 });

test("places keep the order of time, begin at the left edge and end at the right one", () => {
  fc.assert(
    fc.property(instants, fc.boolean(), (marks, isFolding) => {
      const axis = axisOf(marks, { width: 800, isFolding });
      const sorted = marks.toSorted((one, other) => one - other);
      const places = sorted.map((at) => placeOf(axis, at));
      for (const [at, place] of places.entries()) {
        expect(place).toBeGreaterThanOrEqual((places[at - 1] ?? 0) - 1e-6);
        expect(place).toBeLessThanOrEqual(axis.width + 1e-6);
      }
      expect(placeOf(axis, axis.from)).toBe(0);
      expect(placeOf(axis, axis.to)).toBe(axis.width);
      expect(placeOf(axis, axis.to + hour)).toBe(axis.width);
    }),
  );
});

test("stretches cover the axis without a hole, and nothing begins or ends in a folded one", () => {
  fc.assert(
    fc.property(instants, (marks) => {
      const { stretches, from, to, width } = axisOf(marks, { width: 800, isFolding: true });
      expect(stretches[0]).toMatchObject({ from, left: 0 });
      expect(stretches.at(-1)).toMatchObject({ to, right: width });
      for (const [at, one] of stretches.entries()) {
        const next = stretches[at + 1];
        if (next !== undefined) expect([next.from, next.left]).toEqual([one.to, one.right]);
        if (one.isFolded) expect(marks.some((mark) => mark > one.from && mark < one.to)).toBe(false);
      }
    }),
  );
});

test("two bursts a day apart are readable, because the day between them is folded", () => {
  const burst = [0, 100, 300, 700, 1_000];
  const marks = [...burst, ...burst.map((at) => at + 24 * hour)];
  const folded = axisOf(marks, { width: 800, isFolding: true });
  expect(folded.stretches.map(({ isFolded }) => isFolded)).toEqual([false, true, false]);
  expect(placeOf(folded, 1_000)).toBeGreaterThan(300);
  const plain = axisOf(marks, { width: 800, isFolding: false });
  expect(placeOf(plain, 1_000)).toBeLessThan(1);
});

test("ticks are round, apart, and in no folded stretch", () => {
  fc.assert(
    fc.property(instants, (marks) => {
      const axis = axisOf(marks, { width: 800, isFolding: true });
      const folded = axis.stretches.filter(({ isFolded }) => isFolded);
      for (const { at, left, size } of ticksOf(axis, 90)) {
        expect(at % size).toBe(0);
        expect(folded.some((one) => at > one.from && at < one.to)).toBe(false);
        expect(Math.abs(left - placeOf(axis, at))).toBeLessThan(0.001);
      }
    }),
  );
});

test("the days of a report begin at midnight, end today, and follow each other without a hole", () => {
  const now = new Date(2026, 10, 25, 16, 30).getTime();
  expect(new Date(firstDay(now, 7, 0))).toEqual(new Date(2026, 10, 19));
  expect(new Date(firstDay(now, 7, 1))).toEqual(new Date(2026, 10, 12));
  expect(midnight(now)).toBe(new Date(2026, 10, 25).getTime());
  expect(successShare({ completed: 3, failed: 1, cancelled: 0 })).toBe(0.75);
  expect(successShare({ completed: 0, failed: 0, cancelled: 0 })).toBeUndefined();
});

test("a run that goes on reaches to its worst case, if it has one", () => {
  const cost = { value: { amount: "0", currency: "USD" } };
  const remaining = (time: { value: number } | { unbounded: string }) => ({
    remaining: { time, compensated: time, cost, whole: false },
  });
  expect(futureOf(remaining({ value: 500 }), 1_000)).toEqual([1_500]);
  expect(futureOf(remaining({ unbounded: "a wait" }), 1_000)).toEqual([]);
  expect(futureOf({}, 1_000)).toEqual([]);
});
