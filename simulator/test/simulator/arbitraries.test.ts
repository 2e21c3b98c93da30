import { campaign, capability, constant, plan, routine, step } from "@orchlang/kernel/testing";
import { planId } from "@orchlang/plan";
import fc from "fast-check";
import { expect, test } from "vitest";
import { inputsOf, journalOf, simulate, worldsOf } from "../../src/index.ts";

const second = { latency: constant(1_000) };
const two = plan(
  [routine("main", [step("make", "make"), step("sell", "sell", { needs: ["make"] })])],
  [
    capability("make", "idempotent", { ...second, undo: { capability: "unmake", args: {} } }),
    capability("sell", "idempotent", second),
    capability("unmake", "idempotent", second),
  ],
);
const file = { plan: two, id: planId(two) };

test("worlds by chance: each gives one run, and in some of them things go wrong", () => {
  const outcomes = new Set<string>();
  fc.assert(
    fc.property(worldsOf(file), (world) => {
      const run = simulate(file, world);
      expect(journalOf(simulate(file, world))).toBe(journalOf(run));
      outcomes.add(run.state.closed?.outcome.status ?? "waiting");
    }),
    { numRuns: 60 },
  );
  expect(outcomes).toContain("completed");
  expect(outcomes.size).toBeGreaterThan(1);
});

test("inputs are admitted", () => {
  fc.assert(
    fc.property(
      inputsOf({ plan: campaign, id: planId(campaign) }),
      (input) => Object.keys(input).length === 3,
    ),
  );
});
