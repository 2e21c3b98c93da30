import type { Journal, Orchestrator, RunDetail, RunSummary } from "@orchlang/runtime";

/** The filter of a list of runs. */
export interface RunFilter {
  readonly status?: string;
  /** Qualified name of the plan or goal. */
  readonly entry?: string;
  readonly attention?: boolean;
  /** True if it has not ended. */
  readonly open?: boolean;
}

/** A run in the index; of one that goes on, how far it is and what is still to come. */
export type IndexedRun = RunSummary & Partial<Pick<RunDetail, "progress" | "ahead">>;

export interface RunPage {
  readonly runs: readonly IndexedRun[];
  /** Where the next page begins; undefined: there is none. */
  readonly next: string | undefined;
  /** How many fit the filter. */
  readonly total: number;
}

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

/** Reads every run once, then only those of which something was journalled. */
export async function openRunIndex(journal: Journal, orchestrator: Orchestrator): Promise<RunIndex> {
  const known = new Map<string, IndexedRun>();
  const changed = new Set<string>();
  const ends = new Map<string, () => void>();

  const follow = (run: string, from: number): void => {
    if (ends.has(run)) return;
    ends.set(
      run,
      orchestrator.watch(run, from, ({ event }) => {
        changed.add(run);
        if (event.t !== "Closed") return;
        ends.get(run)?.();
        ends.delete(run);
      }),
    );
  };
  const unlisten = orchestrator.on("execution_started", ({ run }) => {
    changed.add(run);
    follow(run, 0);
  });
  for await (const summary of journal.runs()) {
    known.set(summary.run, summary);
    if (isOpen(summary)) follow(summary.run, summary.events);
  }

  let refreshed = Promise.resolve();
  const refresh = (): Promise<void> => {
    const reading = refreshed.then(readChanged);
    // A fault rejects this reading alone; the next one reads again.
    refreshed = reading.catch(() => undefined);
    return reading;
  };
  const readChanged = async (): Promise<void> => {
    for (const run of [...changed]) {
      // Marked again by whatever is journalled while it is read.
      changed.delete(run);
      if (!(await read(run))) changed.add(run);
    }
  };
  const read = async (run: string): Promise<boolean> => {
    const detail = await journal.detail(run);
    if ("refused" in detail) return false;
    known.set(run, indexed(detail));
    return true;
  };

  const all = async (): Promise<IndexedRun[]> => {
    await refresh();
    return [...known.values()];
  };

  return {
    page: async (filter, from, size, sees) => {
      const fitting = (await all()).reverse().filter((run) => sees(run.entry) && fits(run, filter));
      const at = from === undefined ? 0 : fitting.findIndex(({ run }) => run === from);
      if (at < 0) return undefined;
      const page = fitting.slice(at, at + size);
      // Only the summary is known of runs that went on before the server started.
      for (const run of page) if (isOpen(run) && run.progress === undefined) await read(run.run);
      return {
        runs: page.map((run) => known.get(run.run) ?? run),
        next: fitting[at + size]?.run,
        total: fitting.length,
      };
    },
    counts: async (sees) => countsOf((await all()).filter(({ entry }) => sees(entry))),
    entryOf: (run) => known.get(run)?.entry,
    ended: async () => (await all()).filter((run) => !isOpen(run) && run.status !== "damaged"),
    forget: (runs) => {
      for (const run of runs) for (const kept of [known, changed]) kept.delete(run);
    },
    close: () => {
      unlisten();
      for (const end of ends.values()) end();
      ends.clear();
    },
  };
}

function countsOf(runs: readonly RunSummary[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const run of runs) counts[shownStatus(run)] = (counts[shownStatus(run)] ?? 0) + 1;
  return counts;
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

function isOpen({ status }: RunSummary): boolean {
  return status === "running" || status === "waiting";
}

/** True if nothing but an operator moves it on. */
export function needsAttention({ waiting }: Pick<RunSummary, "waiting">): boolean {
  return waiting.some((one) => one.for === "operator");
}

/** `attention` is a status of its own, as `orch runs` prints it. */
export function shownStatus(run: RunSummary): string {
  return needsAttention(run) ? "attention" : run.status;
}

function fits(run: RunSummary, { status, entry, attention, open }: RunFilter): boolean {
  if (open !== undefined && isOpen(run) !== open) return false;
  if (status !== undefined && shownStatus(run) !== status && run.status !== status) return false;
  if (entry !== undefined && run.entry !== entry && !run.entry.endsWith(`.${entry}`)) return false;
  return attention === undefined || needsAttention(run) === attention;
}
