/** Plays the worlds of a seed and prints a hash of what became of each: `node fresh-process.ts SEED`. */
import { createHash } from "node:crypto";
import { planId } from "@orchlang/plan";
import fc from "fast-check";
import { journalOf, type SimulatedWorld, simulate, worldsOf } from "../../src/index.ts";
import { everything } from "./trial/everything.ts";

const worlds = 24;

/** Both journals of a run in each of so many worlds, with faults of calls, of the disk and of the clock. */
export function journals(seed: number): readonly string[] {
  const plan = everything();
  const file = { plan, id: planId(plan) };
  const around = fc.record({
    append: fc.integer({ min: 1, max: 20 }),
    kept: fc.boolean(),
    dies: fc.boolean(),
    by: fc.integer({ min: -3_600_000, max: 3_600_000 }),
  });
  return fc
    .sample(fc.tuple(worldsOf(file), around), { seed, numRuns: worlds })
    .map(([world, { append, kept, dies, by }], nth) => {
      const more: SimulatedWorld = {
        // Every run has a seed of its own.
        seed: nth.toString(16).padStart(16, "0"),
        storage: { slow: nth % 3, faults: [{ stream: "run", append, kept, dies }] },
        happenings: [{ at: 1_500, does: "jumps", by }],
      };
      return journalOf(simulate(file, { ...world, ...more }));
    });
}

if (process.argv[1]?.endsWith("fresh-process.ts") === true) {
  for (const text of journals(Number(process.argv[2])))
    process.stdout.write(`${createHash("sha256").update(text).digest("hex")}\n`);
}
