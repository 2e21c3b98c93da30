/** Prunes the stream that all runs share: events from outside, answers, readings, decisions. */
import type { Instant, Seq } from "@orchlang/kernel";
import { type ControlEvent, controlMachine, controlStream } from "@orchlang/kernel/control";
import { beginningText, begunAt } from "../journal/beginning.ts";
import { recover } from "../journal/recover.ts";
import type { Store } from "../journal/store.ts";
import { limits } from "../limits.ts";
import type { Refusal } from "../orchestrator-types.ts";
import type { LiveRuns } from "./live-runs.ts";

/** Events by their places in the journal: from `from` on, before `until`. */
export interface PrunedEvents {
  readonly from: Seq;
  readonly until: Seq;
}

/** Those from before an instant that nothing needs any longer. */
export async function prunableEvents(
  { store, control }: Pick<LiveRuns, "store" | "control">,
  before: Instant,
): Promise<PrunedEvents> {
  const { length: from } = await begunAt(store, controlStream);
  // A message that a run has not acknowledged is made of its event again.
  const unanswered = controlMachine.pending(control.state)[0] ?? control.length;
  const most = Math.min(unanswered, control.length - limits.controlEventsKeptMin);
  return { from, until: await firstSince(store, before, from, Math.max(from, most)) };
}

/** Removes the first of them, none from `end` on, in one commit. */
export async function pruneEvents(
  runs: Pick<LiveRuns, "store" | "control">,
  before: Instant,
  end: Seq,
): Promise<PrunedEvents | Refusal> {
  const { store } = runs;
  const { from, until: most } = await prunableEvents(runs, before);
  const until = Math.min(most, end, from + limits.controlEventsPrunedMax);
  if (until <= from) return { from, until: from };
  if (store.prune === undefined) return { refused: "journal", message: "This store can't prune." };
  const { snapshot } = controlMachine;
  if (snapshot === undefined) return { refused: "journal", message: "Control has no snapshots." };
  const held = await recover<null, typeof runs.control.state, ControlEvent>(
    store,
    controlStream,
    controlMachine,
    null,
    until - 1,
  );
  const sealer = store.sealer?.inUse === true ? store.sealer : undefined;
  const text = beginningText(snapshot, controlStream, held, sealer);
  const beginnings = [{ stream: controlStream, from: until, text }] as const;
  const done = await store.prune({ streams: [], documents: [], beginnings });
  return done.ok ? { from, until } : { refused: "journal", message: done.message };
}

/** The first event from `from` on, before `end`, that is not from before the instant: times never fall in a stream. */
async function firstSince(store: Store, before: Instant, from: Seq, end: Seq): Promise<Seq> {
  let low = from;
  let high = end;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((await timeOf(store, middle)) < before) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Everybody may read it, also where the event is sealed. */
function timeIn(body: string): Instant {
  const { at } = JSON.parse(body) as { readonly at?: unknown };
  return typeof at === "number" ? at : Number.POSITIVE_INFINITY;
}

async function timeOf(store: Store, seq: Seq): Promise<Instant> {
  for await (const { body } of store.read(controlStream, seq)) return timeIn(body);
  return Number.POSITIVE_INFINITY;
}
