import type { DatabaseSync } from "node:sqlite";
import type { StreamId } from "@orchlang/kernel";
import { limits } from "../../../limits.ts";
import type { Append, Appended, Document } from "../../store.ts";
import type { SqliteOptions } from "./open.ts";
import { OwnThread } from "./own-thread.ts";
import { packed } from "./packed.ts";
import { type Writer, writerOn } from "./writer.ts";

/**
 * Chooses the writer: this thread while little is written, since a single append is faster than handing it over; a
 * thread of its own under load. It never switches back, unless that thread dies. Only one of them writes at a time.
 */
export class Hand {
  readonly #db: DatabaseSync;
  readonly #here: Writer;
  readonly #start: () => OwnThread;
  #thread: OwnThread | undefined;
  #handedOver = false;
  /** Records that came in large appends. */
  #load = 0;
  readonly #when: SqliteOptions["ownThread"];

  constructor(db: DatabaseSync, path: string, epoch: number, options: SqliteOptions) {
    this.#db = db;
    this.#here = writerOn(db, path, epoch);
    this.#when = options.ownThread ?? "when busy";
    this.#start = () => new OwnThread({ path, epoch, options });
    if (this.#when !== "always") return;
    this.#thread = this.#start();
    this.#handOver();
  }

  /** How many appends may be asked for at once. */
  get appendsMax(): number {
    return this.#other === undefined ? 1 : limits.appendsUnderWayMax;
  }

  /** Whether there is a thread to be waited for. */
  get apart(): boolean {
    return this.#thread !== undefined;
  }

  async append(appends: readonly Append[]): Promise<Appended> {
    const other = this.#other;
    if (other !== undefined) return await other.ask({ append: packed(appends) });
    this.#weigh(appends);
    return this.#here.append(appends);
  }

  put(documents: readonly Document[]): Appended | Promise<Appended> {
    return this.#other?.ask({ put: documents }) ?? this.#here.put(documents);
  }

  async keep(stream: StreamId, text: string): Promise<Appended> {
    return await (this.#other?.ask({ keep: { stream, text } }) ?? this.#here.keep(stream, text));
  }

  /** Once everything that was asked is answered. */
  async close(): Promise<void> {
    await this.#thread?.close();
  }

  get #other(): OwnThread | undefined {
    return this.#handedOver && this.#thread?.dead === false ? this.#thread : undefined;
  }

  #weigh(appends: readonly Append[]): void {
    if (this.#when === "never" || this.#thread !== undefined) return;
    const size = appends.reduce((sum, { records }) => sum + records.length, 0);
    if (size < limits.largeAppendRecords) return;
    this.#load += size;
    if (this.#load < limits.ownThreadRecords) return;
    const thread = this.#start();
    this.#thread = thread;
    void thread.ready.then((ready) => {
      if (ready) this.#handOver();
      this.#here.forget();
    });
  }

  /** This connection only reads from now on and needs a small cache: recently written pages are in the other one's. */
  #handOver(): void {
    this.#handedOver = true;
    if (this.#db.isOpen) this.#db.exec(`PRAGMA cache_size = -${limits.readCacheKibMax}`);
  }
}
