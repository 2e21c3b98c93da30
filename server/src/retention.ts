import { createHash } from "node:crypto";
import type { JsonObject } from "@orchlang/plan";
import type { Orchestrator, Refusal } from "@orchlang/runtime";
import type { RunIndex } from "./run-index.ts";
import type { IndexedRun } from "./run-list.ts";
import { record } from "./schemas.ts";

/** How long ended runs are kept, in days from their last event; and what all runs share. */
export interface RetentionSettings {
  /** For plans and goals that are not named below. Left out: for ever. */
  readonly days?: number;
  /** By the name of the plan or goal, which may be qualified. */
  readonly plans?: Readonly<Record<string, number>>;
  /** How long events, readings, answers and decisions are kept, which belong to no run. Left out: for ever. */
  readonly events?: number;
}

const days = { type: "number", exclusiveMinimum: 0, maximum: 36_500 };

export const retentionSchema: JsonObject = record(
  { days, plans: { type: "object", maxProperties: 1_000, additionalProperties: days }, events: days },
  ["days", "plans", "events"],
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

  /** The events that belong to no run and that a pass would prune now: from one place in the journal to another. */
  async dueEvents(): ReturnType<Orchestrator["prunableEvents"]> {
    const before = this.#eventsBefore;
    return before === undefined
      ? { from: 0, until: 0 }
      : await this.#options.orchestrator.prunableEvents(before);
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
    const { days: kept, plans, events } = this.#settings;
    if (kept === undefined && plans === undefined && events === undefined) return;
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
    const events = await this.#pruneEvents(by);
    if (typeof events === "number") return { pruned, events };
    this.#counts.failed += 1;
    return events;
  }

  /** What runs share comes last: that runs were pruned is noted there. */
  async #pruneEvents(by: string): Promise<number | Refusal> {
    const { orchestrator } = this.#options;
    const before = this.#eventsBefore;
    const due = await this.dueEvents();
    if ("refused" in due) return due;
    const { from, until } = due;
    if (before === undefined || until === from) return 0;
    const noted = await orchestrator.note(retentionNote, { from, until, by }, `${retentionNote} ${until}`);
    if ("refused" in noted) return noted;
    for (let at = from; at < until && !this.#closed; ) {
      const done = await orchestrator.pruneEvents(before, until);
      if ("refused" in done) return done;
      if (done.until === at) break;
      this.#counts.events += done.until - done.from;
      at = done.until;
      // Others have their turn between two batches.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return until - from;
  }

  get #eventsBefore(): number | undefined {
    const { events } = this.#settings;
    return events === undefined ? undefined : this.#options.now() - events * dayMs;
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

interface Passed {
  /** Runs. */
  readonly pruned: number;
  /** Events that belong to no run. */
  readonly events: number;
}

interface Due extends IndexedRun {
  readonly endedBefore: number;
}
