/** Whether a run, and what lies beside its events, is as it was written. */
import { isBreak } from "../journal/chain.ts";
import { eventOf } from "../journal/record.ts";
import { verify } from "../journal/recover.ts";
import { DamagedJournal, type Store } from "../journal/store.ts";
import type { Verified } from "../journal-api.ts";
import { controlStream } from "../kernel/control/machine.ts";
import type { RunId } from "../kernel/machine.ts";
import type { RunEvent } from "../kernel/run/events.ts";
import type { Refusal } from "../orchestrator-api.ts";
import { holdAgainst, keptPlan, requestOf } from "./request.ts";

/** @param run left out: what control has written. */
export async function verifiedWith(store: Store, run?: RunId): Promise<Verified | Refusal> {
  const stream = run === undefined ? controlStream : (`run/${run}` as const);
  if (run !== undefined && (await store.head(stream)) === undefined)
    return { refused: "unknown_run", message: `There is no run ${run} in this journal.` };
  const found = await verify(store, stream);
  if (isBreak(found)) {
    const of = run === undefined ? "control" : `the run ${run}`;
    return { whole: false, seq: found.seq, message: `Event ${found.seq} of ${of}: ${found.why}.` };
  }
  const amiss = run === undefined || found.length === 0 ? undefined : await besideIt(store, run);
  if (amiss !== undefined) return { whole: false, seq: 0, message: amiss };
  return { whole: true, events: found.length, head: found.hash };
}

/** The plan and the request are no events: the first event names the one, and repeats the other. */
async function besideIt(store: Store, run: RunId): Promise<string | undefined> {
  try {
    const start = await startOf(store, run);
    const file = start && (await keptPlan(store, start.plan));
    if (file !== undefined && "refused" in file) return file.message;
    const request = await requestOf(store, run);
    if (request === undefined) return `The journal does not say how the run ${run} was started.`;
    holdAgainst(run, request, start);
    return undefined;
  } catch (error) {
    if (!(error instanceof DamagedJournal)) throw error;
    // Without the key the chain alone can be verified.
    return error.fault.fault === "unreadable" ? undefined : error.message;
  }
}

async function startOf(store: Store, run: RunId): Promise<Extract<RunEvent, { t: "Started" }> | undefined> {
  for await (const record of store.read(`run/${run}`, 0)) {
    const event = eventOf<RunEvent>(record, store.sealer);
    return event?.t === "Started" ? event : undefined;
  }
  return undefined;
}
