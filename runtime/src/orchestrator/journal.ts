import { invariant, type RunId, runIdOf, type Seq } from "@orchlang/kernel";
import { type ControlEvent, controlMachine, controlStream, wasAdmitted } from "@orchlang/kernel/control";
import { nodesOf, type Redecided, type RunEvent, redeciding } from "@orchlang/kernel/run";
import type { PlanId } from "@orchlang/plan";
import { knownNow } from "../context/known-now.ts";
import { begunAt } from "../journal/beginning.ts";
import { eventOf, isBreak } from "../journal/chain.ts";
import { exported } from "../journal/export.ts";
import type { Head } from "../journal/ledger.ts";
import { recover, verified, verifiedPages, verify } from "../journal/recover.ts";
import { DamagedJournal, type Record, type Store, type StoreFault } from "../journal/store.ts";
import { openSqliteStore } from "../journal/stores/sqlite.ts";
import type { Journal, Verified } from "../journal-api.ts";
import type { ChainedEntry, ControlEntry, Refusal, RunSummary } from "../orchestrator-types.ts";
import { waitsOfRun } from "./around.ts";
import { findRun, idOf } from "./find.ts";
import { foldRun, prunedRun } from "./fold-run.ts";
import { foreseen } from "./forecast.ts";
import { unlikePlan } from "./malformed.ts";
import { Plans } from "./plans.ts";
import { detailOf, reportOf, summaryIn, summaryOf } from "./report.ts";
import { holdAgainst, keptPlan, requestOf } from "./request.ts";
import { isTaken, turnedAway, unlikeKept } from "./requests.ts";

/** Opens a journal for reading: no lock is taken, and a writer may go on beside it. */
export async function openJournal(path: string): Promise<Journal | StoreFault> {
  const store = openSqliteStore(path, "read");
  return "fault" in store ? store : readJournal(store);
}

/** The reading side of any store. Closing it closes the store. */
export function readJournal(store: Store): Journal {
  const plans = new Plans(store);
  return {
    runs: () => runs(store, plans),
    find: async (beginning) => {
      const result = await findRun(store, beginning);
      return "refused" in result ? result : { run: result.run };
    },
    plan: async (run) => {
      const request = await requestOf(store, run);
      if (request !== undefined) return await orRefusal(() => plans.get(request.plan));
      return (await store.head(`run/${run}`))?.pruned ? prunedRun(run) : unknown(run);
    },
    planFile: async (id) => await orRefusal(() => plans.get(id)),
    underWay: (plan) => underWay(store, plan),
    hasPlace: async (file, input, request) =>
      await orRefusal(async () => {
        const other = request === undefined ? undefined : await unlikeKept(store, { request, file, input });
        const unlike = unlikePlan(file) ?? other;
        if (unlike !== undefined) return unlike;
        const { state } = await recover(store, controlStream, controlMachine, null);
        const run = request === undefined ? undefined : runIdOf(request);
        const isKnown =
          run !== undefined && (wasAdmitted(state, run) || (await store.head(`run/${run}`)) !== undefined);
        return isKnown || !isTaken(state, { file, input })
          ? { done: true }
          : turnedAway(state, { file, input });
      }),
    events: (run, from) => events(store, run, from),
    control: (last) => controlEvents(store, last),
    report: async (run, at) =>
      await orRefusal(async () => {
        const folded = await foldRun(store, run, at, plans);
        if ("refused" in folded) return folded;
        const last = folded.state.length - 1;
        return at !== undefined && at > last ? noEvent(run, at, last) : reportOf(run, folded);
      }),
    detail: async (run, at) =>
      await orRefusal(async () => {
        const folded = await foldRun(store, run, at, plans);
        if ("refused" in folded) return folded;
        const last = folded.state.length - 1;
        return at !== undefined && at > last ? noEvent(run, at, last) : detailOf(run, folded);
      }),
    foresee: async (run, supposed) =>
      await orRefusal(async () => {
        const folded = await foldRun(store, run, undefined, plans);
        return "refused" in folded ? folded : foreseen(folded, supposed);
      }),
    nodes: async (run) =>
      await orRefusal(async () => {
        const folded = await foldRun(store, run, undefined, plans);
        return "refused" in folded ? folded : nodesOf(folded.state);
      }),
    replay: async (run) => await orRefusal(() => redecided(store, run, plans)),
    verify: async (run) => await verifiedWith(store, run),
    exported: (at) => exported(store, at),
    altered: async () => (await store.ledger?.look()) ?? [],
    audit: async () => await store.ledger?.audit(),
    context: async (now) =>
      await orRefusal(async () => {
        const { state } = await recover(store, controlStream, controlMachine, null);
        return knownNow(state, now, "internal");
      }),
    waits: async (run) =>
      await orRefusal(async () => {
        const { state } = await recover(store, controlStream, controlMachine, null);
        return waitsOfRun(state, run);
      }),
    close: () => store.close(),
  };
}

