import { onTestFinished } from "vitest";
import type { Store } from "../../src/journal/store.ts";
import { openSqliteStore } from "../../src/journal/stores/sqlite.ts";
import type { Journal } from "../../src/journal-api.ts";
import { openJournal } from "../../src/orchestrator/journal.ts";
import type { OrchestratorOptions } from "../../src/orchestrator/options.ts";
import { createOrchestrator } from "../../src/orchestrator.ts";
import type { Orchestrator } from "../../src/orchestrator-api.ts";
import type { Refusal } from "../../src/orchestrator-types.ts";
import { localWorld } from "../../src/world/local.ts";
import { opened } from "../journal/streams.ts";

/** An orchestrator over real threads, on a journal file or another store; closed with the test. */
export async function orchestrator(
  on: string | Store,
  more: Partial<OrchestratorOptions> = {},
): Promise<Orchestrator> {
  const store = typeof on === "string" ? opened(openSqliteStore(on, { mode: "write" })) : on;
  const world = localWorld({ threads: 1, output: () => undefined });
  const made = await createOrchestrator({ store, world, ...more });
  if ("fault" in made) throw new Error(made.message);
  onTestFinished(() => made.close());
  return made;
}

export async function journal(path: string): Promise<Journal> {
  const made = await openJournal(path);
  if ("fault" in made) throw new Error(made.message);
  onTestFinished(() => made.close());
  return made;
}

export function accepted<T extends object>(answer: T | Refusal): T {
  if ("refused" in answer) throw new Error([answer.message, ...(answer.details ?? [])].join("\n"));
  return answer;
}
