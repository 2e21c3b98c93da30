import { simulate, verify } from "@orchlang/simulator";
import { graphs } from "../../cli/test/makespan/graphs.ts";
import { leastOf, makespan, rankMakespan, type Workflow } from "../../cli/test/makespan/workflow.ts";
import { alone } from "../alone.ts";
import { campaignInput, campaignPlan } from "../campaign.ts";
import { steady } from "../measure.ts";
import { chainPlan } from "../programs.ts";
import type { Topic } from "../topic.ts";

const runs = 200;

/** Whole runs of the campaign in a simulated world, people and virtual time with them, beside the kernel's bare chains. */
export const simulated: readonly Topic[] = [
  {
    name: "simulated runs of a campaign",
    unit: "runs",
    clock: "processor",
    // A search makes tens of thousands of runs: what counts is the pace once the engine has settled.
    calls: steady,
    prepare: async () => {
      const plan = campaignPlan();
      const input = campaignInput() as Readonly<Record<string, never>>;
      const chain = chainPlan(10);
      return [
        {
          name: "orch",
          units: runs,
          run: async () => {
            for (let each = 0; each < runs; each++) {
              const seed = each.toString(16).padStart(16, "0");
              const { state } = simulate(plan, { input, seed });
              if (state.closed?.outcome.status !== "completed")
                throw new Error(`seed ${seed} did not complete`);
            }
          },
        },
        {
          name: "the kernel alone, a chain of 10 steps",
          units: runs,
          run: async () => {
            for (let each = 0; each < runs; each++) alone(chain, { n: 1 });
          },
        },
      ];
    },
  },
  {
    name: "verify: every set of two faults of a campaign",
    unit: "searches",
    clock: "processor",
    calls: { warmUps: 1, measured: 5 },
    prepare: async () => {
      const plan = campaignPlan();
      return [
        {
          name: "orch",
          units: 1,
          run: async () =>
            void verify(plan, undefined, { faults: 2, runs: { exhaustive: 1_000_000, random: 0 } }),
        },
      ];
    },
  },
];

const machines = [4, 16, 64];

/** How long runs of workflows take in virtual time, as a share of what no order can be under; the time it takes to know. */
export const makespans: Topic = {
  name: "makespans of workflows on 4, 16 and 64 machines",
  unit: "tasks",
  clock: "processor",
  calls: { warmUps: 0, measured: 1 },
  prepare: async (_, note) => {
    const made = graphs(12, 60, 500);
    return [contestant("layers, trees, chains and forks", made, note)];
  },
};

function contestant(name: string, workflows: readonly Workflow[], note: (line: string) => void) {
  return {
    name,
    units: machines.length * workflows.reduce((sum, { tasks }) => sum + tasks.length, 0),
    run: async (): Promise<void> => {
      for (const count of machines) {
        const shares = workflows.map((one) => {
          const least = leastOf(one, count);
          return { ours: makespan(one, count) / least, rank: rankMakespan(one, count) / least };
        });
        const mean = (of: "ours" | "rank"): string =>
          (shares.reduce((sum, one) => sum + one[of], 0) / shares.length).toFixed(4);
        const worse = shares.filter(({ ours, rank }) => ours > rank).length;
        note(
          `${name}, ${count} machines: ${mean("ours")}, by upward rank ${mean("rank")}, longer than that ${worse} times`,
        );
      }
    },
  };
}
