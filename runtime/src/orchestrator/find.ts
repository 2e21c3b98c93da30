import type { Instant, RunId, StreamId } from "@orchlang/kernel";
import type { Head } from "../journal/ledger.ts";
import type { Store } from "../journal/store.ts";
import type { Refusal } from "../orchestrator-types.ts";
import type { LiveRuns } from "./live-runs.ts";
import { isText } from "./malformed.ts";

/** The one run whose id begins so. Ids are upper case; people need not be. */
export async function findRun(
  store: Store,
  beginning: string,
): Promise<{ readonly run: RunId; readonly head: Head } | Refusal> {
  if (!isText(beginning) || beginning === "")
    return { refused: "unknown_run", message: "A run's id is text, or how it begins." };
  const exact = await store.head(`run/${beginning}`);
  if (exact !== undefined) return { run: beginning, head: exact };
  const heads: Head[] = [];
  for await (const head of store.streams("all", `run/${beginning.toUpperCase()}`)) {
    heads.push(head);
    if (heads.length > shown) break;
  }
  const [only] = heads;
  if (only === undefined)
    return { refused: "unknown_run", message: `There is no run ${beginning} in this journal.` };
  if (heads.length === 1) return { run: idOf(only), head: only };
  return {
    refused: "ambiguous_run",
    message: `${heads.length > shown ? `More than ${shown}` : heads.length} runs begin with ${beginning}; write more of the id.`,
    details: heads.slice(0, shown).map(idOf),
  };
}

/** The one run whose id begins so, unless it has ended. */
export async function oneOpen(store: Store, beginning: string): Promise<readonly [OpenRun] | Refusal> {
  const result = await findRun(store, beginning);
  if ("refused" in result) return result;
  if (!result.head.closed) return [{ run: result.run }];
  return { refused: "closed", message: `The run ${result.run} has ended; there is nothing to go on with.` };
}

/** True if there was such a run, and nothing more comes of it. */
export async function hasEnded(store: Store, run: RunId): Promise<boolean> {
  return (await store.head(`run/${run}`))?.closed === true;
}

const shown = 10;

export function idOf({ stream }: Pick<Head, "stream">): RunId {
  return stream.slice(streamsOfRuns.length);
}

/** The run whose stream it is; undefined: it is none's. */
export function runOf(stream: StreamId): RunId | undefined {
  return stream.startsWith(streamsOfRuns) ? idOf({ stream }) : undefined;
}

/** How the ids of their streams begin. */
const streamsOfRuns = "run/";

/** An open run of the journal. `rests`: nothing of it is under way, and nothing is due. */
interface OpenRun {
  readonly run: RunId;
  readonly rests?: Instant | null;
}

/** Everything that has not ended: open streams, and runs that were admitted and not begun. */
export async function openRuns(
  runs: Pick<LiveRuns, "control" | "store" | "world">,
): Promise<readonly OpenRun[]> {
  const results: OpenRun[] = (await admittedRuns(runs)).map((run) => ({ run }));
  const now = runs.world.clock.now();
  for await (const head of runs.store.streams("open", streamsOfRuns)) {
    const run = idOf(head);
    const { due } = head;
    const rests = due !== undefined && (due === null || due > now) && !isToHear(runs, run);
    results.push({ run, ...(rests ? { rests: due } : {}) });
  }
  return results;
}

/** True if control has said something to it, and does not know it to be heard. */
export function isToHear({ control }: Pick<LiveRuns, "control">, run: RunId): boolean {
  return (control.state.runs.get(run)?.unacknowledged.length ?? 0) > 0;
}

/** LiveRuns that control has admitted and of which nothing was written yet. */
async function admittedRuns({
  control,
  store,
}: Pick<LiveRuns, "control" | "store">): Promise<readonly RunId[]> {
  const results: RunId[] = [];
  for (const [id, { heard }] of control.state.runs) {
    if (!heard && (await store.head(`run/${id}`)) === undefined) results.push(id);
  }
  return results;
}
