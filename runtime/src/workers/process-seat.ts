import { type ChildProcess, spawn } from "node:child_process";
import { Socket } from "node:net";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { limits } from "../limits.ts";
import type { JobResult, Workplace } from "../world/world.ts";
import { decodeFromProcess } from "./decode.ts";
import type { Assigned as AssignedTo } from "./job-queue.ts";
import type { FromProcess, ToProcess } from "./messages.ts";
import { readLines } from "./output.ts";

type Assigned = AssignedTo<ProcessSeat>;

/** Callbacks about a process. */
interface ProcessEvents {
  result(seat: ProcessSeat, assigned: Assigned, result: JobResult): void;
  output(line: Extract<FromProcess, { says: "output" }>, assigned: Assigned | undefined): void;
  alive(assigned: Assigned): void;
  /** It is gone, with or without a job. `why`: where it was ended for what it said. */
  died(seat: ProcessSeat, assigned: Assigned | undefined, why: string | undefined): void;
}

/**
 * A process that does one job at a time, one after another. It says what it has to say on a pipe, in lines that are read
 * here: Node's own channel between processes throws at what is no JSON, and a handler can write to it.
 */
export class ProcessSeat {
  readonly #child: ChildProcess;
  readonly #ended = Promise.withResolvers<void>();
  #job: Assigned | undefined;
  #place: Workplace | undefined;
  #dead = false;
  #full = false;
  #why: string | undefined;
  /** True once it has reported that it accepts jobs. */
  heard = false;

  constructor(memoryMb: number, abortGraceMs: number, events: ProcessEvents) {
    const entry = new URL(
      import.meta.url.endsWith(".ts") ? "./process-entry.ts" : "./process-entry.js",
      import.meta.url,
    );
    const conditions = entry.pathname.endsWith(".ts") ? ["--conditions=orch-source"] : [];
    this.#child = spawn(
      process.execPath,
      [...conditions, fileURLToPath(entry), `${memoryMb}`, `${abortGraceMs}`],
      // A handler's output comes as messages; of a dying Node only the exit code is needed.
      { stdio: ["pipe", "ignore", "ignore", "pipe"] },
    );
    const die = (): void => {
      if (this.#dead) return;
      this.#dead = true;
      const job = this.#job;
      this.#job = undefined;
      this.#ended.resolve();
      events.died(this, job, this.#why);
    };
    this.#child.on("exit", die);
    // It could not be started: it does nothing more.
    this.#child.on("error", () => {
      this.#child.kill("SIGKILL");
      die();
    });
    // A dead process reads nothing; its exit event reports that.
    this.#child.stdin?.on("error", () => undefined);
    const readable = this.#child.stdio[3] as Readable | null | undefined;
    if (readable === null || readable === undefined) return;
    readable.on("error", () => undefined);
    readLines(readable, limits.workerMessageCharsMax, {
      line: (text) => this.#take(text, events),
      tooLong: () => this.#mistrust(`it has more than ${limits.workerMessageCharsMax} bytes`),
    });
  }

  get idle(): boolean {
    return this.#job === undefined && !this.#dead && !this.#full;
  }

  begin(assigned: Assigned, place: Workplace): void {
    this.#job = assigned;
    this.#place = place;
    this.#hold(true);
    this.#send({ do: "job", job: assigned.job, place });
  }

  abort({ job: { key, attempt } }: Assigned): void {
    this.#send({ do: "abort", key, attempt });
  }

  /** Resolves once it is gone. */
  end(): Promise<void> {
    if (this.#dead) return this.#ended.promise;
    // Keeps the program alive while somebody waits for this.
    this.#hold(true);
    this.#child.kill("SIGKILL");
    return this.#ended.promise;
  }

  /** True if it keeps the program from ending. */
  #hold(isHeld: boolean): void {
    for (const one of [this.#child, ...this.#child.stdio])
      if (one === this.#child || one instanceof Socket) isHeld ? one.ref() : one.unref();
  }

  #take(text: string, events: ProcessEvents): void {
    if (this.#dead || this.#why !== undefined) return;
    const message = decodeFromProcess(text, () =>
      this.#job === undefined || this.#place === undefined
        ? undefined
        : { job: this.#job.job, place: this.#place },
    );
    if ("wrong" in message) this.#mistrust(message.wrong);
    else this.#hear(message, events);
  }

  /** After one invalid message, nothing more from the process is accepted. */
  #mistrust(wrong: string): void {
    this.#why ??= `something in it sent what is no message of a worker: ${wrong}`;
    this.#child.kill("SIGKILL");
  }

  #hear(message: FromProcess, events: ProcessEvents): void {
    const job = this.#job;
    switch (message.says) {
      case "ready":
        this.heard = true;
        return;
      case "alive":
        if (job !== undefined) events.alive(job);
        return;
      case "output":
        events.output(message, message.mine ? job : undefined);
        return;
      case "result":
        this.#job = undefined;
        this.#full = message.full;
        if (this.#full) this.#child.kill("SIGKILL");
        // One that has nothing to do keeps no program from ending.
        this.#hold(false);
        if (job !== undefined) events.result(this, job, message.result);
        return;
      default:
        message satisfies never;
    }
  }

  #send(message: ToProcess): void {
    // A process that is gone is heard of by its exit.
    if (!this.#dead) this.#child.stdin?.write(`${JSON.stringify(message)}\n`);
  }
}
