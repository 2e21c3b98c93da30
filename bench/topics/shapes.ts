import { piscinaLoop } from "../bare/piscina-loop.ts";
import { sqliteAppend } from "../bare/sqlite-append.ts";
import { durable } from "../durable.ts";
import { steady } from "../measure.ts";
import { chainPlan, fanOutPlan } from "../programs.ts";
import type { Topic } from "../topic.ts";

const side = 64;
const length = 10;

export const chains: Topic = {
  name: `${side} chains of ${length} steps at once`,
  unit: "steps",
  calls: steady,
  prepare: async (folder) => [
    await durable(folder, chainPlan(length), side, length),
    piscinaLoop(side, length),
    sqliteAppend(folder, side * length, side),
  ],
};

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
