import type { RunId, Seq } from "@orchlang/kernel";
import type { RunEvent } from "@orchlang/kernel/run";
import type { Placed } from "../drive/live.ts";
import { DamagedJournal, type Store } from "../journal/store.ts";
import type { Entry, Refusal } from "../orchestrator-api.ts";
import { Watch } from "./watch.ts";

interface Parts {
  readonly store: Store;
  /** Whether control has admitted it: then it begins, if it has not. */
  isAdmitted(run: RunId): boolean;
  /** An error thrown by a listener. */
  listenerFailed(error: unknown): void;
  /** An error other than damage of the journal. */
  failed(error: unknown): void;
}

/** The watchers of runs. Problems of one watcher are reported to that one. */
export class Watches {
  readonly #parts: Parts;
  readonly #runs = new Map<RunId, Set<Watch<RunEvent>>>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Events of a run that have just become durable. */
  push(run: RunId, events: readonly Placed<RunEvent>[]): void {
    for (const watch of this.#runs.get(run) ?? []) watch.push(events);
  }

  begin(
    run: RunId,
    from: Seq,
    see: (entry: Entry) => void,
    refused: ((why: Refusal) => void) | undefined,
  ): () => void {
    const { store, failed } = this.#parts;
    const safely = this.#safely.bind(this);
    const refuse = (why: Refusal): void => safely(() => refused?.(why));
    const watch = new Watch<RunEvent>(store, `run/${run}`, from, (entry) => safely(() => see(entry)), {
      refused: refuse,
      failed,
    });
    const watches = this.#runs.get(run) ?? new Set();
    this.#runs.set(run, watches.add(watch));
    if (refused !== undefined) this.#lookFor(run, refuse).catch(failed);
    return () => {
      watch.end();
      watches.delete(watch);
      if (watches.size === 0 && this.#runs.get(run) === watches) this.#runs.delete(run);
    };
  }

  async #lookFor(run: RunId, refuse: (why: Refusal) => void): Promise<void> {
    const { store, isAdmitted } = this.#parts;
    if (isAdmitted(run) || (await headOf(store, run)) !== undefined) return;
    refuse({ refused: "unknown_run", message: `There is no run ${run} in this journal.` });
  }

  #safely(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#parts.listenerFailed(error);
    }
  }
}

/** Damage is reported by whoever reads the events. */
async function headOf(store: Store, run: RunId): Promise<unknown> {
  try {
    return await store.head(`run/${run}`);
  } catch (error) {
    if (error instanceof DamagedJournal) return error;
    throw error;
  }
}
