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
