import { limits } from "../limits.ts";
import type { Clock, Job, JobResult, Workers, Workplace } from "../world/world.ts";
import type { HandlerOutput } from "./output.ts";
import { toStandardError } from "./output.ts";
import { ProcessSeat } from "./process-seat.ts";
import { neverBegun, threadEnded } from "./stopped.ts";

export interface ProcessOptions {
  readonly memoryMb: number;
  readonly output?: (line: HandlerOutput) => void;
  readonly abortGraceMs?: number;
}

/** A job from `start` to its report. */
export interface Assigned {
  readonly job: Job;
  readonly report: (job: Job, result: JobResult) => void;
  /** How often its process died before it could take it. */
  moves: number;
  /** Where it is; left out while it queues. */
  at?: ProcessSeat;
  /** Set once it was asked to stop: takes back the timer that looks after it. */
  stop?: () => void;
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
  readonly #places = new Map<string, Workplace>();
  /** Jobs without a report, by key and attempt. */
  readonly #underWay = new Map<string, Assigned>();
  readonly #seats = new Set<ProcessSeat>();
  #queue: Assigned[] = [];
  #sign: ((job: Job) => void) | undefined;
  #failures = 0;
  #closed = false;

  constructor(clock: Clock, { memoryMb, output, abortGraceMs }: ProcessOptions) {
    this.#clock = clock;
    this.#memoryMb = memoryMb;
    this.#output = output ?? toStandardError;
    this.#grace = abortGraceMs ?? limits.abortGraceMs;
  }

  equip(places: Readonly<Record<string, Workplace>>): void {
    for (const [name, place] of Object.entries(places)) {
      if (!this.#places.has(name)) this.#places.set(name, place);
    }
  }

  start(jobs: readonly Job[], report: (job: Job, result: JobResult) => void): void {
    for (const job of jobs) {
      const name = nameOf(job);
      // The same dispatch once more, as after a recovery within the process: it is under way already.
      if (this.#closed || this.#underWay.has(name)) continue;
      const assigned: Assigned = { job, report, moves: 0 };
      this.#underWay.set(name, assigned);
      this.#queue.push(assigned);
    }
    this.#assign();
  }

  abort(key: string, attempt: number): void {
    const assigned = this.#underWay.get(nameOf({ key, attempt }));
    if (assigned === undefined || assigned.stop !== undefined) return;
    const { at } = assigned;
    if (at === undefined) {
      this.#queue = this.#queue.filter((one) => one !== assigned);
      this.#report(assigned, neverBegun);
      return;
    }
    at.abort(assigned);
    // It gives its handler the same grace, and then ends its thread. What does not even do that is ended whole.
    assigned.stop = this.#clock.wake(this.#clock.now() + 2 * this.#grace, () => void at.end());
  }

  onSign(listen: (job: Job) => void): void {
    this.#sign = listen;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const { stop } of this.#underWay.values()) stop?.();
    this.#underWay.clear();
    this.#queue = [];
    await Promise.all([...this.#seats].map((seat) => seat.end()));
  }

  #assign(): void {
    while (this.#queue.length > 0) {
      const seat = [...this.#seats].find(({ idle }) => idle) ?? this.#open();
      const assigned = seat === undefined ? undefined : this.#queue.shift();
      const place = assigned === undefined ? undefined : this.#places.get(assigned.job.place);
      if (seat === undefined || assigned === undefined || place === undefined) return;
      assigned.at = seat;
      seat.begin(assigned, place);
    }
  }

  #open(): ProcessSeat | undefined {
    if (this.#seats.size >= limits.processesMax) return undefined;
    const seat = new ProcessSeat(this.#memoryMb, this.#grace, {
      result: (_, assigned, result) => {
        this.#failures = 0;
        this.#report(assigned, result);
        this.#assign();
      },
      output: ({ by, text }, assigned) =>
        this.#output(assigned === undefined ? { by, text } : { job: assigned.job, by, text }),
      alive: ({ job }) => this.#sign?.(job),
      died: (dead, assigned) => this.#bury(dead, assigned),
    });
    this.#seats.add(seat);
    return seat;
  }

  #bury(seat: ProcessSeat, assigned: Assigned | undefined): void {
    this.#seats.delete(seat);
    if (this.#closed) return;
    if (!seat.heard) this.#failures += 1;
    if (assigned !== undefined) this.#lose(assigned, seat.heard);
    this.#assign();
  }

  /** `begun`: its process may have called its handler. */
  #lose(assigned: Assigned, begun: boolean): void {
    if (assigned.stop !== undefined) this.#report(assigned, begun ? threadEnded : neverBegun);
    else if (begun || assigned.moves >= 2 || this.#failures >= limits.threadFailuresMax)
      this.#report(assigned, { lost: "worker" });
    else {
      assigned.moves += 1;
      delete assigned.at;
      this.#queue.unshift(assigned);
    }
  }

  #report(assigned: Assigned, result: JobResult): void {
    assigned.stop?.();
    this.#underWay.delete(nameOf(assigned.job));
    assigned.report(assigned.job, result);
  }
}

function nameOf({ key, attempt }: { readonly key: string; readonly attempt: number }): string {
  return `${key}/${attempt}`;
}
