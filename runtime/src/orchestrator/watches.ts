import type { RunId, Seq, StreamId } from "@orchlang/kernel";
import type { RunEvent } from "@orchlang/kernel/run";
import type { Placed } from "../drive/live.ts";
import { type AnyEvent, eventOf } from "../journal/chain.ts";
import { damaged, verified } from "../journal/recover.ts";
import { DamagedJournal, type Store } from "../journal/store.ts";
import type { Entry, Refusal } from "../orchestrator-types.ts";

interface Parts {
  readonly store: Store;
  /** True if control has admitted it: then it begins, if it has not. */
  isAdmitted(run: RunId): boolean;
  /** An error thrown by a listener. */
  listenerFailed(error: unknown): void;
  /** An error other than damage of the journal. */
  failed(error: unknown): void;
}

/** The watchers of runs. Problems of one watcher are reported to that one. */
export class Watches {
  readonly #parts: Parts;
  readonly #runs = new Map<RunId, Set<Watch<RunEvent>>>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Events of a run that have just become durable. */
  push(run: RunId, events: readonly Placed<RunEvent>[]): void {
    for (const watch of this.#runs.get(run) ?? []) watch.push(events);
  }

  begin(
    run: RunId,
    from: Seq,
    see: (entry: Entry) => void,
    refused: ((why: Refusal) => void) | undefined,
  ): () => void {
    const { store, failed } = this.#parts;
    const safely = this.#safely.bind(this);
    const refuse = (why: Refusal): void => safely(() => refused?.(why));
    const watch = new Watch<RunEvent>(store, `run/${run}`, from, (entry) => safely(() => see(entry)), {
      refused: refuse,
      failed,
    });
    const watches = this.#runs.get(run) ?? new Set();
    this.#runs.set(run, watches.add(watch));
    if (refused !== undefined) this.#lookFor(run, refuse).catch(failed);
    return () => {
      watch.end();
      watches.delete(watch);
      if (watches.size === 0 && this.#runs.get(run) === watches) this.#runs.delete(run);
    };
  }

  async #lookFor(run: RunId, refuse: (why: Refusal) => void): Promise<void> {
    const { store, isAdmitted } = this.#parts;
    if (isAdmitted(run) || (await headOf(store, run)) !== undefined) return;
    refuse({ refused: "unknown_run", message: `There is no run ${run} in this journal.` });
  }

  #safely(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#parts.listenerFailed(error);
    }
  }
}

/** Damage is reported by whoever reads the events. */
async function headOf(store: Store, run: RunId): Promise<unknown> {
  try {
    return await store.head(`run/${run}`);
  } catch (error) {
    if (error instanceof DamagedJournal) return error;
    throw error;
  }
}

/** Why nothing more is shown. */
interface Otherwise {
  /** The stream is not as it was written. */
  refused(why: Refusal): void;
  failed(error: unknown): void;
}

/**
 * Shows the durable events of a stream to someone, each once and in order: first those that the journal has, then each
 * as it comes.
 */
export class Watch<Event extends AnyEvent> {
  readonly #store: Store;
  readonly #stream: StreamId;
  readonly #see: (placed: Placed<Event>) => void;
  readonly #otherwise: Otherwise;
  #next: Seq;
  /** Something became durable while the journal was read: it is read on. */
  #more = false;
  #reading = false;
  #ended = false;

  constructor(
    store: Store,
    stream: StreamId,
    from: Seq,
    see: (placed: Placed<Event>) => void,
    otherwise: Otherwise,
  ) {
    this.#store = store;
    this.#stream = stream;
    this.#see = see;
    this.#otherwise = otherwise;
    this.#next = from;
    void this.#catchUp();
  }

  /** Events that have just become durable. */
  push(events: readonly Placed<Event>[]): void {
    const last = events.at(-1);
    if (this.#reading) this.#more = true;
    else if (events.some(({ seq }) => seq === this.#next)) for (const placed of events) this.#show(placed);
    else if (last !== undefined && last.seq >= this.#next) void this.#catchUp();
  }

  end(): void {
    this.#ended = true;
  }

  async #catchUp(): Promise<void> {
    this.#reading = true;
    try {
      do {
        this.#more = false;
        // From its beginning it can be held against its chain; what comes later was written by this process.
        const records =
          this.#next === 0 ? verified(this.#store, this.#stream) : this.#store.read(this.#stream, this.#next);
        for await (const record of records) {
          const event = eventOf<Event>(record, this.#store.sealer);
          if (event === undefined) throw damaged(this.#stream, { seq: record.seq, why: "it is no event" });
          this.#show({ seq: record.seq, event });
        }
      } while (this.#more);
    } catch (error) {
      this.#ended = true;
      if (error instanceof DamagedJournal)
        this.#otherwise.refused({ refused: "journal", message: error.message });
      else this.#otherwise.failed(error);
    }
    this.#reading = false;
  }

  #show(placed: Placed<Event>): void {
    if (this.#ended || placed.seq !== this.#next) return;
    this.#next += 1;
    this.#see(placed);
  }
}
