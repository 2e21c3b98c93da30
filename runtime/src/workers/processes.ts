import { limits } from "../limits.ts";
import type { Clock, Job, JobResult, Workers, Workplace } from "../world/world.ts";
import { JobQueue } from "./job-queue.ts";
import { type HandlerOutput, toStandardError } from "./output.ts";
import { ProcessSeat } from "./process-seat.ts";

interface ProcessOptions {
  readonly memoryMb: number;
  readonly output?: (line: HandlerOutput) => void;
  readonly abortGraceMs?: number;
}

/**
 * Runs handlers in processes of their own, each one job at a time: what takes more memory than it may takes nobody with
 * it, neither the program nor another call.
 */
export function openProcesses(clock: Clock, options: ProcessOptions): Workers {
  return new Processes(clock, options);
}

class Processes implements Workers {
  readonly #clock: Clock;
  readonly #memoryMb: number;
  readonly #grace: number;
  readonly #output: (line: HandlerOutput) => void;
  readonly #jobs = new JobQueue<ProcessSeat>();
  readonly #seats = new Set<ProcessSeat>();
  #sign: ((job: Job) => void) | undefined;

  constructor(clock: Clock, { memoryMb, output, abortGraceMs }: ProcessOptions) {
    this.#clock = clock;
    this.#memoryMb = memoryMb;
    this.#output = output ?? toStandardError;
    this.#grace = abortGraceMs ?? limits.abortGraceMs;
  }

  equip(places: Readonly<Record<string, Workplace>>): void {
    this.#jobs.equip(places);
  }

  retain(needed: ReadonlySet<string>): void {
    this.#jobs.retain(needed);
  }

  start(jobs: readonly Job[], report: (job: Job, result: JobResult) => void): void {
    this.#jobs.add(jobs, report);
    this.#assign();
  }

  abort(key: string, attempt: number): void {
    const result = this.#jobs.stop(key, attempt);
    if (result === undefined) return;
    const { assigned, at } = result;
    at.abort(assigned);
    // The process gives its handler the same grace period, and then ends its thread. If it fails to, the whole process
    // is ended.
    assigned.stop = this.#clock.wake(this.#clock.now() + 2 * this.#grace, () => void at.end());
  }

  onSign(listen: (job: Job) => void): void {
    this.#sign = listen;
  }

  async close(): Promise<void> {
    this.#jobs.close();
    await Promise.all([...this.#seats].map((seat) => seat.end()));
  }

  #assign(): void {
    for (let [next] = this.#jobs.waiting; next !== undefined; [next] = this.#jobs.waiting) {
      const place = this.#jobs.places.get(next.job.place);
      const seat = [...this.#seats].find(({ idle }) => idle) ?? this.#open();
      if (seat === undefined || place === undefined) return;
      this.#jobs.takeFirst();
      next.at = seat;
      seat.begin(next, place);
    }
  }

  #open(): ProcessSeat | undefined {
    if (this.#jobs.closed || this.#seats.size >= limits.processesMax) return undefined;
    const seat = new ProcessSeat(this.#memoryMb, this.#grace, {
      result: (_, assigned, result) => {
        this.#jobs.worked();
        this.#jobs.report(assigned, result);
        this.#assign();
      },
      output: ({ by, text }, assigned) =>
        this.#output(assigned === undefined ? { by, text } : { job: assigned.job, by, text }),
      alive: ({ job }) => this.#sign?.(job),
      died: (dead, assigned, why) => {
        if (why !== undefined && !this.#jobs.closed) {
          const text = `The process of a handler was ended: ${why}.`;
          this.#output(
            assigned === undefined ? { by: "stderr", text } : { job: assigned.job, by: "stderr", text },
          );
        }
        this.#seats.delete(dead);
        // It has but one job, and what it has it may have begun as soon as it could take any.
        this.#jobs.bury(assigned === undefined ? [] : [{ assigned, begun: dead.heard }], dead.heard);
        this.#assign();
      },
    });
    this.#seats.add(seat);
    return seat;
  }
}
