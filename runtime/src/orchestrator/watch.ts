import type { Seq, StreamId } from "@orchlang/kernel";
import type { Placed } from "../drive/live.ts";
import { type AnyEvent, eventOf } from "../journal/record.ts";
import { damaged, verified } from "../journal/recover.ts";
import { DamagedJournal, type Store } from "../journal/store.ts";
import type { Refusal } from "../orchestrator-api.ts";

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
