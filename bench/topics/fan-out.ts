import { piscinaLoop } from "../bare/piscina-loop.ts";
import { sqliteAppend } from "../bare/sqlite-append.ts";
import { durable } from "../durable.ts";
import { steady } from "../measure.ts";
import { fanOutPlan } from "../programs.ts";
import type { Topic } from "../topic.ts";

const width = 1_000;

export const fanOut: Topic = {
  name: `one fan-out of ${width} steps`,
  unit: "steps",
  calls: steady,
  prepare: async (folder) => [
    await durable(folder, fanOutPlan(width), 1, width),
    piscinaLoop(width, 1),
    sqliteAppend(folder, width, width),
  ],
};
