import { present } from "@orchlang/kernel";
import { limits } from "../limits.ts";
import type { Clock, Job, JobResult, Workers, Workplace } from "../world/world.ts";
import { type AttemptResult, attempt } from "./attempt.ts";
import { classify } from "./classify.ts";
import type { Loaded } from "./load.ts";
import { type HandlerOutput, outputLine } from "./output.ts";
import { leftAlone, neverBegun, Stop } from "./stopped.ts";

/** Loads the code for a place, and limits its concurrent calls. */
export interface InProcessCode {
  load(place: Workplace, job: Job): Loaded | Promise<Loaded>;
  /** Calls under way at once of the capability of this name. */
  most(capability: string): number;
  /** A call has ended so. */
  ended?(place: Workplace, result: JobResult): void;
  /** After the last call. */
  close(): Promise<void>;
}

/** A job from `start` to its report, or to the end of its function where that comes later. */
interface Task {
  readonly job: Job;
  readonly report: (job: Job, result: JobResult) => void;
  readonly stop: Stop;
  /** True if its function was called. */
  begun: boolean;
  reported: boolean;
  forgetGrace?: () => void;
}

/** The tasks of one capability. One that was given up counts as under way until its function has really ended. */
interface Line {
  readonly underWay: Set<Promise<void>>;
  readonly queue: Task[];
}

/**
 * Calls functions in this process. There is no thread that could be ended: a function that does not stop when asked to
 * is given up, and one that computes without a pause stops the whole program for as long.
 */
export class InProcess implements Workers {
  readonly #clock: Clock;
  readonly #code: InProcessCode;
  readonly #output: (line: HandlerOutput) => void;
  readonly #places = new Map<string, Workplace>();
  /** Jobs without a report, by key and attempt. */
  readonly #tasks = new Map<string, Task>();
  readonly #lines = new Map<string, Line>();
  #sign: ((job: Job) => void) | undefined;
  #closed = false;

  constructor(clock: Clock, code: InProcessCode, output: (line: HandlerOutput) => void) {
    this.#clock = clock;
    this.#code = code;
    this.#output = output;
  }

  equip(places: Readonly<Record<string, Workplace>>): void {
    for (const [name, place] of Object.entries(places)) {
      if (!this.#places.has(name)) this.#places.set(name, place);
    }
  }

  retain(needed: ReadonlySet<string>): void {
    const inUse = new Set([...this.#tasks.values()].map(({ job }) => job.place));
    for (const name of this.#places.keys())
      if (!needed.has(name) && !inUse.has(name)) this.#places.delete(name);
  }

  start(jobs: readonly Job[], report: (job: Job, result: JobResult) => void): void {
    for (const job of jobs) {
      // The same dispatch once more, as after a recovery within the process: it is under way already.
      if (this.#closed || this.#tasks.has(nameOf(job))) continue;
      if (!this.#places.has(job.place)) {
        report(job, neverBegun);
        continue;
      }
      const task: Task = { job, report, stop: new Stop(), begun: false, reported: false };
      this.#tasks.set(nameOf(job), task);
      const line = this.#lines.get(job.capability) ?? { underWay: new Set(), queue: [] };
      this.#lines.set(job.capability, line);
      line.queue.push(task);
      this.#fill(line);
    }
  }

  abort(key: string, attempt: number): void {
    const task = this.#tasks.get(nameOf({ key, attempt }));
    if (task === undefined || task.stop.asked) return;
    task.stop.ask();
    if (!task.begun) {
      const queue = this.#lines.get(task.job.capability)?.queue ?? [];
      const at = queue.indexOf(task);
      if (at >= 0) queue.splice(at, 1);
      this.#report(task, neverBegun);
    } else {
      const until = this.#clock.now() + limits.abortGraceMs;
      task.forgetGrace = this.#clock.wake(until, () => this.#report(task, leftAlone));
    }
  }

  onSign(listen: (job: Job) => void): void {
    this.#sign = listen;
  }

  /** Asks everything to stop and waits for its end, as long as a grace. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const task of this.#tasks.values()) {
      task.forgetGrace?.();
      task.stop.ask();
    }
    this.#tasks.clear();
    const running = [...this.#lines.values()].flatMap(({ underWay }) => [...underWay]);
    if (running.length > 0) await this.#ends(running);
    await this.#code.close();
  }

  async #ends(running: readonly Promise<void>[]): Promise<void> {
    const grace = Promise.withResolvers<void>();
    const forget = this.#clock.wake(this.#clock.now() + limits.abortGraceMs, grace.resolve);
    await Promise.race([Promise.all(running), grace.promise]);
    forget();
  }

  #fill(line: Line): void {
    while (!this.#closed) {
      const next = line.queue[0];
      if (next === undefined || line.underWay.size >= this.#code.most(next.job.capability)) return;
      line.queue.shift();
      const end = this.#perform(next).then((result) => {
        line.underWay.delete(end);
        if (result !== undefined) this.#report(next, result);
        this.#fill(line);
      });
      line.underWay.add(end);
    }
  }

  /** Undefined where it was undone before its function was called. Never throws. */
  async #perform(task: Task): Promise<JobResult | undefined> {
    const { job, stop } = task;
    const place = present(this.#places.get(job.place), "a job comes after its place");
    const around = {
      stop,
      load: () => this.#code.load(place, job),
      claim: () => {
        task.begun = !task.reported && !this.#closed;
        return task.begun;
      },
      say: (by: "log" | "progress", text: string) =>
        this.#output({ job, ...outputLine(by, text, undefined) }),
      sign: () => this.#sign?.(job),
      // Errors thrown elsewhere in this process belong to the embedding program; one promise a task, so that it can be
      // collected with it.
      stray: () => new Promise<never>(() => {}),
    };
    const result = await attempt(job, place, around).catch(
      (error: unknown): AttemptResult => ({
        outcome: JSON.stringify(classify(error, place.capability)),
        spent: "{}",
      }),
    );
    return result === "skipped"
      ? undefined
      : {
          outcome: JSON.parse(result.outcome),
          spent: JSON.parse(result.spent),
          ...(result.by === undefined ? {} : { by: result.by }),
          ...(result.chosen === undefined ? {} : { chosen: result.chosen }),
        };
  }

  #report(task: Task, result: JobResult): void {
    task.forgetGrace?.();
    if (task.reported || this.#closed) return;
    task.reported = true;
    this.#code.ended?.(present(this.#places.get(task.job.place), "a job comes after its place"), result);
    this.#tasks.delete(nameOf(task.job));
    task.report(task.job, result);
  }
}

function nameOf({ key, attempt }: { readonly key: string; readonly attempt: number }): string {
  return `${key}/${attempt}`;
}
