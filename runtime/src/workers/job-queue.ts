import { limits } from "../limits.ts";
import type { Job, JobResult, Workplace } from "../world/world.ts";
import { neverBegun, threadEnded } from "./stopped.ts";

/** A job from `start` to its report. `Place`: where it may be, on a thread or in a process. */
export interface Assigned<Place> {
  readonly job: Job;
  /** The name built from its key and attempt. */
  readonly name: string;
  readonly report: (job: Job, result: JobResult) => void;
  /** How often what had it died before its handler was called. */
  moves: number;
  /** Where it is; left out while it queues. */
  at?: Place;
  /** Set once it was asked to stop: clears the timer that looks after it. */
  stop?: () => void;
}

/** A job left on a thread or in a process that died; `begun`: its handler may have been called. */
export interface Left<Place> {
  readonly assigned: Assigned<Place>;
  readonly begun: boolean;
}

/**
 * The jobs of a pool, each reported once: those that wait for a place, those that have one, and what happens when that
 * place dies. The pool itself decides about places, threads or processes.
 */
export class JobQueue<Place> {
  readonly #places = new Map<string, Workplace>();
  /** Jobs without a report, by key and attempt. */
  readonly #underWay = new Map<string, Assigned<Place>>();
  #waiting: Assigned<Place>[] = [];
  /** Places in a row that died before they could take anything. */
  #failures = 0;
  #closed = false;
  readonly #seen: (job: Job, result: JobResult) => void;

  /** `seen`: receives each report before the waiting caller, who may request the same job again at once. */
  constructor(seen: (job: Job, result: JobResult) => void = () => undefined) {
    this.#seen = seen;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Where the handlers are, by name. */
  get places(): ReadonlyMap<string, Workplace> {
    return this.#places;
  }

  get waiting(): readonly Assigned<Place>[] {
    return this.#waiting;
  }

  equip(places: Readonly<Record<string, Workplace>>): void {
    for (const [name, place] of Object.entries(places)) {
      if (!this.#places.has(name)) this.#places.set(name, place);
    }
  }

  /** All others are forgotten, besides those of jobs under way. */
  retain(needed: ReadonlySet<string>): void {
    const inUse = new Set([...this.#underWay.values()].map(({ job }) => job.place));
    for (const name of this.#places.keys())
      if (!needed.has(name) && !inUse.has(name)) this.#places.delete(name);
  }

  add(jobs: readonly Job[], report: Assigned<Place>["report"]): void {
    for (const job of jobs) {
      const name = nameOf(job);
      // The same dispatch once more, as after a recovery within the process: it is under way already.
      if (this.#closed || this.#underWay.has(name)) continue;
      if (!this.#places.has(job.place)) {
        report(job, neverBegun);
        continue;
      }
      const assigned: Assigned<Place> = { job, name, report, moves: 0 };
      this.#underWay.set(name, assigned);
      this.#waiting.push(assigned);
    }
  }

  takeFirst(): void {
    this.#waiting.shift();
  }

  /** Those that wait from now on; the others have a place. */
  leave(waiting: readonly Assigned<Place>[]): void {
    this.#waiting = [...waiting];
  }

  /** They have lost their place, and wait for another. */
  again(assigned: readonly Assigned<Place>[]): void {
    for (const one of assigned) {
      delete one.at;
      this.#waiting.push(one);
    }
  }

  /** The same, of those that may be why: each goes to another place a few times, and is lost then. */
  moved(assigned: readonly Assigned<Place>[]): void {
    this.bury(
      assigned.map((one) => ({ assigned: one, begun: false })),
      true,
    );
  }

  /** The job that is to stop, and where it is; undefined if nobody has to be asked: it is over, asked already, or only waited. */
  stop(key: string, attempt: number): { readonly assigned: Assigned<Place>; readonly at: Place } | undefined {
    const assigned = this.#underWay.get(nameOf({ key, attempt }));
    if (assigned === undefined || assigned.stop !== undefined) return undefined;
    const { at } = assigned;
    if (at !== undefined) return { assigned, at };
    this.#waiting = this.#waiting.filter((one) => one !== assigned);
    this.report(assigned, neverBegun);
    return undefined;
  }

  /** A place has taken what it was given: those that come after it have hope. */
  worked(): void {
    this.#failures = 0;
  }

  /**
   * A place has died; `heard`: it had sent a message before. Jobs that it had not begun go first in the queue, unless
   * that has happened to them too often.
   */
  bury(left: readonly Left<Place>[], isReceived: boolean): void {
    if (this.#closed) return;
    if (!isReceived) this.#failures += 1;
    const again: Assigned<Place>[] = [];
    for (const { assigned, begun } of left) {
      if (assigned.stop !== undefined) this.report(assigned, begun ? threadEnded : neverBegun);
      else if (!begun && assigned.moves < 2 && this.#failures < limits.threadFailuresMax)
        again.push(assigned);
      else this.report(assigned, { lost: "worker" });
    }
    for (const assigned of again) {
      assigned.moves += 1;
      delete assigned.at;
    }
    this.#waiting.unshift(...again);
  }

  report(assigned: Assigned<Place>, result: JobResult): void {
    assigned.stop?.();
    this.#underWay.delete(assigned.name);
    this.#seen(assigned.job, result);
    assigned.report(assigned.job, result);
  }

  /** Nothing is reported any more. */
  close(): void {
    this.#closed = true;
    for (const { stop } of this.#underWay.values()) stop?.();
    this.#underWay.clear();
    this.#waiting = [];
  }
}

/** Most are of a first try, and have the key for a name: one text less to be made and hashed. */
function nameOf({ key, attempt }: Pick<Job, "key" | "attempt">): string {
  return attempt === 1 ? key : `${key}/${attempt}`;
}
