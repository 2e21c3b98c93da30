import type { PlanFile } from "@orchlang/plan";
import type { RunEvent } from "../../kernel/src/run/events.ts";
import { alone } from "../alone.ts";
import { chainPlan, fanOutPlan } from "../programs.ts";
import type { Topic } from "../topic.ts";

const chainLength = 10;
const width = 1_000;

/** The kernel with nothing around it, beside what only writing the same events as JSON and reading them takes. */
export const kernel: readonly Topic[] = [
  decided(`the kernel alone: chains of ${chainLength} steps`, () => chainPlan(chainLength), 400),
  decided(`the kernel alone: a fan-out of ${width} steps`, () => fanOutPlan(width), 5),
];

function decided(name: string, planOf: () => PlanFile, runs: number): Topic {
  return {
    name,
    unit: "events",
    clock: "processor",
    calls: { warmUps: 5, measured: 15 },
    prepare: async () => {
      const plan = planOf();
      const events: RunEvent[] = [];
      const units = runs * alone(plan, { n: 1 }, (some) => events.push(...some));
      return [
        {
          name: "orch",
          units,
          run: async () => {
            for (let each = 0; each < runs; each++) alone(plan, { n: 1 });
          },
        },
        {
          name: "JSON.parse of JSON.stringify",
          units,
          run: async () => {
            for (let each = 0; each < runs; each++) {
              for (const event of events) JSON.parse(JSON.stringify(event));
            }
          },
        },
      ];
    },
  };
}
