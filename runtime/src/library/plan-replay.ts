import type { Instant, RunId, Seq } from "@orchlang/kernel";
import type { Redecided } from "@orchlang/kernel/run";
import type { PlanFile, PlanId } from "@orchlang/plan";
import type { Store } from "../journal/store.ts";
import type { Journal } from "../journal-api.ts";
import { requestOf } from "../orchestrator/request.ts";
import type { ChainedEntry, Refusal } from "../orchestrator-types.ts";
import { type LifecycleEvent, type LifecycleType, lifecycleReader, lifecycleTypes } from "./lifecycle.ts";
import { type RunStats, statsOf } from "./stats.ts";

/** One moment of a run. `duration`, also as `since`: ms after its start. A plan was created as its run began. */
export interface TimelineEntry {
  readonly seq: Seq;
  readonly timestamp: Instant;
  readonly event: LifecycleType;
  readonly duration: number;
  /** As `timestamp`, `duration` and `event`. */
  readonly at: Instant;
  readonly since: number;
  readonly type: LifecycleType;
  readonly stepId?: string;
  /** The output or the failure's message, if any. */
  readonly says?: string;
}

/** Everything that is known of a run, as one document: it can be verified and read without its journal. */
export interface RunExport {
  readonly format: "orch.run/1";
  readonly run: RunId;
  readonly plan: PlanFile;
  /** In order; each hash covers all before it. */
  readonly events: readonly ChainedEntry[];
  readonly head: string;
}

/** An event of a run as a replay hands it out. `data`: all that is known of it. */
export type ReplayEntry = LifecycleEvent & {
  readonly timestamp: Instant;
  readonly event: LifecycleType;
  readonly data: Omit<LifecycleEvent, "type">;
};

/** The result of a replay: the events that were repeated, and whether they would be decided the same today. */
export interface Replayed {
  readonly run: RunId;
  readonly events: number;
  /** The comparison of today's kernel with the recorded decisions. */
  readonly decided: Redecided;
}

/** A run in figures, and how often each event happened in it. */
export interface PlanStats extends RunStats {
  readonly eventCounts: Readonly<Record<LifecycleType, number>>;
}

/**
 * Looks back. `planId`: a run's id or an unambiguous beginning of it; or a plan's (`sha256:…`, or the `id` of a plan that
 * was given as an object): then its newest run is meant.
 */
export interface PlanReplay {
  /**
   * Replays a run's events in order, each after the callback has handled the one before; then decides the run again.
   */
  replay(
    planId: string,
    callback?: (entry: ReplayEntry) => void | Promise<void>,
  ): Promise<Replayed | Refusal>;
  getTimeline(planId: string): Promise<readonly TimelineEntry[] | Refusal>;
  getStats(planId: string): Promise<PlanStats | Refusal>;
  export(planId: string): Promise<RunExport | Refusal>;
}

export function planReplay(store: Store, journal: Journal): PlanReplay {
  const result = async (
    planId: string,
  ): Promise<{ readonly run: RunId; readonly file: PlanFile } | Refusal> => {
    const run = await runOf(store, journal, planId);
    if ("refused" in run) return run;
    const file = await journal.plan(run.run);
    return "refused" in file ? file : { run: run.run, file };
  };
  return {
    async replay(planId, callback = () => undefined) {
      if (typeof callback !== "function") return { refused: "shape", message: "The callback is a function." };
      const known = await result(planId);
      if ("refused" in known) return known;
      const { run, file } = known;
      let events = 0;
      for await (const { event, timestamp } of momentsOf(journal, run, file)) {
        if (event.type !== "plan_created") events += 1;
        const { type, ...data } = event;
        await callback({ ...event, timestamp, event: type, data });
      }
      const decided = await journal.replay(run);
      return "refused" in decided ? decided : { run, events, decided };
    },
    async getTimeline(planId) {
      const known = await result(planId);
      if ("refused" in known) return known;
      const entries: TimelineEntry[] = [];
      let started: Instant | undefined;
      for await (const moment of momentsOf(journal, known.run, known.file)) {
        started ??= moment.timestamp;
        entries.push(timelineEntry(moment, started));
      }
      return entries;
    },
    async getStats(planId) {
      const known = await result(planId);
      if ("refused" in known) return known;
      const report = await journal.report(known.run);
      if ("refused" in report) return report;
      const nodes = await journal.nodes(known.run);
      if ("refused" in nodes) return nodes;
      const eventCounts = Object.fromEntries(lifecycleTypes.map((type) => [type, 0])) as Record<
        LifecycleType,
        number
      >;
      for await (const { event } of momentsOf(journal, known.run, known.file)) eventCounts[event.type] += 1;
      return { ...statsOf(report, nodes), eventCounts };
    },
    async export(planId) {
      const known = await result(planId);
      if ("refused" in known) return known;
      const events: ChainedEntry[] = [];
      for await (const entry of journal.events(known.run)) events.push(entry);
      const { run, file } = known;
      return { format: "orch.run/1", run, plan: file, events, head: events.at(-1)?.hash ?? "" };
    },
  };
}

/** An event with its place in the journal. */
interface Moment {
  readonly event: LifecycleEvent;
  readonly timestamp: Instant;
  readonly seq: Seq;
}

/** The events of a run, from its plan on. */
async function* momentsOf(journal: Journal, run: RunId, file: PlanFile): AsyncGenerator<Moment> {
  const reader = lifecycleReader(run, file);
  let isFirst = true;
  for await (const entry of journal.events(run)) {
    const { seq } = entry;
    const timestamp = entry.event.at;
    if (isFirst) yield { event: { type: "plan_created", planId: file.id, plan: file }, timestamp, seq };
    isFirst = false;
    for (const event of reader.add(entry)) yield { event, timestamp, seq };
  }
}

function timelineEntry({ event, timestamp, seq }: Moment, started: Instant): TimelineEntry {
  const says =
    "error" in event ? event.error.message : "output" in event ? JSON.stringify(event.output) : undefined;
  const duration = timestamp - started;
  return {
    seq,
    timestamp,
    event: event.type,
    duration,
    at: timestamp,
    since: duration,
    type: event.type,
    ...("stepId" in event ? { stepId: event.stepId } : {}),
    ...(says === undefined ? {} : { says }),
  };
}

async function runOf(store: Store, journal: Journal, id: string): Promise<{ readonly run: RunId } | Refusal> {
  const plan = await newestOf(store, id);
  return plan === undefined ? await journal.find(id) : { run: plan };
}

/** The newest run of a plan; streams come in the order of their first event. */
async function newestOf(store: Store, id: string): Promise<RunId | undefined> {
  if (id === "") return undefined;
  let newest: RunId | undefined;
  const names = new Map<PlanId, boolean>();
  for await (const { stream } of store.streams("all", "run/")) {
    const run = stream.slice("run/".length);
    const request = await requestOf(store, run);
    if (request === undefined) continue;
    const { plan } = request;
    const isIntended = names.get(plan) ?? (plan === id || (await entryOf(store, plan)) === `plans.${id}`);
    names.set(plan, isIntended);
    if (isIntended) newest = run;
  }
  return newest;
}

async function entryOf(store: Store, plan: PlanId): Promise<string | undefined> {
  const text = await store.get(plan);
  if (text === undefined) return undefined;
  const { plan: found } = JSON.parse(text) as { plan?: { entry?: string } };
  return found?.entry;
}
