/** Runs and events that are due to be pruned, and pruning them a batch a commit: for the server's passes and for `orch prune`. */
import { createHash } from "node:crypto";
import type { Confidentiality, PlanId } from "@orchlang/plan";
import type { Journal, Orchestrator, Refusal, RunSummary } from "@orchlang/runtime";
import { confidentialities } from "./schemas.ts";

/** How long ended runs are kept, in days from their last event; and what all runs share. */
export interface RetentionSettings {
  /** For plans and goals that are not named below. Left out: for ever. */
  readonly days?: number;
  /** The most for runs of plans that handle data with a label or a higher one, unless the plan is named below. */
  readonly labels?: Readonly<Partial<Record<Confidentiality, number>>>;
  /** By the name of the plan or goal, which may be qualified. */
  readonly plans?: Readonly<Record<string, number>>;
  /** How long events, readings, answers and decisions are kept, which belong to no run. Left out: for ever. */
  readonly events?: number;
}

/** The part of a runtime that prunes. */
type Pruner = Pick<Orchestrator, "prunable" | "prune" | "prunableEvents" | "pruneEvents" | "note">;

type Ended = Pick<RunSummary, "run" | "entry" | "plan" | "started" | "events">;

/** The labels of the data that a plan handles. */
export type LabelsOf = (plan: PlanId) => readonly Confidentiality[];

/** A run that ended, and the instant before which it has to have. */
export type Due<Run extends Ended = Ended> = Run & { readonly endedBefore: number };

/** The note in the journal of what is pruned, written before it is. */
export const retentionNote = "server retention";

/** Runs of one commit at most, and their events: so that nobody waits long for a place in the journal. */
const batchRuns = 100;
const batchEvents = 20_000;

const dayMs = 86_400_000;

/** Ended runs that began early enough to be due, in batches. */
export function dueBatches<Run extends Ended>(
  ended: Iterable<Run>,
  settings: RetentionSettings,
  { now, labelsOf }: { readonly now: number; readonly labelsOf: LabelsOf },
): readonly (readonly Due<Run>[])[] {
  const batches: Due<Run>[][] = [];
  let events = Number.POSITIVE_INFINITY;
  for (const run of ended) {
    const kept = daysOf(settings, run.entry, labelsOf(run.plan));
    if (kept === undefined || run.started >= now - kept * dayMs) continue;
    const last = batches.at(-1);
    const due = { ...run, endedBefore: Math.floor(now - kept * dayMs) };
    events += run.events;
    if (last !== undefined && last.length < batchRuns && events <= batchEvents) last.push(due);
    else {
      batches.push([due]);
      events = run.events;
    }
  }
  return batches;
}

/** The first `most` of them that can be pruned. */
export async function dueRuns<Run extends Ended>(
  pruner: Pruner,
  batches: readonly (readonly Due<Run>[])[],
  most: number,
): Promise<readonly Due<Run>[] | Refusal> {
  const dues: Due<Run>[] = [];
  for (const batch of batches) {
    const runs = await pruner.prunable(batch);
    if ("refused" in runs) return runs;
    const prunable = new Set(runs);
    dues.push(...batch.filter(({ run }) => prunable.has(run)));
    if (dues.length >= most) break;
  }
  return dues.slice(0, most);
}

/** Notes what goes, then prunes it: whoever is killed between goes on with the same batch, under the same note. */
export async function pruneBatch(
  pruner: Pruner,
  batch: readonly Due[],
  by: string,
): ReturnType<Orchestrator["prune"]> {
  const due = await pruner.prunable(batch);
  if ("refused" in due || due.length === 0) return "refused" in due ? due : { pruned: [] };
  const chosen = new Set(due);
  const id = `${retentionNote} ${createHash("sha256").update(due.join(" ")).digest("hex")}`;
  const noted = await pruner.note(retentionNote, { runs: [...due], by }, id);
  if ("refused" in noted) return noted;
  return await pruner.prune(batch.filter(({ run }) => chosen.has(run)));
}

/** Events that belong to no run and are due: from one place in the journal to another. */
export async function dueEvents(
  pruner: Pruner,
  { events }: RetentionSettings,
  now: number,
): ReturnType<Orchestrator["prunableEvents"]> {
  return events === undefined
    ? { from: 0, until: 0 }
    : await pruner.prunableEvents(eventsBefore(events, now));
}

/** Prunes those that are due. `pruned` is called after each commit, and ends it where it returns false. */
export async function pruneShared(
  pruner: Pruner,
  settings: RetentionSettings,
  { now, by, pruned }: { readonly now: number; readonly by: string; pruned(events: number): boolean },
): Promise<Refusal | undefined> {
  const due = await dueEvents(pruner, settings, now);
  if ("refused" in due) return due;
  const { from, until } = due;
  if (settings.events === undefined || until === from) return undefined;
  const noted = await pruner.note(retentionNote, { from, until, by }, `${retentionNote} ${until}`);
  if ("refused" in noted) return noted;
  for (let at = from; at < until; ) {
    const done = await pruner.pruneEvents(eventsBefore(settings.events, now), until);
    if ("refused" in done) return done;
    if (done.until <= at || !pruned(done.until - done.from)) return undefined;
    at = done.until;
    // Others have their turn between two batches.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return undefined;
}

function eventsBefore(days: number, now: number): number {
  return Math.floor(now - days * dayMs);
}

/** The labels of the plans of runs, where the settings ask for them. */
export async function readLabels(
  journal: Pick<Journal, "plan">,
  runs: Iterable<Pick<RunSummary, "run" | "plan">>,
  { labels = {} }: RetentionSettings,
): Promise<LabelsOf> {
  const known = new Map<PlanId, readonly Confidentiality[]>();
  if (Object.keys(labels).length > 0)
    for (const { run, plan } of runs) {
      if (known.has(plan)) continue;
      const file = await journal.plan(run);
      // One that cannot be read is kept as long as all others: no label is known of it.
      known.set(plan, "refused" in file ? [] : file.plan.manifest.labels);
    }
  return (plan) => known.get(plan) ?? [];
}

function daysOf(
  { days, labels = {}, plans = {} }: RetentionSettings,
  entry: string,
  own: readonly Confidentiality[],
): number | undefined {
  const named = Object.keys(plans).find((name) => isNamed(entry, name));
  if (named !== undefined) return plans[named];
  const highest = Math.max(-1, ...own.map((label) => confidentialities.indexOf(label)));
  const all = [days, ...confidentialities.slice(0, highest + 1).map((label) => labels[label])];
  const limits = all.filter((one) => one !== undefined);
  return limits.length === 0 ? undefined : Math.min(...limits);
}

/** True if it is the plan or goal of a name that may be qualified. */
export function isNamed(entry: string, name: string): boolean {
  return entry === name || entry.endsWith(`.${name}`);
}
