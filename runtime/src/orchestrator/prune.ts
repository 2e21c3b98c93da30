import type { Instant, RunId } from "@orchlang/kernel";
import { type AnyEvent, eventOf } from "../journal/chain.ts";
import type { Store } from "../journal/store.ts";
import type { Refusal } from "../orchestrator-types.ts";
import type { LiveRuns } from "./live-runs.ts";
import { requestId } from "./request.ts";

/** A run that may be pruned if it ended before an instant (ms since 1970). */
export interface Prunable {
  readonly run: RunId;
  readonly endedBefore: Instant;
}

/**
 * Those of the runs that can be pruned: they ended early enough, and control expects nothing more of them. Plans stay,
 * since other runs refer to them.
 */
export async function prunable(
  { store, control }: Pick<LiveRuns, "store" | "control">,
  runs: readonly Prunable[],
): Promise<readonly RunId[]> {
  const results: RunId[] = [];
  for (const { run, endedBefore } of runs) {
    if (control.state.runs.has(run) || control.state.firings.has(run)) continue;
    const ended = await endOf(store, run);
    if (ended !== undefined && ended < endedBefore) results.push(run);
  }
  return results;
}

/** Removes their events and requests in one commit. Their ids stay known, so a request for one starts nothing. */
export async function prune(
  runs: Pick<LiveRuns, "store" | "control">,
  wanted: readonly Prunable[],
): Promise<{ readonly pruned: readonly RunId[] } | Refusal> {
  const texts = await prunable(runs, wanted);
  if (texts.length === 0) return { pruned: [] };
  const { store } = runs;
  if (store.prune === undefined) return { refused: "journal", message: "This store can't prune." };
  const streams = texts.map((run) => `run/${run}` as const);
  const done = await store.prune({ streams, documents: texts.map(requestId) });
  return done.ok ? { pruned: texts } : { refused: "journal", message: done.message };
}

/** The instant at which it ended; undefined: it has not, is unknown, was pruned, or its last event can't be read. */
async function endOf(store: Store, run: RunId): Promise<Instant | undefined> {
  const head = await store.head(`run/${run}`);
  if (head === undefined || !head.closed || head.pruned) return undefined;
  for await (const record of store.read(head.stream, head.length - 1))
    return record.hash === head.hash ? eventOf<AnyEvent>(record, store.sealer)?.at : undefined;
  return undefined;
}
