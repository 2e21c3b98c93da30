import { simulate, verify } from "@orchlang/simulator";
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
