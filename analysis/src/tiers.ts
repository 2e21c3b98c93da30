import type { CheckedProgram } from "@orchlang/checker";
import type { Settings, Tier } from "@orchlang/plan";
import type { Attempt } from "@orchlang/plan/nodes";

/** Where a call may run: where it says, else on the engine's own tier where its capability can, else anywhere it can. */
export function tiersOfCall(program: CheckedProgram, settings: Settings, attempt: Attempt): readonly Tier[] {
  if (attempt.options.tier !== undefined) return [attempt.options.tier];
  if (!("capability" in attempt.target)) return [];
  const declared = program.capabilities.get(attempt.target.capability)?.capability.tiers ?? [];
  return declared.length === 0 || declared.includes(settings.engine) ? [settings.engine] : declared;
}
