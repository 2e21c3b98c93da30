import { availableParallelism } from "node:os";
import { limits } from "../limits.ts";
import { soon } from "../world/node.ts";
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
  /** The memory of all handlers of one thread, MiB. Default: `limits.threadMemoryMb`. */
  readonly memoryMb?: number;
}

/** How a process of its own has its one thread. */
interface OwnProcess {
  /** It is the process that is watched: the thread's heap alone is limited here. */
  readonly isWatched?: boolean;
}

/** Runs handlers on worker threads. */
export function openPool(clock: Clock, options: PoolOptions & OwnProcess = {}): Workers {
  return new Pool(clock, options);
}

class Pool implements Workers {
  readonly #clock: Clock;
  readonly #entry: URL;
  readonly #threads: number;
  readonly #grace: number;
  readonly #output: (line: HandlerOutput) => void;
  readonly #jobs = new JobQueue<SeatSlot>(({ key }, result) =>
    "lost" in result ? this.#suspects.add(key) : this.#suspects.delete(key),
  );
  readonly #seats = new Set<Seat>();
  /** Seats for one job only, and seats that take no more. */
  readonly #apart = new Set<Seat>();
  /** Seats that something has kept busy for long: others have come in their place. */
  readonly #stuck = new Set<Seat>();
  /** Keys whose thread died under them: they may have killed it, so they work alone from then on. */
  readonly #suspects = new Set<string>();
  readonly #timers = new Set<() => void>();
  #sign: ((job: Job) => void) | undefined;
  #looking: (() => void) | undefined;

  readonly #memoryMb: number;
  readonly #isWatched: boolean;
  #unwatch: (() => void) | undefined;

  constructor(clock: Clock, options: PoolOptions & OwnProcess) {
    this.#clock = clock;
    this.#threads = Math.max(1, options.threads ?? availableParallelism());
    this.#grace = options.abortGraceMs ?? limits.abortGraceMs;
    this.#output = options.output ?? toStandardError;
    this.#entry = options.entry ?? ownEntry();
    this.#memoryMb = options.memoryMb ?? limits.threadMemoryMb;
    this.#isWatched = options.isWatched === true;
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
    const result = this.#jobs.stop(key, attempt);
    if (result === undefined) return;
    const { assigned, at } = result;
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
    this.#unwatch?.();
    this.#jobs.close();
    await Promise.all([...this.#seats, ...this.#apart, ...this.#stuck].map((seat) => seat.end()));
  }

  /** Gives queued jobs to threads, as long as there is room. */
  #assign(): void {
    if (this.#jobs.waiting.length === 0) return;
    const now = this.#clock.now();
    const batches = new Map<Seat, Assigned[]>();
    const post = (seat: Seat, batch: readonly Assigned[]): void => {
      seat.post(batch, now);
      batches.delete(seat);
    };
    let left: readonly Assigned[] = [];
    const kept: Assigned[] = [];
    let isFull = false;
    for (const [nth, assigned] of this.#jobs.waiting.entries()) {
      const isSuspect = this.#suspects.has(assigned.job.key);
      // Many may wait, and each message that comes in looks here for what can go.
      if (isFull && this.#suspects.size === 0) {
        left = this.#jobs.waiting.slice(nth);
        break;
      }
      const seat = isSuspect ? this.#seatApart() : isFull ? undefined : this.#leastBusy(batches, now);
      if (seat === undefined) {
        isFull ||= !isSuspect;
        kept.push(assigned);
        continue;
      }
      const batch = batches.get(seat) ?? [];
      batches.set(seat, batch);
      batch.push(assigned);
      if (batch.length === limits.jobsPerMessageMax) post(seat, batch);
    }
    this.#jobs.leave(kept.concat(left));
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
      if (seat.spoilt !== "no" || seat.blocked(now - limits.unseenMsMax)) continue;
      best = seat;
      least = seat.load + waiting;
    }
    if (least > 0 && this.#mayOpen) return this.#open(this.#seats, limits.jobsPerThreadMax);
    return best;
  }

  #seatApart(): Seat | undefined {
    return this.#apart.size < this.#threads ? this.#open(this.#apart, 1) : undefined;
  }

  /** Seats that are kept busy don't count, up to a number: each has its thread all the same. */
  get #mayOpen(): boolean {
    return this.#seats.size < this.#threads;
  }

  #atWork(): readonly Seat[] {
    return [...this.#seats, ...this.#apart, ...this.#stuck].filter(({ load }) => load > 0);
  }

  /** Jobs on a thread that does not get round to them go back to the queue: another thread can, or will be opened for them. */
  #lookAfter(): void {
    this.#looking ??= this.#wake(limits.unseenMsMax + 1, () => {
      this.#looking = undefined;
      const now = this.#clock.now();
      for (const seat of [...this.#seats, ...this.#apart, ...this.#stuck])
        if (seat.spoilt !== "no") this.#discard(seat);
      for (const seat of [...this.#seats]) {
        if (seat.blocked(now - limits.stuckMsMax)) this.#replace(seat);
        else if (seat.blocked(now - limits.unseenMsMax)) this.#jobs.again(seat.takeBackUnseen());
        else if (!seat.unread && seat.load > 0) seat.ping(now);
      }
      // A module whose loading never ends keeps each thread busy that it comes to: it moves on twice at most.
      for (const seat of this.#stuck)
        if (seat.blocked(now - limits.loadingMsMax)) this.#jobs.moved(seat.takeBackUnbegun());
      this.#assign();
      if (this.#jobs.waiting.length > 0 || this.#atWork().length > 0) this.#lookAfter();
    });
  }

  /** Jobs that its thread has begun, or loads modules for, stay there; the others move to other threads. */
  #replace(seat: Seat): void {
    if (this.#stuck.size >= this.#threads * limits.stuckThreadsMax) return;
    this.#seats.delete(seat);
    this.#stuck.add(seat);
    this.#jobs.again(seat.takeBackUnseen());
  }

  /**
   * Nobody can rely on its thread any more: it takes no more jobs, and gives back what it has not begun. Where a module has
   * brought along what changed it, calls that are under way there may end; where a call has, nothing ends there any more.
   */
  #discard(seat: Seat): void {
    if (!this.#seats.delete(seat) && !this.#stuck.delete(seat) && !this.#apart.has(seat)) return;
    this.#apart.add(seat);
    this.#jobs.again(seat.takeBackUnbegun());
    if (seat.spoilt === "by a call") void seat.end(spoilt);
    else if (seat.load === 0) void seat.end();
  }

  /** It listens again. */
  #unstick(seat: Seat): void {
    if (!this.#stuck.has(seat) || seat.unread) return;
    if (this.#mayOpen) {
      this.#stuck.delete(seat);
      this.#seats.add(seat);
    } else if (seat.load === 0) void seat.end();
  }

  #open(among: Set<Seat>, slots: number): Seat {
    if (!this.#isWatched) this.#unwatch ??= watchMemory(this.#memoryMb, () => this.#atWork());
    // In a process of its own it may die of its own limit; here that could end everybody.
    const heapMb = this.#isWatched ? this.#memoryMb : this.#memoryMb + limits.threadHeapSpareMb;
    const options = { entry: this.#entry, slots, heapMb, places: this.#jobs.places };
    const seat = new Seat(options, {
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
        if (heard.spoilt !== "no") this.#discard(heard);
        if (this.#apart.has(heard) && heard.idle && heard.heard) void heard.end();
        this.#unstick(heard);
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
    if (!this.#seats.delete(seat) && !this.#stuck.delete(seat) && !this.#apart.has(seat)) return;
    this.#apart.add(seat);
    const [oldest] = this.#apart;
    if (seat.idle || !asked.noticed) void seat.end();
    else if (this.#apart.size > this.#threads * limits.retiredThreadsMax) void oldest?.end();
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
    this.#stuck.delete(seat);
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

const spoilt = "a handler on it has altered what all code of a thread shares";

const notCalled =
  "Its handler was not called in its time: its module was still being loaded, or its thread was busy.";

/** The worker's module beside this one: as source in development, compiled where installed. */
function ownEntry(): URL {
  return new URL(
    import.meta.url.endsWith(".ts") ? "./handler-entry.ts" : "./handler-entry.js",
    import.meta.url,
  );
}

/**
 * Ends threads that take more than they may, in their heaps or beside them: buffers are no part of a heap that could be
 * limited. Threads are asked only while the whole process takes more than one may; the answer comes also from one that
 * computes. It goes by the machine's own time, whatever clock the runs have. The answer of this function ends the watch.
 */
function watchMemory(mostMb: number, atWork: () => readonly Seat[]): () => void {
  const asked = new Set<Seat>();
  const judge = async (seat: Seat): Promise<void> => {
    asked.add(seat);
    const taken = await seat.taken();
    asked.delete(seat);
    if (taken > mostMb) await seat.end(`it took ${Math.round(taken)} MiB, over the limit of ${mostMb} MiB`);
  };
  const look = (): void => {
    const working = atWork();
    // Asking for it is a call of the system: nobody is asked about threads that do nothing.
    if (working.length > 0 && process.memoryUsage.rss() / 2 ** 20 > mostMb)
      for (const seat of working) if (!asked.has(seat)) void judge(seat);
    forget = soon(limits.threadMemoryLookMs, look);
  };
  let forget = soon(limits.threadMemoryLookMs, look);
  return () => forget();
}
