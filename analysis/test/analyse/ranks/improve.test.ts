import { dagOfEnds } from "@orchlang/plan/graph";
import fc from "fast-check";
import { expect, test } from "vitest";
import { player } from "../../../src/ranks/play.ts";
import { improver } from "../../../src/ranks/ranks.ts";
import { Order, upwardRanks, type Workload } from "../../../src/ranks/workload.ts";

interface Task {
  readonly seconds: number;
  readonly after: readonly number[];
}

function workOf(tasks: readonly Task[], machines: number): Workload {
  const turn = 2 * tasks.length;
  const ends = tasks.flatMap(({ after }, at) => [
    ...[2 * at, 2 * at + 1, 2 * at + 1, turn],
    ...after.flatMap((one) => [2 * one + 1, 2 * at]),
  ]);
  const made = dagOfEnds(turn + 1, ends);
  if ("cycle" in made) throw new Error("a task waits for itself");
  return {
    dag: made.ok,
    durations: Float64Array.from(tasks, ({ seconds }) => seconds * 1_000),
    pools: new Int32Array(tasks.length),
    counts: new Int32Array(tasks.length).fill(1),
    capacities: [machines],
  };
}

function lengths(work: Workload, given: Float64Array): { readonly before: number; readonly after: number } {
  const order = new Order(given);
  const play = player(work);
  const before = play(order.by(given));
  const { keys, length } = improver(work, order, { least: 0, plays: 50 }).from(given);
  expect(play(order.by(keys))).toBe(length);
  return { before, after: length };
}

const tasks = fc
  .array(
    fc.record({ seconds: fc.integer({ min: 1, max: 9 }), after: fc.array(fc.nat(), { maxLength: 3 }) }),
    {
      minLength: 2,
      maxLength: 30,
    },
  )
  .map((made) =>
    made.map(({ seconds, after }, at) => ({
      seconds,
      after: at === 0 ? [] : [...new Set(after.map((one) => one % at))],
    })),
  );

test("to and fro no run gets longer, and what is found is as long as it says", () => {
  fc.assert(
    fc.property(
      tasks,
      fc.integer({ min: 1, max: 4 }),
      fc.infiniteStream(fc.nat(99)),
      (made, machines, keys) => {
        const work = workOf(made, machines);
        const given = Float64Array.from(made, () => keys.next().value ?? 0);
        const { before, after } = lengths(work, given);
        expect(after).toBeLessThanOrEqual(before);
      },
    ),
  );
});

test("an order by chance becomes as good as upward rank, or better, more often than not", () => {
  let better = 0;
  const count = 60;
  for (const made of fc.sample(tasks, { numRuns: count, seed: 3 })) {
    const work = workOf(made, 3);
    const given = Float64Array.from(made, (_, at) => (at * 7_919) % 101);
    const ranks = upwardRanks(work);
    if (lengths(work, given).after <= lengths(work, ranks).before) better += 1;
  }
  expect(better).toBeGreaterThan(count * 0.8);
});
