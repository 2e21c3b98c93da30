import { expect, test } from "vitest";
import { journalAlterations } from "../../src/edges/journal/alterations.ts";
import { kills } from "../../src/edges/journal/kills.ts";
import { mutatedPlans } from "../../src/edges/plans/mutated-plans.ts";
import { mutatedPrograms } from "../../src/edges/plans/mutated-programs.ts";

/* Short trials. The long ones are `npm run trial -- --edges`. */

test("what is altered in a journal, its log or its anchor is told, or changes nothing that is read", async () => {
  const { counts, breaches } = await journalAlterations.run(20, 1);
  expect(breaches).toEqual([]);
  expect(counts.alterations).toBe(20);
});

test("a journal outlives kills of whoever writes to it", async () => {
  const { counts, breaches } = await kills.run(2, 1);
  expect(breaches).toEqual([]);
  expect(counts.kills).toBe(2);
});

test("programs with pieces of their text out of place are told of, or play without a throw", async () => {
  const { counts, breaches } = await mutatedPrograms.run(50, 1);
  expect(breaches).toEqual([]);
  expect(counts.programs).toBe(50);
});

test("plan files that were altered and hashed anew are rejected, or play without a throw", async () => {
  const { counts, breaches } = await mutatedPlans.run(150, 1);
  expect(breaches).toEqual([]);
  expect(counts["plan files"]).toBe(150);
});
