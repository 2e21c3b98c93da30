import { expect, test } from "vitest";
import { type Costs, type Fleet, simulateDay } from "../../src/fleet/day.ts";

const costs: Costs = { runMs: 5, turns: 11, turnsPerSecond: 7_400 };
const small: Fleet = {
  shards: 8,
  databases: 2,
  runsPerDay: 40_000_000,
  peak: 1.8,
  deaths: 4,
  takeover: 20,
  seed: 28,
};

test("the same seed gives the same day, another seed another", () => {
  expect(simulateDay(costs, small)).toEqual(simulateDay(costs, small));
  expect(simulateDay(costs, { ...small, seed: 29 })).not.toEqual(simulateDay(costs, small));
});

test("the load is that of the arithmetic, and everything is done by midnight", () => {
  const day = simulateDay(costs, small);
  // 40,000,000 runs of 5 ms on 8 shards are 29 % of a day; the busiest hour has 1.8 times as much.
  expect(day.busiest).toBeGreaterThan(0.48);
  expect(day.busiest).toBeLessThan(0.65);
  expect(day.busiestShard).toBeGreaterThan(day.busiest * 0.9);
  expect(day.left).toBeLessThan(100);
});

test("only runs of a shard that is taken over wait, and not longer than that", () => {
  const day = simulateDay(costs, small);
  expect(day.waited.p99).toBeLessThan(1);
  expect(day.waited.p9999).toBeGreaterThan(5);
  expect(simulateDay(costs, { ...small, deaths: 0 }).waited.p9999).toBeLessThan(1);
});

test("what does not fit is left: shards that are too few, and a database that is too slow", () => {
  expect(simulateDay(costs, { ...small, shards: 2 }).left).toBeGreaterThan(100_000);
  expect(simulateDay({ ...costs, turnsPerSecond: 100 }, small).left).toBeGreaterThan(100_000);
});
