import { expect, test } from "vitest";
import { journalAlterations } from "../../src/edges/journal/alterations.ts";
import { kills } from "../../src/edges/journal/kills.ts";
import { mutatedPlans } from "../../src/edges/plans/mutated-plans.ts";
import { mutatedPrograms } from "../../src/edges/plans/mutated-programs.ts";

/* Short trials. The long ones are `npm run trial -- --edges`; `LAWS=2` tries twice as many. */

const laws = Number(process.env.LAWS ?? 1);

test("what is altered in a journal, its log or its anchor is told, or changes nothing that is read", async () => {
  const { counts, breaches } = await journalAlterations.run(10 * laws, 1);
  expect(breaches).toEqual([]);
  expect(counts.alterations).toBe(10 * laws);
});

test("a journal outlives kills of whoever writes to it", async () => {
  const { counts, breaches } = await kills.run(laws, 1);
  expect(breaches).toEqual([]);
  expect(counts.kills).toBe(laws);
});

test("programs with pieces of their text out of place are told of, or play without a throw", async () => {
  const { counts, breaches } = await mutatedPrograms.run(15 * laws, 1);
  expect(breaches).toEqual([]);
  expect(counts.programs).toBe(15 * laws);
});

test("plan files that were altered and hashed anew are rejected, or play without a throw", async () => {
  const { counts, breaches } = await mutatedPlans.run(50 * laws, 1);
  expect(breaches).toEqual([]);
  expect(counts["plan files"]).toBe(50 * laws);
});
