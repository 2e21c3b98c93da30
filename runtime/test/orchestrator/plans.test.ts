import { constant, giveBack, plan, routine } from "@orchlang/kernel/testing";
import type { PlanFile } from "@orchlang/plan";
import { expect, test } from "vitest";
import type { Documents } from "../../src/journal/store.ts";
import { openMemoryStore } from "../../src/journal/stores/memory.ts";
import { limits } from "../../src/limits.ts";
import { Plans } from "../../src/orchestrator/plans.ts";
import { planFile } from "./campaign.ts";

const files = Array.from({ length: 3 * limits.plansKnownMax }, (_, n) =>
  planFile(plan([routine("main", [giveBack(constant(n))])], [])),
);
const [first, second] = files as [PlanFile, PlanFile];

/** Counts what the journal is asked for. */
function counting() {
  const store = openMemoryStore();
  let reads = 0;
  const documents: Documents = {
    put: store.put,
    get: async (id) => {
      reads += 1;
      return await store.get(id);
    },
  };
  return { plans: new Plans(documents), reads: () => reads };
}

test("of any number of plans those that were used last are in memory, and the journal has them all", async () => {
  const { plans, reads } = counting();
  for (const file of files) {
    expect(await plans.keep(file)).toEqual({ ok: true });
    await plans.get(first.id);
  }
  expect(reads()).toBe(0);
  expect(files.filter(({ id }) => plans.known(id) !== undefined)).toHaveLength(limits.plansKnownMax);
  expect(plans.known(first.id)).toBe(first);
  expect(plans.known(second.id)).toBeUndefined();
  expect(await plans.get(second.id)).toEqual(second);
  expect(plans.known(second.id)).toBeDefined();
  expect(reads()).toBe(1);
});

test("what triggers start stays in memory until others are armed", async () => {
  const { plans } = counting();
  plans.pin([first]);
  for (const file of files.slice(1)) await plans.keep(file);
  expect(plans.known(first.id)).toBe(first);
  plans.pin([second]);
  expect(plans.known(first.id)).toBeUndefined();
});
