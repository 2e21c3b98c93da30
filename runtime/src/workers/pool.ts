import { availableParallelism } from "node:os";
import { Piscina } from "piscina";
import { limits } from "../limits.ts";
import type { Clock, Job, JobResult, Workers, Workplace } from "../world/world.ts";
import { JobQueue, type Left } from "./job-queue.ts";
import { type HandlerOutput, toStandardError } from "./output.ts";
import { type Asked, type Assigned, Seat, type SeatSlot } from "./seat.ts";
import { neverBegun } from "./stopped.ts";
import { endLine } from "./thread-end.ts";

/** The worker threads on which modules are called. */
export interface PoolOptions {
  /** Default: as many as the machine can run at once. */
  readonly threads?: number;
  /** Default: to the standard error stream. */
  readonly output?: (line: HandlerOutput) => void;
  /** The worker's own module, where this one is bundled. */
  readonly entry?: URL;
  readonly abortGraceMs?: number;
  /** Of each thread's heap. */
  readonly memoryMb?: number;
}

/** Runs handlers on worker threads. */
export function openPool(clock: Clock, options: PoolOptions = {}): Workers {
  return new Pool(clock, options);
}

class Pool implements Workers {
  readonly #clock: Clock;
  readonly #piscina: Piscina;
  readonly #entry: string;
  readonly #threads: number;
  readonly #grace: number;
  readonly #output: (line: HandlerOutput) => void;
  readonly #jobs = new JobQueue<SeatSlot>(({ key }, result) =>
    "lost" in result ? this.#suspects.add(key) : this.#suspects.delete(key),
  );
  readonly #seats = new Set<Seat>();
  /** Seats for one job only, and seats that take no more. */
  readonly #apart = new Set<Seat>();
  /** Keys whose thread died under them: they may have killed it, so they work alone from then on. */
  readonly #suspects = new Set<string>();
  readonly #timers = new Set<() => void>();
  #sign: ((job: Job) => void) | undefined;
  #looking: (() => void) | undefined;

  constructor(clock: Clock, options: PoolOptions) {
    this.#clock = clock;
    this.#threads = Math.max(1, options.threads ?? availableParallelism());
    this.#grace = options.abortGraceMs ?? limits.abortGraceMs;
    this.#output = options.output ?? toStandardError;
    const entry = options.entry ?? ownEntry();
    this.#entry = entry.href;
    this.#piscina = new Piscina({
      minThreads: 0,
      // Seats that are being ended or work apart stand beside the regular ones for a while.
      maxThreads: this.#threads * 4,
      idleTimeout: 0,
      // A seat's thread waits for messages on its own port; it must not block on piscina's.
      atomics: "disabled",
      recordTiming: false,
      ...(options.memoryMb === undefined
        ? {}
        : { resourceLimits: { maxOldGenerationSizeMb: options.memoryMb } }),
      ...(entry.pathname.endsWith(".ts") ? { execArgv: ["--conditions=orch-source"] } : {}),
    });
    // A thread that could not even start: its seats hear nothing else of it.
    this.#piscina.on("error", () => {
      for (const seat of [...this.#seats, ...this.#apart]) if (!seat.heard) seat.end();
    });
  }

  equip(places: Readonly<Record<string, Workplace>>): void {
    this.#jobs.equip(places);
    // A thread takes a moment to start, and jobs are to come.
    if (!this.#jobs.closed && this.#jobs.places.size > 0 && this.#seats.size === 0) {
      this.#open(this.#seats, limits.jobsPerThreadMax);
    }
  }

  retain(needed: ReadonlySet<string>): void {
    this.#jobs.retain(needed);
  }

  start(jobs: readonly Job[], report: (job: Job, result: JobResult) => void): void {
    this.#jobs.add(jobs, report);
    this.#assign();
  }

  abort(key: string, attempt: number): void {
    const found = this.#jobs.stop(key, attempt);
    if (found === undefined) return;
    const { assigned, at } = found;
    const back = at.seat.takeBack(at.slot);
    if (back === undefined) {
      const asked = at.seat.signal(at.slot);
      assigned.stop = this.#wake(this.#grace, () => this.#retire(at.seat, asked));
    } else {
      // A thread that cannot even let go of it may be caught in the loading of its module.
      this.#wake(this.#grace, () => back.noticed || this.#retire(at.seat, back));
      const { job } = assigned;
      const isLate = job.due !== undefined && job.due <= this.#clock.now();
      if (isLate) this.#output({ job, by: "stderr", text: notCalled });
      this.#jobs.report(assigned, neverBegun);
    }
  }

  onSign(listen: (job: Job) => void): void {
    this.#sign = listen;
  }

  async close(): Promise<void> {
    for (const cancel of this.#timers) cancel();
    this.#jobs.close();
    await this.#piscina.destroy();
  }

  /** Gives queued jobs to threads, as long as there is room. */
  #assign(): void {
    if (this.#jobs.waiting.length === 0) return;
    const now = this.#clock.now();
    const batches = new Map<Seat, Assigned[]>();
    const post = (seat: Seat, batch: readonly Assigned[]): void => {
      seat.post(batch, this.#jobs.places, now);
      batches.delete(seat);
    };
    const left: Assigned[] = [];
    for (const assigned of this.#jobs.waiting) {
      const seat = this.#suspects.has(assigned.job.key) ? this.#seatApart() : this.#leastBusy(batches, now);
      if (seat === undefined) {
        left.push(assigned);
        continue;
      }
      const batch = batches.get(seat) ?? [];
      batches.set(seat, batch);
      batch.push(assigned);
      if (batch.length === limits.jobsPerMessageMax) post(seat, batch);
    }
    this.#jobs.leave(left);
    for (const [seat, batch] of batches) post(seat, batch);
    this.#lookAfter();
  }

  /** The thread with the least to do, a new one while there may be more; none where all are full or blocked. */
  #leastBusy(batches: ReadonlyMap<Seat, readonly Assigned[]>, now: number): Seat | undefined {
    let best: Seat | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const seat of this.#seats) {
      const waiting = batches.get(seat)?.length ?? 0;
      if (seat.room <= waiting || seat.load + waiting >= least) continue;
      if (seat.blocked(now - limits.unseenMsMax)) continue;
      best = seat;
      least = seat.load + waiting;
    }
    if (least > 0 && this.#seats.size < this.#threads)
      return this.#open(this.#seats, limits.jobsPerThreadMax);
    return best;
  }

  #seatApart(): Seat | undefined {
    return this.#apart.size < this.#threads ? this.#open(this.#apart, 1) : undefined;
  }

  /** Jobs on a thread that does not get round to them go back to the queue, as long as another thread could. */
  #lookAfter(): void {
    this.#looking ??= this.#wake(limits.unseenMsMax + 1, () => {
      this.#looking = undefined;
      const since = this.#clock.now() - limits.unseenMsMax;
      const blocked = [...this.#seats].filter((seat) => seat.blocked(since));
      this.#jobs.again(blocked.flatMap((seat) => seat.takeBackUnseen()));
      this.#assign();
      if ([...this.#seats].some((seat) => seat.unseen)) this.#lookAfter();
    });
  }

  #open(among: Set<Seat>, slots: number): Seat {
    const seat = new Seat(this.#piscina, this.#entry, slots, {
      settled: (assigned, result) => {
        this.#jobs.worked();
        this.#jobs.report(assigned, result);
      },
      output: (output, assigned) => {
        const { by, text } = output;
        this.#output(assigned === undefined ? { by, text } : { job: assigned.job, by, text });
      },
      alive: ({ job }) => this.#sign?.(job),
      heard: (heard) => {
        if (this.#apart.has(heard) && heard.idle && heard.heard) heard.end();
        this.#assign();
      },
      died: (dead, left, why) => this.#bury(dead, left, why),
    });
    among.add(seat);
    return seat;
  }

  /**
   * A job did not stop when it was asked to. Its thread takes no more jobs, and is ended as soon as nothing else is done
   * there: at once where it does not even hear, since then it does nothing else.
   */
  #retire(seat: Seat, asked: Asked): void {
    if (!this.#seats.delete(seat) && !this.#apart.has(seat)) return;
    this.#apart.add(seat);
    const [oldest] = this.#apart;
    if (seat.idle || !asked.noticed) seat.end();
    else if (this.#apart.size > this.#threads * limits.retiredThreadsMax) oldest?.end();
    this.#assign();
  }

  #bury(seat: Seat, left: readonly Left<SeatSlot>[], why: string | undefined): void {
    if (why !== undefined && !this.#jobs.closed)
      this.#output(
        endLine(
          why,
          left.map(({ assigned }) => assigned),
        ),
      );
    this.#seats.delete(seat);
    this.#apart.delete(seat);
    this.#jobs.bury(left, seat.heard);
    this.#assign();
  }

  #wake(after: number, call: () => void): () => void {
    const cancel = this.#clock.wake(this.#clock.now() + after, () => {
      this.#timers.delete(cancel);
      if (!this.#jobs.closed) call();
    });
    this.#timers.add(cancel);
    return () => {
      this.#timers.delete(cancel);
      cancel();
    };
  }
}

const notCalled =
  "Its handler was not called in its time: its module was still being loaded, or its thread was busy.";

/** The worker's module beside this one: as source in development, compiled where installed. */
function ownEntry(): URL {
  return new URL(import.meta.url.endsWith(".ts") ? "./entry.ts" : "./entry.js", import.meta.url);
}
