import type { RunId } from "@orchlang/kernel";
import { CellMap } from "../drive/cell-map.ts";
import { limits } from "../limits.ts";
import type { Refusal } from "../orchestrator-api.ts";
import { Semaphore } from "./semaphore.ts";

/** Runs that are being started or read from the journal: each once, and not too many at a time. */
export class Entering<Run> {
  readonly #semaphore = new Semaphore(limits.runsEnteringMax);
  readonly #under = new CellMap<RunId, Promise<Run | Refusal>>();

  has(id: RunId): boolean {
    return this.#under.has(id);
  }

  /** Shares the result of the first caller's `read`. */
  async once(id: RunId, read: () => Promise<Run | Refusal>): Promise<Run | Refusal> {
    const entering = this.#under.get(id) ?? this.#semaphore.hold(read);
    this.#under.set(id, entering);
    try {
      return await entering;
    } finally {
      this.#under.delete(id);
    }
  }
}
