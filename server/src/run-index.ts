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
  const known = new RunList();
  const changed = new Set<string>();
  const ends = new Map<string, () => void>();
  /** Runs that are about to be pruned, until when they are looked for (ms): if they stay, the pruning was refused. */
  const leaving = new Map<string, number>();

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
  // Another process may ask this one to prune.
  const unheard = orchestrator.listen(({ event }) => {
    if (event.t !== "Noted" || event.about !== retentionNote) return;
    for (const run of Array.isArray(event.fields.runs) ? event.fields.runs : [])
      if (typeof run === "string" && known.get(run) !== undefined)
        leaving.set(run, performance.now() + leavingMsMax);
  });
  for await (const summary of journal.runs()) {
    known.set(summary);
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
    for (const [run, until] of leaving) {
      if ((await read(run)) && known.get(run) !== undefined && performance.now() < until) continue;
      leaving.delete(run);
    }
    for (const run of [...changed]) {
      // Marked again by whatever is journalled while it is read.
      changed.delete(run);
      if (!(await read(run))) changed.add(run);
    }
  };
  const read = async (run: string): Promise<boolean> => {
    const detail = await journal.detail(run);
    if ("refused" in detail) {
      // It was pruned.
      if (detail.refused === "unknown_run" && known.get(run) !== undefined) {
        known.delete(run);
        return true;
      }
      return false;
    }
    known.set(indexed(detail));
    return true;
  };

  return {
    page: async (filter, from, size, sees) => {
      await refresh();
      const page = known.page(filter, from, size, sees);
      if (page === undefined) return undefined;
      // Only the summary is known of runs that went on before the server started.
      for (const run of page.runs) if (isOpen(run) && run.progress === undefined) await read(run.run);
      return { ...page, runs: page.runs.map((run) => known.get(run.run) ?? run) };
    },
    counts: async (sees) => {
      await refresh();
      return known.counts(sees);
    },
    entryOf: (run) => known.get(run)?.entry,
    ended: async () => {
      await refresh();
      return known.ended();
    },
    forget: (runs) => {
      for (const run of runs) {
        known.delete(run);
        changed.delete(run);
        leaving.delete(run);
      }
    },
    close: () => {
      unlisten();
      unheard();
      for (const end of ends.values()) end();
      ends.clear();
    },
  };
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
