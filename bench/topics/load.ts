import { createHash } from "node:crypto";
import { decodePlanFile, encodePlanFile } from "@orchlang/plan";
import { manyChainsPlan } from "../programs.ts";
import type { Contestant, Topic } from "../topic.ts";

const chains = 350;
const length = 5;
/** Calls of a few milliseconds are too short for one sample. */
const times = 10;

export const load: Topic = {
  name: `loading a plan file of ${chains * length} steps`,
  unit: "kB",
  clock: "processor",
  calls: { warmUps: 6, measured: 60 },
  turns: 20,
  prepare: async () => {
    const { plan, about } = manyChainsPlan(chains, length);
    const text = encodePlanFile(plan, about);
    const bytes = Buffer.from(text);
    const sha256 = (part: Uint8Array) => createHash("sha256").update(part).digest("hex");
    const each = (name: string, read: () => unknown): Contestant => ({
      name,
      units: (times * bytes.length) / 1_000,
      run: async () => {
        for (let time = 0; time < times; time++) read();
      },
    });
    return [
      each("read, hashed and validated", () => {
        if ("fault" in decodePlanFile(bytes, { sha256 })) throw new Error("the plan file is refused");
      }),
      each("the same, hashed in JavaScript", () => decodePlanFile(bytes)),
      each("JSON.parse of the text", () => JSON.parse(text) as unknown),
      each("JSON.parse of the bytes", () => JSON.parse(bytes.toString()) as unknown),
    ];
  },
};
