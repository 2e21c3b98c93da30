import { createHash } from "node:crypto";
import type { JsonObject } from "@orchlang/plan";
import type { Orchestrator, Refusal } from "@orchlang/runtime";
import type { RunIndex } from "./run-index.ts";
import type { IndexedRun } from "./run-list.ts";
import { record } from "./schemas.ts";

/** How long ended runs are kept, in days from their last event. */
export interface RetentionSettings {
  /** For plans and goals that are not named below. Left out: for ever. */
  readonly days?: number;
  /** By the name of the plan or goal, which may be qualified. */
  readonly plans?: Readonly<Record<string, number>>;
}

const days = { type: "number", exclusiveMinimum: 0, maximum: 36_500 };

export const retentionSchema: JsonObject = record(
  { days, plans: { type: "object", maxProperties: 1_000, additionalProperties: days } },
  ["days", "plans"],
);

interface RetentionOptions {
  readonly orchestrator: Orchestrator;
  readonly runs: RunIndex;
  /** ms since 1970. */
  now(): number;
  log?(entry: JsonObject): void;
  /** ms between passes. Default: an hour. */
  readonly everyMs?: number | undefined;
}

/** The note in the journal of what is pruned, written before it is. */
export const retentionNote = "server retention";

/** Runs of one commit at most, and their events: so that nobody waits long for a place in the journal. */
const batchRuns = 100;
const batchEvents = 20_000;

const dayMs = 86_400_000;

/**
 * Prunes runs that ended longer ago than the settings keep them, a batch a commit. The journal says how far it has come: a
 * server that was killed goes on with the batch that was noted last, under the same note.
 */
export class Retention {
  readonly #options: RetentionOptions;
  readonly #counts = { pruned: 0, failed: 0 };
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

  /** Since the server started: runs that were pruned, passes that failed. */
  get counts(): { readonly pruned: number; readonly failed: number } {
    return this.#counts;
  }

  /** Uses these settings, and begins a pass. */
  use(settings: RetentionSettings = {}): void {
    this.#settings = settings;
    void this.#background();
  }

  /** The runs that a pass would prune now, oldest first, `most` of them. */
  async due(most: number): Promise<readonly IndexedRun[] | Refusal> {
    const found: IndexedRun[] = [];
    for (const batch of await this.#batches()) {
      const runs = await this.#options.orchestrator.prunable(batch);
      if ("refused" in runs) return runs;
      const prunable = new Set(runs);
      found.push(...batch.filter(({ run }) => prunable.has(run)));
      if (found.length >= most) break;
    }
    return found.slice(0, most);
  }

  /** Prunes what is due, after passes that were begun before. `by`: in whose name. */
  pass(by: string): Promise<{ readonly pruned: number } | Refusal> {
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
    const { days: kept, plans } = this.#settings;
    if (kept === undefined && plans === undefined) return;
    const { log } = this.#options;
    try {
      const done = await this.pass("server");
      if ("refused" in done) log?.({ retention: "failed", why: done.message });
      else if (done.pruned > 0) log?.({ retention: "pruned", runs: done.pruned });
    } catch (error) {
      log?.({ retention: "failed", why: String(error) });
    }
  }

  async #pass(by: string): Promise<{ readonly pruned: number } | Refusal> {
    let pruned = 0;
    for (const batch of await this.#batches()) {
      if (this.#closed) break;
      const done = await this.#prune(batch, by);
      if ("refused" in done) {
        this.#counts.failed += 1;
        return done;
      }
      pruned += done.pruned.length;
    }
    return { pruned };
  }

  async #prune(batch: readonly Due[], by: string): ReturnType<Orchestrator["prune"]> {
    const { orchestrator, runs } = this.#options;
    const due = await orchestrator.prunable(batch);
    if ("refused" in due || due.length === 0) return "refused" in due ? due : { pruned: [] };
    const chosen = new Set(due);
    const id = `${retentionNote} ${createHash("sha256").update(due.join(" ")).digest("hex")}`;
    const noted = await orchestrator.note(retentionNote, { runs: [...due], by }, id);
    if ("refused" in noted) return noted;
    const done = await orchestrator.prune(batch.filter(({ run }) => chosen.has(run)));
    if ("refused" in done) return done;
    runs.forget(done.pruned);
    this.#counts.pruned += done.pruned.length;
    return done;
  }

  /** Ended runs that began early enough to be due. */
  async #batches(): Promise<readonly (readonly Due[])[]> {
    const now = this.#options.now();
    const batches: Due[][] = [];
    let events = Number.POSITIVE_INFINITY;
    for (const run of await this.#options.runs.ended()) {
      const kept = this.#daysOf(run.entry);
      if (kept === undefined || run.started >= now - kept * dayMs) continue;
      const last = batches.at(-1);
      const due = { ...run, endedBefore: now - kept * dayMs };
      events += run.events;
      if (last !== undefined && last.length < batchRuns && events <= batchEvents) last.push(due);
      else {
        batches.push([due]);
        events = run.events;
      }
    }
    return batches;
  }

  #daysOf(entry: string): number | undefined {
    const { days: others, plans = {} } = this.#settings;
    const named = Object.keys(plans).find((name) => entry === name || entry.endsWith(`.${name}`));
    return named === undefined ? others : plans[named];
  }
}

interface Due extends IndexedRun {
  readonly endedBefore: number;
}
