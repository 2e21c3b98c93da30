import type { RunEvent } from "@orchlang/kernel/run";
import { eventOf } from "../journal/chain.ts";
import { DamagedJournal, type Store } from "../journal/store.ts";
import { type Asked, isTelling } from "../workers/models.ts";

/** The newest runs are read back, up to this number. */
const runsMax = 200;

/** How the questions of the newest runs ended, oldest run first. A run that can't be read teaches nothing. */
export async function* questionsOf(store: Store): AsyncGenerator<Asked> {
  const newest: string[] = [];
  for await (const { stream, pruned } of store.streams("all", "run/")) {
    if (pruned === true) continue;
    newest.push(stream);
    if (newest.length > runsMax) newest.shift();
  }
  for (const stream of newest) yield* askedIn(store, stream as `run/${string}`);
}

async function* askedIn(store: Store, stream: Parameters<Store["pages"]>[0]): AsyncGenerator<Asked> {
  const called = new Map<string, string>();
  try {
    for await (const page of store.pages(stream, 0))
      for (const record of page) {
        const event = eventOf<RunEvent>(record, store.sealer);
        if (event?.t === "Began") called.set(event.intent.key, event.capability);
        if (event?.t !== "Ended" || event.by === undefined || !isTelling(event.outcome)) continue;
        const capability = called.get(event.key);
        if (capability !== undefined) yield { capability, by: event.by, good: "ok" in event.outcome };
      }
  } catch (error) {
    if (!(error instanceof DamagedJournal)) throw error;
  }
}
