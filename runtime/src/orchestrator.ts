import type { Store, StoreFault } from "./journal/store.ts";
import type { Orchestrator } from "./orchestrator-api.ts";
import type { World } from "./world/world.ts";

export interface OrchestratorOptions {
  /** Opened for writing. The orchestrator closes it as it closes. */
  readonly store: Store;
  /** Default: this process, with a thread for every processor. */
  readonly world?: World;
  /** Stands in for the folders that runs were started with, where a project has moved. */
  readonly root?: string;
}

/** Recovers what the journal holds of control; runs go on when they are resumed. A damaged journal is told. */
export function createOrchestrator(_options: OrchestratorOptions): Promise<Orchestrator | StoreFault> {
  throw new Error("unfinished");
}
