import type { Placed } from "../drive/live.ts";
import { type AnyEvent, eventOf } from "../journal/record.ts";
import type { Store } from "../journal/store.ts";
import { invariant } from "../kernel/invariant.ts";
import type { Seq, StreamId } from "../kernel/machine.ts";

/**
 * Shows the durable events of a stream to someone, each once and in order: first those that the journal has, then each
 * as it comes.
 */
export class Watch<Event extends AnyEvent> {
  readonly #store: Store;
  readonly #stream: StreamId;
  readonly #see: (placed: Placed<Event>) => void;
  readonly #failed: (error: unknown) => void;
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
    failed: (error: unknown) => void,
  ) {
    this.#store = store;
    this.#stream = stream;
    this.#see = see;
    this.#failed = failed;
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
        for await (const record of this.#store.read(this.#stream, this.#next)) {
          const event = eventOf<Event>(record, this.#store.sealer);
          invariant(event !== undefined, `event ${record.seq} of ${this.#stream} is one`);
          this.#show({ seq: record.seq, event });
        }
      } while (this.#more);
    } catch (error) {
      this.#failed(error);
    }
    this.#reading = false;
  }

  #show(placed: Placed<Event>): void {
    if (this.#ended || placed.seq !== this.#next) return;
    this.#next += 1;
    this.#see(placed);
  }
}
