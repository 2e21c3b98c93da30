import { Worker } from "node:worker_threads";
import type { Appended } from "../../store.ts";
import type { WriterMessage, WriterRequest } from "./packed.ts";
import type { WriterSeat } from "./writer-entry.ts";

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
    this.#worker.on("message", (told: WriterMessage) => this.#hear(told));
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

  #hear(told: WriterMessage): void {
    if (told === "ready") this.#ready.resolve(true);
    else if ("fault" in told) for (const { reject } of this.#waiting.splice(0)) reject(told.fault);
    else {
      for (const done of told.answers) this.#waiting.shift()?.resolve(done);
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
