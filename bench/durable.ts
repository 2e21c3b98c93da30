import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PlanFile } from "@orchlang/plan";
import { createOrchestrator, localWorld, openSqliteStore } from "@orchlang/runtime";
import { threads } from "./bare/piscina-loop.ts";
import type { Contestant } from "./topic.ts";

const root = fileURLToPath(new URL(".", import.meta.url));

/** So many runs of a plan at once on one journal: every step's beginning and end on the disk before it counts. */
export async function durable(
  folder: string,
  plan: PlanFile,
  runs: number,
  steps: number,
): Promise<Contestant> {
  const store = openSqliteStore(join(folder, `durable-${runs}-${steps}.db`), {
    mode: "write",
    command: "bench",
  });
  if ("fault" in store) throw new Error(store.message);
  const orchestrator = await createOrchestrator({ store, world: localWorld({ threads }) });
  if ("fault" in orchestrator) throw new Error(orchestrator.message);

  const one = async () => {
    const started = await orchestrator.start({ plan, input: { n: 1 }, root });
    if ("refused" in started) throw new Error(started.message);
    const rest = await orchestrator.rest(started.run);
    if (rest.status !== "completed") throw new Error(`a run ended as ${JSON.stringify(rest)}`);
  };
  return {
    name: "orch",
    units: runs * steps,
    run: async () => {
      await Promise.all(Array.from({ length: runs }, one));
    },
    close: () => orchestrator.close(),
  };
}
