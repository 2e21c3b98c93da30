import fc from "fast-check";
import { expect, test } from "vitest";
import { withWrongClocks } from "../../src/world/wrong-clocks.ts";

const minute = 60_000;
const hour = 60 * minute;
const years = 4 * 365 * 24 * hour;

async function ahead(minutes: readonly (number | undefined)[]): Promise<readonly (number | undefined)[]> {
  async function* news() {
    for (const at of minutes) yield { at: at === undefined ? at : at * minute };
  }
  const found: (number | undefined)[] = [];
  for await (const { at, isAhead } of withWrongClocks(news()))
    if (isAhead && at !== undefined) found.push(at / minute);
  return found;
}

test("one that lies years ahead of what comes before and after it is taken for a wrong clock", async () => {
  expect(await ahead([0, 1, years, 2, undefined, 3])).toEqual([years]);
  expect(await ahead([0, 1, years, years + 1, 2, 3, 4])).toEqual([years, years + 1]);
  expect(await ahead([years, 0, 1, 2])).toEqual([years]);
  expect(await ahead([0, 1, years, 2])).toEqual([years]);
});

test("one that is an hour ahead needs more that say so", async () => {
  expect(await ahead([0, 1, 62, 3, 4, 5])).toEqual([62]);
  expect(await ahead([0, 60, 59, 120])).toEqual([]);
  expect(await ahead([0, 60, 58])).toEqual([]);
});

test("pauses, news that comes late, and one source behind another are no wrong clocks", async () => {
  expect(await ahead([0, 600, 599, 601, 602])).toEqual([]);
  const source = Array.from({ length: 24 }, (_, n) => n * 60);
  expect(await ahead([...source, ...source, ...source])).toEqual([]);
});

test("in a day in which a few come late nobody's clock is wrong; years ahead always is", async () => {
  const day = fc
    .array(fc.integer({ min: 0, max: 90 }), { minLength: 12, maxLength: 60 })
    .map((pauses) => pauses.map((_, n) => pauses.slice(0, n + 1).reduce((sum, pause) => sum + pause, 0)));
  await fc.assert(
    fc.asyncProperty(
      day,
      fc.nat(),
      fc.integer({ min: 2, max: 500 }),
      fc.nat(),
      async (times, where, late, wrong) => {
        const at = 1 + (where % (times.length - 1));
        const lateOne = times.toSpliced(at, 0, Math.max(0, (times[at - 1] ?? 0) - late));
        expect(await ahead(lateOne)).toEqual([]);
        const far = years + (times.at(-1) ?? 0);
        expect(await ahead(lateOne.toSpliced(wrong % (times.length - 2), 0, far))).toEqual([far]);
      },
    ),
  );
});
