import type { StoreFault } from "../journal/store.ts";
import type { Journal } from "../orchestrator-api.ts";

/** Opens a journal for reading: no lock is taken, and a writer may go on beside it. */
export function openJournal(_path: string): Promise<Journal | StoreFault> {
  throw new Error("unfinished");
}
