import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PlanFile } from "@orchlang/plan";
import { createOrchestrator, localWorld, openSqliteStore, type Store } from "@orchlang/runtime";
import type { StoreFault } from "@orchlang/runtime/journal";
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
  const path = join(folder, `durable-${runs}-${steps}.db`);
  return await durableOn(openSqliteStore(path, { mode: "write", command: "bench" }), plan, { runs, steps });
}

/** The same on any store. */
export async function durableOn(
  store: Store | StoreFault,
  plan: PlanFile,
  { runs, steps, name = "orch" }: { readonly runs: number; readonly steps: number; readonly name?: string },
): Promise<Contestant> {
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
    name,
    units: runs * steps,
    run: async () => {
      await Promise.all(Array.from({ length: runs }, one));
    },
    close: () => orchestrator.close(),
  };
}
