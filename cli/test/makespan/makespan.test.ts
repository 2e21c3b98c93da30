import fc from "fast-check";
import { expect, test } from "vitest";
import { graphs } from "./graphs.ts";
import { leastOf, makespan, rankMakespan, type Workflow } from "./workflow.ts";

/* How long runs take whose steps want more machines than there are. */

/** `LAWS=2` takes twice as many workflows. */
const laws = Number(process.env.LAWS ?? 1);

/** Few durations, so that much ends at the same time. */
const workflows = fc
  .array(fc.record({ ms: fc.integer({ min: 1, max: 4 }), after: fc.array(fc.nat(), { maxLength: 3 }) }), {
    minLength: 2,
    maxLength: 14,
  })
  .map(
    (tasks): Workflow => ({
      name: "made up",
      tasks: tasks.map(({ ms, after }, at) => ({
        ms: ms * 1_000,
        after: at === 0 ? [] : [...new Set(after.map((one) => one % at))],
      })),
    }),
  );

test("no run takes longer than list scheduling by upward rank, whatever the workflow (semantics, rule 31a)", () => {
  fc.assert(
    fc.property(workflows, fc.integer({ min: 1, max: 4 }), (workflow, machines) => {
      const took = makespan(workflow, machines);
      expect(took).toBeLessThanOrEqual(rankMakespan(workflow, machines));
      expect(took).toBeGreaterThanOrEqual(leastOf(workflow, machines));
    }),
    { numRuns: 25 * laws },
  );
});

test("an order is found where upward rank is not the best", () => {
  // By rank the two of three seconds go first, and then the rest does not come out even.
  const workflow = {
    name: "two machines",
    tasks: [3, 3, 2, 2, 2].map((seconds) => ({ ms: seconds * 1_000, after: [] })),
  };
  expect(rankMakespan(workflow, 2)).toBe(7_000);
  expect(makespan(workflow, 2)).toBe(6_000);
});

test("larger workflows of many forms: as long as by upward rank but for ties, and close to what is least", () => {
  const made = graphs(3 * laws, 200, 300);
  const over: string[] = [];
  for (const machines of [4, 16, 64]) {
    const shares = made.map((workflow) => {
      const took = makespan(workflow, machines);
      const byRank = rankMakespan(workflow, machines);
      if (took > byRank) over.push(`${workflow.name} on ${machines}: ${took} ms, by rank ${byRank} ms`);
      expect(took, `${workflow.name} on ${machines}`).toBeLessThanOrEqual(byRank * 1.02);
      return took / leastOf(workflow, machines);
    });
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeLessThanOrEqual(1.1);
  }
  // What becomes ready in the instant in which a member is released may ask for it a round later.
  expect(over.length, over.join("\n")).toBeLessThanOrEqual(1);
});

test.each([
  { machines: 4, atMost: 1.1 },
  { machines: 16, atMost: 1.001 },
  { machines: 64, atMost: 1 },
])("small ones on $machines machines: $atMost of what is least, on average", ({ machines, atMost }) => {
  const shares = graphs(12, 10, 60).map((workflow) => {
    const took = makespan(workflow, machines);
    expect(took, workflow.name).toBeLessThanOrEqual(rankMakespan(workflow, machines));
    return took / leastOf(workflow, machines);
  });
  expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeLessThanOrEqual(atMost);
});
