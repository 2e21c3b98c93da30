import { expect, test } from "vitest";
import { Breakers } from "../src/route.ts";

test("five failures in a row open a provider's circuit for half a minute; then one question decides", () => {
  const breakers = new Breakers();
  const fail = (times: number, now: number): void => {
    for (let each = 0; each < times; each += 1) breakers.learn("p", true, now);
  };
  fail(4, 1_000);
  breakers.learn("p", false, 1_000);
  fail(4, 1_000);
  expect(breakers.isOpen("p", 1_000)).toBe(false);
  fail(1, 2_000);
  expect([2_000, 31_999, 32_000].map((now) => breakers.isOpen("p", now))).toEqual([true, true, false]);
  expect(breakers.isOpen("other", 2_000)).toBe(false);
  fail(1, 40_000);
  expect(breakers.isOpen("p", 69_999)).toBe(true);
  breakers.learn("p", false, 70_000);
  expect(breakers.isOpen("p", 70_000)).toBe(false);
});
