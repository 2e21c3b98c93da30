import fc from "fast-check";
import { expect, test } from "vitest";
import { type Arm, drawnOrder, Experience } from "../src/learned.ts";

const arm = fc.record({ good: fc.nat(200), bad: fc.nat(200) });
const arms = fc
  .array(arm, { minLength: 1, maxLength: 5 })
  .map((all): readonly Arm[] => all.map((one, at) => ({ model: `m${at}`, ...one })));

test("the same arms and seed give the same order, which has each arm once", () => {
  fc.assert(
    fc.property(arms, fc.string(), (all, seed) => {
      const order = drawnOrder(all, seed);
      expect(drawnOrder(all.toReversed(), seed)).toEqual(order);
      expect(order.toSorted()).toEqual(all.map(({ model }) => model).toSorted());
    }),
  );
});

/** How often an arm comes first. */
const share = (all: readonly Arm[], model: string, draws = 2_000): number =>
  Array.from({ length: draws }, (_, at) => drawnOrder(all, `seed ${at}`)[0]).filter((one) => one === model)
    .length / draws;

test("an arm comes first as often as it may be the best", () => {
  const [little, none] = [
    { model: "a", good: 1, bad: 0 },
    { model: "b", good: 0, bad: 0 },
  ];
  // Beta(2, 1) over Beta(1, 1): 2/3.
  expect(share([little, none], "a")).toBeCloseTo(2 / 3, 1);
  // Beta(1, 2) over Beta(2, 1): 1/6.
  expect(
    share(
      [
        { model: "a", good: 0, bad: 1 },
        { model: "b", good: 1, bad: 0 },
      ],
      "a",
    ),
  ).toBeCloseTo(1 / 6, 1);
  const known = [
    { model: "a", good: 180, bad: 20 },
    { model: "b", good: 120, bad: 80 },
  ];
  expect(share(known, "a")).toBe(1);
});

test("the worse of two models is asked less and less, and the better one more", () => {
  const experience = new Experience();
  const chances: Readonly<Record<string, number>> = { good: 0.95, poor: 0.5 };
  const asked: string[] = [];
  for (let at = 0; at < 400; at += 1) {
    const model = drawnOrder(experience.armsOf("ask", ["poor", "good"]), `key ${at}`)[0] ?? "";
    asked.push(model);
    // A sequence that is spread evenly, in place of chance.
    experience.learn("ask", model, (at * 0.618_034) % 1 < (chances[model] ?? 0));
  }
  const poor = (from: number, to: number): number =>
    asked.slice(from, to).filter((model) => model === "poor").length;
  expect(poor(0, 50)).toBeGreaterThan(0);
  expect(poor(300, 400)).toBeLessThan(10);
});

test("only the last outcomes count, of each capability by itself", () => {
  const experience = new Experience();
  for (let at = 0; at < 200; at += 1) experience.learn("ask", "m", false);
  for (let at = 0; at < 150; at += 1) experience.learn("ask", "m", true);
  expect(experience.armsOf("ask", ["m", "n"])).toEqual([
    { model: "m", good: 150, bad: 50 },
    { model: "n", good: 0, bad: 0 },
  ]);
  expect(experience.armsOf("tell", ["m"])).toEqual([{ model: "m", good: 0, bad: 0 }]);
});
