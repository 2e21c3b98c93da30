import { closeSync, fdatasyncSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createOrchestrator, localWorld, openSqliteStore } from "@orchlang/runtime";
import { chainPlan } from "../programs.ts";
import type { Contestant, Topic } from "../topic.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const length = 20;

/** Steps one after another with nothing beside them: what each waits for, from its beginning to its journalled end. */
export const oneStep: Topic = {
  name: "one durable step after another",
  unit: "steps",
  tail: true,
  calls: { warmUps: 5, measured: 40 },
  prepare: async (folder) => [await lonely(folder), syncs(folder)],
};

async function lonely(folder: string): Promise<Contestant> {
  const store = openSqliteStore(join(folder, "one-step.db"), { mode: "write", command: "bench" });
  if ("fault" in store) throw new Error(store.message);
  const orchestrator = await createOrchestrator({ store, world: localWorld({ threads: 1 }) });
  if ("fault" in orchestrator) throw new Error(orchestrator.message);
  const plan = chainPlan(length);
  return {
    name: "orch",
    units: length,
    run: async () => {
      const started = await orchestrator.start({ plan, input: { n: 1 }, root });
      if ("refused" in started) throw new Error(started.message);
      const rest = await orchestrator.rest(started.run);
      if (rest.status !== "completed") throw new Error(`a run ended as ${JSON.stringify(rest)}`);
    },
    close: () => orchestrator.close(),
  };
}

/** What two appends a step cost that do nothing else. */
function syncs(folder: string): Contestant {
  const file = openSync(join(folder, "one-step-syncs"), "w");
  const page = Buffer.alloc(4_096, "x");
  return {
    name: "two fdatasync of 4 KiB",
    units: length,
    run: async () => {
      for (let each = 0; each < 2 * length; each++) {
        writeSync(file, page);
        fdatasyncSync(file);
      }
    },
    close: async () => closeSync(file),
  };
}