/** The run decided once more, up to the first decision that differs. */
async function redecided(store: Store, run: RunId, plans: Plans): Promise<Redecided | Refusal> {
  const folded = await foldRun(store, run, -1, plans);
  if ("refused" in folded) return folded;
  const again = redeciding(folded.file.plan);
  for await (const page of verifiedPages(store, `run/${run}`)) {
    for (const record of page) {
      const differs = again.takesText(record.body) ? undefined : again.take(eventAt(store, record, run));
      if (differs !== undefined) return differs;
    }
  }
  return again.end();
}

/** One that is damaged is listed as such, so that it does not hide the others. */
async function* runs(store: Store, plans: Plans): AsyncGenerator<RunSummary> {
  for await (const head of store.streams("all", "run/")) {
    if (head.pruned) continue;
    const run = idOf(head);
    const listed = summaryIn(run, head);
    if (listed !== undefined) {
      yield listed;
      continue;
    }
    const folded = await orRefusal(() => foldRun(store, run, undefined, plans));
    if (!("refused" in folded)) yield summaryOf(run, folded);
    else if (!(await store.head(head.stream))?.pruned) yield await damaged(store, head, run);
  }
}

async function underWay(store: Store, plan: PlanId): Promise<number> {
  let result = 0;
  for await (const head of store.streams("open", "run/")) {
    // The run's request may be damaged. Its plan is then unknown, and `runs` reports that.
    const request = await orRefusal(async () => await requestOf(store, idOf(head)));
    if (request !== undefined && !("refused" in request) && request.plan === plan) result += 1;
  }
  return result;
}

async function damaged(store: Store, head: Head, run: RunId): Promise<RunSummary> {
  const request = await orRefusal(() => requestOf(store, run));
  const plan = request === undefined || "refused" in request ? "sha256:" : request.plan;
  return { run, entry: "", plan, started: 0, events: head.length, status: "damaged", waiting: [] };
}

async function* events(store: Store, run: RunId, from: Seq = 0): AsyncGenerator<ChainedEntry> {
  for await (const record of verified(store, `run/${run}`)) {
    if (record.seq < from) continue;
    const { seq, body, hash } = record;
    const isSealed = "sealed" in (JSON.parse(body) as object);
    yield { seq, event: eventAt(store, record, run), hash, ...(isSealed ? { body } : {}) };
  }
}

async function* controlEvents(store: Store, last: number): AsyncGenerator<ControlEntry> {
  const { length = 0 } = (await store.head(controlStream)) ?? {};
  for await (const record of store.read(controlStream, Math.max(0, length - last))) {
    const event = eventOf<ControlEvent>(record, store.sealer);
    if (event !== undefined) yield { seq: record.seq, event };
  }
}

function eventAt(store: Store, record: Record, run: RunId): RunEvent {
  const event = eventOf<RunEvent>(record, store.sealer);
  if (event === undefined) invariant(false, `event ${record.seq} of ${run} is one`);
  return event;
}

/** Damage as a refusal, in words. */
async function orRefusal<T>(read: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DamagedJournal) return { refused: "journal", message: error.message };
    throw error;
  }
}

function noEvent(run: RunId, at: Seq, last: Seq): Refusal {
  return { refused: "unknown_event", message: `The run ${run} has no event ${at}: its last is ${last}.` };
}

function unknown(run: RunId): Refusal {
  return { refused: "unknown_run", message: `There is no run ${run} in this journal.` };
}

/** Verifies a run, and the records beside its events. */

/** @param run left out: what control has written. */
async function verifiedWith(store: Store, run?: RunId): Promise<Verified | Refusal> {
  const stream = run === undefined ? controlStream : (`run/${run}` as const);
  const head = run === undefined ? undefined : await store.head(stream);
  if (run !== undefined && head === undefined)
    return { refused: "unknown_run", message: `There is no run ${run} in this journal.` };
  if (run !== undefined && head?.pruned) return prunedRun(run);
  const result = await verify(store, stream);
  if (isBreak(result)) {
    const of = run === undefined ? "control" : `the run ${run}`;
    return { whole: false, seq: result.seq, message: `Event ${result.seq} of ${of}: ${result.why}.` };
  }
  const amiss = run === undefined || result.length === 0 ? undefined : await besideIt(store, run);
  if (amiss !== undefined) return { whole: false, seq: 0, message: amiss };
  const { length: pruned } = run === undefined ? await begunAt(store, stream) : { length: 0 };
  return { whole: true, events: result.length, head: result.hash, ...(pruned > 0 ? { pruned } : {}) };
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
