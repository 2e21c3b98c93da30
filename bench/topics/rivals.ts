import { durable } from "../durable.ts";
import { steady } from "../measure.ts";
import { chainPlan, fanOutPlan } from "../programs.ts";
import type { Rival, Shape } from "../rivals/rival.ts";
import type { Contestant, Topic } from "../topic.ts";

const side = 64;
const length = 10;
const width = 1_000;

/**
 * Durable steps beside others that keep them, each as it comes, all on this machine's loopback, every commit on the disk
 * before it counts. A step takes a number and gives a number; theirs are called in this process, ours on its threads.
 */
export const rivals: readonly Topic[] = [
  {
    name: `rivals: ${side} chains of ${length} steps at once`,
    unit: "steps",
    calls: steady,
    prepare: async (folder, note) => [
      await durable(folder, chainPlan(length), side, length),
      ...(await others(folder, note, "chain", side, length)),
    ],
  },
  {
    name: `rivals: one fan-out of ${width} steps`,
    unit: "steps",
    calls: steady,
    prepare: async (folder, note) => [
      await durable(folder, fanOutPlan(width), 1, width),
      ...(await others(folder, note, "fanOut", 1, width)),
    ],
  },
];

/** Loaded only to be measured: they are large. */
const starts: readonly { readonly name: string; start(folder: string): Promise<Rival> }[] = [
  {
    name: "DBOS on PostgreSQL",
    start: async (folder) => (await import("../rivals/dbos.ts")).startDbos(folder),
  },
  {
    name: "Restate",
    start: async (folder) => (await import("../rivals/restate.ts")).startRestate(folder),
  },
];

async function others(
  folder: string,
  note: (line: string) => void,
  shape: Shape,
  workflows: number,
  size: number,
): Promise<readonly Contestant[]> {
  const found: Contestant[] = [];
  for (const { name, start } of starts) {
    try {
      const rival = await start(folder);
      found.push({
        name,
        units: workflows * size,
        run: async () => {
          await Promise.all(Array.from({ length: workflows }, () => rival.call(shape, size)));
        },
        // A call of theirs takes ten times as long and more: they are warm no later.
        calls: { warmUps: 8, measured: 8 },
        close: () => rival.stop(),
      });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      note(`${name} does not start here: ${why.trim().split("\n").slice(-3).join(" | ")}`);
    }
  }
  return found;
}
