import type { JsonObject } from "@orchlang/plan";
import type { Journal, Orchestrator, Refusal } from "@orchlang/runtime";
import {
  type Due,
  dueBatches,
  dueEvents,
  dueRuns,
  pruneBatch,
  pruneShared,
  type RetentionSettings,
  readLabels,
} from "./prune.ts";
import type { RunIndex } from "./run-index.ts";
import type { IndexedRun } from "./run-list.ts";
import { confidentialities, record } from "./schemas.ts";

const days = { type: "number", exclusiveMinimum: 0, maximum: 36_500 };

export const retentionSchema: JsonObject = record(
  {
    days,
    labels: record(Object.fromEntries(confidentialities.map((label) => [label, days])), confidentialities),
    plans: { type: "object", maxProperties: 1_000, additionalProperties: days },
    events: days,
  },
  ["days", "labels", "plans", "events"],
);

interface RetentionOptions {
  readonly orchestrator: Orchestrator;
  readonly journal: Pick<Journal, "plan">;
  readonly runs: RunIndex;
  /** ms since 1970. */
  now(): number;
  log?(entry: JsonObject): void;
  /** ms between passes. Default: an hour. */
  readonly everyMs?: number | undefined;
}

/**
 * Prunes runs that ended longer ago than the settings keep them, and events that belong to none, a batch a commit. The journal says how far it has come: a
 * server that was killed goes on with the batch that was noted last, under the same note.
 */
export class Retention {
  readonly #options: RetentionOptions;
  readonly #counts = { pruned: 0, events: 0, failed: 0 };
  readonly #timer: NodeJS.Timeout;
  #settings: RetentionSettings = {};
  #passing: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(options: RetentionOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.#background(), options.everyMs ?? 3_600_000);
    this.#timer.unref();
  }

  get settings(): RetentionSettings {
    return this.#settings;
  }

  /** Since the server started: runs and events that were pruned, passes that failed. */
  get counts(): { readonly pruned: number; readonly events: number; readonly failed: number } {
    return this.#counts;
  }

  /** Uses these settings, and begins a pass. */
  use(settings: RetentionSettings = {}): void {
    this.#settings = settings;
    void this.#background();
  }

  /** The runs that a pass would prune now, oldest first, `most` of them. */
  async due(most: number): Promise<readonly IndexedRun[] | Refusal> {
    return await dueRuns(this.#options.orchestrator, await this.#batches(), most);
  }

  /** The events that belong to no run and that a pass would prune now: from one place in the journal to another. */
  async dueEvents(): ReturnType<Orchestrator["prunableEvents"]> {
    return await dueEvents(this.#options.orchestrator, this.#settings, this.#options.now());
  }

  /** Prunes what is due, after passes that were begun before. `by`: in whose name. */
  pass(by: string): Promise<Passed | Refusal> {
    const passed = this.#passing.then(() => this.#pass(by));
    this.#passing = passed.catch(() => undefined);
    return passed;
  }

  /** Resolves once no batch is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#passing;
  }

  async #background(): Promise<void> {
    if (Object.keys(this.#settings).length === 0) return;
    const { log } = this.#options;
    try {
      const done = await this.pass("server");
      if ("refused" in done) log?.({ retention: "failed", why: done.message });
      else if (done.pruned + done.events > 0)
        log?.({ retention: "pruned", runs: done.pruned, events: done.events });
    } catch (error) {
      log?.({ retention: "failed", why: String(error) });
    }
  }

  async #pass(by: string): Promise<Passed | Refusal> {
    const { orchestrator, runs, now } = this.#options;
    let pruned = 0;
    for (const batch of await this.#batches()) {
      if (this.#closed) break;
      const done = await pruneBatch(orchestrator, batch, by);
      if ("refused" in done) return this.#failed(done);
      runs.forget(done.pruned);
      this.#counts.pruned += done.pruned.length;
      pruned += done.pruned.length;
    }
    const before = this.#counts.events;
    // The stream that runs share comes last: that runs were pruned is noted there.
    const refused = await pruneShared(orchestrator, this.#settings, {
      now: now(),
      by,
      pruned: (events) => {
        this.#counts.events += events;
        return !this.#closed;
      },
    });
    return refused === undefined ? { pruned, events: this.#counts.events - before } : this.#failed(refused);
  }

  #failed(refused: Refusal): Refusal {
    this.#counts.failed += 1;
    return refused;
  }

  async #batches(): Promise<readonly (readonly Due<IndexedRun>[])[]> {
    const { runs, journal, now } = this.#options;
    const ended = await runs.ended();
    const labelsOf = await readLabels(journal, ended, this.#settings);
    return dueBatches(ended, this.#settings, { now: now(), labelsOf });
  }
}

interface Passed {
  /** Runs. */
  readonly pruned: number;
  /** Events that belong to no run. */
  readonly events: number;
}
