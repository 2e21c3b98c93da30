import { expect, test } from "vitest";
import { clockJumps } from "../../src/edges/clocks/clock-jumps.ts";
import { outOfMemory } from "../../src/edges/memory/out-of-memory.ts";
import { brokenOutputs } from "../../src/edges/outputs/broken-outputs.ts";

/* Short trials. The long ones are `npm run trial -- --edges`; `LAWS=2` tries twice as many. */

const laws = Number(process.env.LAWS ?? 1);

test("a wall clock that jumps breaks no run", async () => {
  const { counts, breaches } = await clockJumps.run(3 * laws, 1);
  expect(breaches).toEqual([]);
  expect(counts.jumps).toBe(3 * laws);
});

test("an output that nobody takes stops no run", async () => {
  const { counts, breaches } = await brokenOutputs.run(3 * laws, 1);
  expect(breaches).toEqual([]);
  expect(counts.outputs).toBe(3 * laws);
});

test("an engine that runs out of memory loses nothing, and does nothing twice", async () => {
  const { counts, breaches } = await outOfMemory.run(laws, 1);
  expect(breaches).toEqual([]);
  expect(counts.engines).toBe(laws);
});
