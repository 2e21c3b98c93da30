import { expect, test } from "vitest";
import { clockJumps } from "../../src/edges/clocks/clock-jumps.ts";
import { outOfMemory } from "../../src/edges/memory/out-of-memory.ts";
import { brokenOutputs } from "../../src/edges/outputs/broken-outputs.ts";

/* Short trials. The long ones are `npm run trial -- --edges`. */

test("a wall clock that jumps breaks no run", async () => {
  const { counts, breaches } = await clockJumps.run(5, 1);
  expect(breaches).toEqual([]);
  expect(counts.jumps).toBe(5);
});

test("an output that nobody takes stops no run", async () => {
  const { counts, breaches } = await brokenOutputs.run(6, 1);
  expect(breaches).toEqual([]);
  expect(counts.outputs).toBe(6);
});

test("an engine that runs out of memory loses nothing, and does nothing twice", async () => {
  const { counts, breaches } = await outOfMemory.run(2, 1);
  expect(breaches).toEqual([]);
  expect(counts.engines).toBe(2);
});
