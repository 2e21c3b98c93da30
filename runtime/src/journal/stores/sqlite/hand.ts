import type { DatabaseSync } from "node:sqlite";
import { Worker } from "node:worker_threads";
import type { StreamId } from "@orchlang/kernel";
import { limits } from "../../../limits.ts";
import type { Append, Appended, Document, Pruning } from "../../store.ts";
import type { SqliteOptions } from "./open.ts";
import { packed, type WriterMessage, type WriterRequest } from "./packed.ts";
import { type Writer, writerOn } from "./writer.ts";
import type { WriterSeat } from "./writer-entry.ts";

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

  /** True if there is a thread to be waited for. */
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

  async prune(pruning: Pruning): Promise<Appended> {
    return await (this.#other?.ask({ prune: pruning }) ?? this.#here.prune(pruning));
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

interface Waiting {
  readonly resolve: (done: Appended) => void;
  readonly reject: (fault: unknown) => void;
}

/**
 * A thread that writes for a store, so that encoding rows and waiting for the disk is not done where runs are decided.
 * It keeps the process alive only while an answer is to come.
 */
export class OwnThread {
  readonly #worker: Worker;
  readonly #path: string;
  readonly #waiting: Waiting[] = [];
  readonly #over = Promise.withResolvers<void>();
  readonly #ready = Promise.withResolvers<boolean>();
  #dead = false;

  constructor(seat: WriterSeat) {
    this.#path = seat.path;
    const entry = new URL(
      import.meta.url.endsWith(".ts") ? "./writer-entry.ts" : "./writer-entry.js",
      import.meta.url,
    );
    this.#worker = new Worker(entry, {
      workerData: seat,
      execArgv: entry.pathname.endsWith(".ts") ? ["--conditions=orch-source"] : [],
    });
    this.#worker.unref();
    this.#worker.on("message", (writerMessage: WriterMessage) => this.#hear(writerMessage));
    // Rejects waiting requests with the cause; `exit` follows.
    this.#worker.on("error", (error) => this.#died(error.message));
    this.#worker.on("exit", () => {
      this.#died("the thread that writes it ended");
      this.#over.resolve();
    });
  }

  /** Resolves once it can write; false: it never will. */
  get ready(): Promise<boolean> {
    return this.#ready.promise;
  }

  get dead(): boolean {
    return this.#dead;
  }

  /** Resolves once it is durable or refused, in the order of asking. */
  ask(asked: Exclude<WriterRequest, "close">): Promise<Appended> {
    if (this.#dead) return Promise.resolve(this.#unknown("the thread that writes it ended"));
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) this.#worker.ref();
      this.#worker.postMessage(asked);
      this.#waiting.push({ resolve, reject });
    });
  }

  /** After everything that was asked. */
  async close(): Promise<void> {
    this.#worker.ref();
    if (!this.#dead) this.#worker.postMessage("close" satisfies WriterRequest);
    await this.#over.promise;
  }

  #hear(writerMessage: WriterMessage): void {
    if (writerMessage === "ready") this.#ready.resolve(true);
    else if ("fault" in writerMessage)
      for (const { reject } of this.#waiting.splice(0)) reject(writerMessage.fault);
    else {
      for (const done of writerMessage.answers) this.#waiting.shift()?.resolve(done);
      if (this.#waiting.length === 0) this.#worker.unref();
    }
  }

  #died(why: string): void {
    this.#dead = true;
    this.#ready.resolve(false);
    for (const { resolve } of this.#waiting.splice(0)) resolve(this.#unknown(why));
  }

  #unknown(why: string): Appended {
    return {
      ok: false,
      why: "unknown",
      message: `The journal ${this.#path} did not take an append: ${why}.`,
    };
  }
}
