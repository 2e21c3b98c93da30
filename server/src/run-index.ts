import type { Journal, Orchestrator, RunDetail } from "@orchlang/runtime";
import { retentionNote } from "./prune.ts";
import { type IndexedRun, isOpen, type RunFilter, RunList, type RunPage } from "./run-list.ts";

/** All runs of the journal, newest first, kept up to date in memory so that a page costs no walk through the journal. */
export interface RunIndex {
  page(
    filter: RunFilter,
    from: string | undefined,
    size: number,
    sees: (entry: string) => boolean,
  ): Promise<RunPage | undefined>;
  /** How many of the runs that `sees` admits have each status. */
  counts(sees: (entry: string) => boolean): Promise<Readonly<Record<string, number>>>;
  /** The plan or goal of a run; undefined: the index does not have the run yet. */
  entryOf(run: string): string | undefined;
  /** Runs that have ended and can be read, oldest first. */
  ended(): Promise<readonly IndexedRun[]>;
  /** Leaves out runs that were pruned. */
  forget(runs: readonly string[]): void;
  close(): void;
}

/** A run whose pruning was noted is gone well before. */
const leavingMsMax = 60_000;

/** Reads every run once, then only those of which something was journalled. */
export async function openRunIndex(journal: Journal, orchestrator: Orchestrator): Promise<RunIndex> {
  const index = new Index(journal, orchestrator);
  await index.readAll();
  return index;
}

class Index implements RunIndex {
  readonly #journal: Journal;
  readonly #orchestrator: Orchestrator;
  readonly #known = new RunList();
  readonly #changed = new Set<string>();
  readonly #ends = new Map<string, () => void>();
  /** Runs that are about to be pruned, until when they are looked for (ms): if they stay, the pruning was refused. */
  readonly #leaving = new Map<string, number>();
  readonly #unheard: readonly (() => void)[];
  #refreshed: Promise<void> = Promise.resolve();

  constructor(journal: Journal, orchestrator: Orchestrator) {
    this.#journal = journal;
    this.#orchestrator = orchestrator;
    this.#unheard = [
      orchestrator.on("execution_started", ({ run }) => {
        this.#changed.add(run);
        this.#follow(run, 0);
      }),
      // Another process may ask this one to prune.
      orchestrator.listen(({ event }) => {
        if (event.t !== "Noted" || event.about !== retentionNote) return;
        for (const run of Array.isArray(event.fields.runs) ? event.fields.runs : [])
          if (typeof run === "string" && this.#known.get(run) !== undefined)
            this.#leaving.set(run, performance.now() + leavingMsMax);
      }),
    ];
  }

  async readAll(): Promise<void> {
    for await (const summary of this.#journal.runs()) {
      this.#known.set(summary);
      if (isOpen(summary)) this.#follow(summary.run, summary.events);
    }
  }

  #follow(run: string, from: number): void {
    if (this.#ends.has(run)) return;
    this.#ends.set(
      run,
      this.#orchestrator.watch(run, from, ({ event }) => {
        this.#changed.add(run);
        if (event.t !== "Closed") return;
        this.#ends.get(run)?.();
        this.#ends.delete(run);
      }),
    );
  }

  #refresh(): Promise<void> {
    const reading = this.#refreshed.then(() => this.#readChanged());
    // A fault rejects this reading alone; the next one reads again.
    this.#refreshed = reading.catch(() => undefined);
    return reading;
  }

  async #readChanged(): Promise<void> {
    for (const [run, until] of this.#leaving) {
      const isThere = (await this.#read(run)) && this.#known.get(run) !== undefined;
      if (!isThere || performance.now() >= until) this.#leaving.delete(run);
    }
    for (const run of [...this.#changed]) {
      // Marked again by whatever is journalled while it is read.
      this.#changed.delete(run);
      if (!(await this.#read(run))) this.#changed.add(run);
    }
  }

  /** False if it can't be read yet. */
  async #read(run: string): Promise<boolean> {
    const detail = await this.#journal.detail(run);
    if ("refused" in detail) {
      const isPruned = detail.refused === "unknown_run" && this.#known.get(run) !== undefined;
      if (isPruned) this.#known.delete(run);
      return isPruned;
    }
    this.#known.set(indexed(detail));
    return true;
  }

  async page(...[filter, from, size, sees]: Parameters<RunIndex["page"]>): Promise<RunPage | undefined> {
    await this.#refresh();
    const page = this.#known.page(filter, from, size, sees);
    if (page === undefined) return undefined;
    // Only the summary is known of runs that went on before the server started.
    for (const run of page.runs) if (isOpen(run) && run.progress === undefined) await this.#read(run.run);
    return { ...page, runs: page.runs.map((run) => this.#known.get(run.run) ?? run) };
  }

  async counts(sees: (entry: string) => boolean): Promise<Readonly<Record<string, number>>> {
    await this.#refresh();
    return this.#known.counts(sees);
  }

  entryOf(run: string): string | undefined {
    return this.#known.get(run)?.entry;
  }

  async ended(): Promise<readonly IndexedRun[]> {
    await this.#refresh();
    return this.#known.ended();
  }

  forget(runs: readonly string[]): void {
    for (const run of runs) {
      this.#known.delete(run);
      this.#changed.delete(run);
      this.#leaving.delete(run);
    }
  }

  close(): void {
    for (const end of [...this.#unheard, ...this.#ends.values()]) end();
    this.#ends.clear();
  }
}

/** Without the steps and values of a report, which would fill the memory. */
function indexed({ run, entry, plan, started, events, status, waiting, ...rest }: RunDetail): IndexedRun {
  const { paused, progress, ahead } = rest;
  return {
    run,
    entry,
    plan,
    started,
    events,
    status,
    waiting,
    ...(paused === true ? { paused } : {}),
    ...(ahead === undefined ? {} : { progress, ahead }),
  };
}
