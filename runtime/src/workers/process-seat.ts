import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { JobResult, Workplace } from "../world/world.ts";
import type { Assigned as AssignedTo } from "./job-queue.ts";
import type { FromProcess, ToProcess } from "./process-messages.ts";

type Assigned = AssignedTo<ProcessSeat>;

/** What a process tells those who have it. */
export interface ProcessEvents {
  result(seat: ProcessSeat, assigned: Assigned, result: JobResult): void;
  output(line: Extract<FromProcess, { says: "output" }>, assigned: Assigned | undefined): void;
  alive(assigned: Assigned): void;
  /** It is gone, with or without a job. */
  died(seat: ProcessSeat, assigned: Assigned | undefined): void;
}

/** A process that does one job at a time, one after another. */
export class ProcessSeat {
  readonly #child: ChildProcess;
  readonly #ended = Promise.withResolvers<void>();
  #job: Assigned | undefined;
  #dead = false;
  #full = false;
  /** Whether it has said that it can take jobs. */
  heard = false;

  constructor(memoryMb: number, abortGraceMs: number, events: ProcessEvents) {
    const entry = new URL(
      import.meta.url.endsWith(".ts") ? "./process-entry.ts" : "./process-entry.js",
      import.meta.url,
    );
    this.#child = fork(fileURLToPath(entry), [`${memoryMb}`, `${abortGraceMs}`], {
      execArgv: entry.pathname.endsWith(".ts") ? ["--conditions=orch-source"] : [],
      // What a handler writes comes as messages; of what Node says as it dies the exit is all that is wanted.
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    const die = (): void => {
      if (this.#dead) return;
      this.#dead = true;
      const job = this.#job;
      this.#job = undefined;
      this.#ended.resolve();
      events.died(this, job);
    };
    this.#child.on("message", (message: FromProcess) => {
      if (!this.#dead) this.#hear(message, events);
    });
    this.#child.on("exit", die);
    // It could not be started, or not be written to: either way it does nothing more.
    this.#child.on("error", () => {
      this.#child.kill("SIGKILL");
      die();
    });
  }

  get idle(): boolean {
    return this.#job === undefined && !this.#dead && !this.#full;
  }

  begin(assigned: Assigned, place: Workplace): void {
    this.#job = assigned;
    this.#child.ref();
    this.#child.channel?.ref();
    this.#send({ do: "job", job: assigned.job, place });
  }

  abort({ job: { key, attempt } }: Assigned): void {
    this.#send({ do: "abort", key, attempt });
  }

  /** Resolves once it is gone. */
  end(): Promise<void> {
    this.#child.kill("SIGKILL");
    return this.#ended.promise;
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
        this.#child.unref();
        this.#child.channel?.unref();
        if (job !== undefined) events.result(this, job, message.result);
    }
  }

  #send(message: ToProcess): void {
    // A process that is gone is heard of by its exit.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }
}
