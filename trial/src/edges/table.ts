import { journalAlterations } from "./journal/alterations.ts";
import { kills } from "./journal/kills.ts";
import type { EdgeKind } from "./kind.ts";
import { mutatedPlans } from "./plans/mutated-plans.ts";
import { mutatedPrograms } from "./plans/mutated-programs.ts";

export const edgeKinds: readonly EdgeKind[] = [journalAlterations, kills, mutatedPlans, mutatedPrograms];
