import type { Plan, Tier } from "@orchlang/plan";
import type { Attempt } from "@orchlang/plan/nodes";

/** How many steps of what is tried first stay on the device in every way of doing them; their share is the privacy score. */
export interface Kept {
  readonly onDevice: number;
  readonly steps: number;
  /** 0..1; 1 where there is no step. */
  readonly share: number;
}

/** For the entry, or a goal's first plan, with all plans and goals that it calls. */
export function keptOnDevice(plan: Plan): Kept {
  const pending = [plan.entry];
  const seen = new Set<string>();
  let steps = 0;
  let onDevice = 0;
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const routine = plan.routines[name] ?? plan.routines[plan.goals[name]?.alternatives[0] ?? ""];
    if (routine === undefined || seen.has(routine.name)) continue;
    seen.add(routine.name);
    for (const node of routine.nodes) {
      if (node.kind !== "call") continue;
      const attempts = [
        node.attempt,
        ...node.rescues.flatMap((rescue) => ("attempt" in rescue ? [rescue.attempt] : [])),
      ];
      const tiers = attempts.map((attempt) => tiersOf(plan, attempt));
      pending.push(...attempts.flatMap(({ target }) => calledBy(target)));
      if (tiers.every((results) => results === undefined)) continue;
      steps += 1;
      if (tiers.every((results) => results === undefined || results.every((tier) => tier === "device")))
        onDevice += 1;
    }
  }
  return { onDevice, steps, share: steps === 0 ? 1 : onDevice / steps };
}

function calledBy(target: Attempt["target"]): readonly string[] {
  if ("capability" in target) return [];
  return ["routine" in target ? target.routine : target.goal];
}

/** As phase 4 places a call; nothing of plans and goals, whose own steps are counted. */
function tiersOf(
  { capabilities, settings }: Plan,
  { target, options }: Attempt,
): readonly Tier[] | undefined {
  if (!("capability" in target)) return undefined;
  if (options.tier !== undefined) return [options.tier];
  const declared = capabilities[target.capability]?.tiers ?? [];
  return declared.length === 0 || declared.includes(settings.engine) ? [settings.engine] : declared;
}
