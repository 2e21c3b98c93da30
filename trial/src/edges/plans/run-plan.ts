import type { Json, PlanFile } from "@orchlang/plan";
import { createOrchestrator, openMemoryStore } from "@orchlang/runtime";
import { VirtualTime, virtualWorkers, watched } from "../../twin/virtual.ts";
import type { TwinWorld } from "../../twin/world.ts";

const day = 86_400_000;

/**
 * Runs a plan file with the orchestrator, over a journal in memory and a clock that goes by itself. Calls give numbers or
 * nothing, or fail; nobody answers.
 *
 * @returns how it stands after a day, or that it was refused.
 */
export async function runPlan(plan: PlanFile, input: Json, salt: number): Promise<string> {
  const start = Date.UTC(2026, 0, 1, 12);
  const twin: TwinWorld = { start, until: day, readings: {}, happenings: [], salt, faults: 25 };
  const time = new VirtualTime(start);
  let ids = 0;
  const orchestrator = await createOrchestrator({
    store: watched(openMemoryStore(), time),
    world: {
      clock: time.clock,
      random: { hex: (bytes) => `${++ids}`.padStart(bytes * 2, "0") },
      workers: virtualWorkers(twin, time),
    },
  });
  if ("fault" in orchestrator) throw new Error(orchestrator.message);
  try {
    const user = { id: "somebody", roles: ["*"], consents: ["*"] };
    const begun = await orchestrator.start({ plan, input, root: "/", user });
    if ("refused" in begun) return "refused";
    await time.play(start + day);
    return (await orchestrator.rest(begun.run, 0)).status;
  } finally {
    await orchestrator.close();
  }
}
