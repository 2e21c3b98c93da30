import { clockJumps } from "./clocks/clock-jumps.ts";
import { hostileHandlers } from "./handlers/hostile-handlers.ts";
import { journalAlterations } from "./journal/alterations.ts";
import { kills } from "./journal/kills.ts";
import type { EdgeKind } from "./kind.ts";
import { outOfMemory } from "./memory/out-of-memory.ts";
import { brokenOutputs } from "./outputs/broken-outputs.ts";
import { mutatedPlans } from "./plans/mutated-plans.ts";
import { mutatedPrograms } from "./plans/mutated-programs.ts";
import { hostileTexts } from "./texts/hostile-texts.ts";

export interface EdgeOptions {
  readonly seed: number;
  /** How many of each kind, by its name; where none is named, each kind is tried as often as it says itself. */
  readonly counts: ReadonlyMap<string, number>;
}

/** Puts the places on trial where the outside reaches the engine. Whether nothing is broken. */
export async function edges({ seed, counts }: EdgeOptions): Promise<boolean> {
  let broken = 0;
  for (const kind of edgeKinds) {
    const count = counts.size === 0 ? kind.count : counts.get(kind.name);
    if (count === undefined) continue;
    const began = performance.now();
    const { counts: counted, breaches } = await kind.run(count, seed);
    console.log(`${kind.name}, seed ${seed}, ${((performance.now() - began) / 1_000).toFixed(0)} s`);
    for (const [what, many] of Object.entries(counted)) console.log(`  ${what}: ${many}`);
    for (const breach of breaches) console.log(`  BROKEN ${breach}`);
    broken += breaches.length;
  }
  console.log(broken === 0 ? "nothing is broken" : `${broken} broken`);
  return broken === 0;
}

export const edgeKinds: readonly EdgeKind[] = [
  hostileHandlers,
  hostileTexts,
  journalAlterations,
  kills,
  mutatedPlans,
  mutatedPrograms,
  clockJumps,
  brokenOutputs,
  outOfMemory,
];
