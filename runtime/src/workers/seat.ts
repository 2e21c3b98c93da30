import { MessageChannel, type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { Piscina } from "piscina";
import type { JobResult, Workplace } from "../world/world.ts";
import { type Claims, isPosted, newClaims, reopen, seen, takeBack, takeBackUnseen } from "./claims.ts";
import type { Assigned as AssignedTo, Left } from "./job-queue.ts";
import { atMain, type FromThread, type ThreadOutput, toThread } from "./messages.ts";
import { endOf } from "./thread-end.ts";
import { Told } from "./told.ts";

/** Where a job of the pool is. */
export interface SeatSlot {
  readonly seat: Seat;
  readonly slot: number;
}
export type Assigned = AssignedTo<SeatSlot>;

/** What a thread was asked of a job: to stop, or to let go of it. */
export interface Asked {
  /** Whether the thread has taken notice. One that has not is blocked. */
  noticed: boolean;
}

/** What a seat tells its pool. */
export interface SeatEvents {
  settled(assigned: Assigned, result: JobResult): void;
  output(output: ThreadOutput, assigned: Assigned | undefined): void;
  /** Its handler has shown that it lives. */
  alive(assigned: Assigned): void;
  /** After everything of one message was told. */
  heard(seat: Seat): void;
  /**
   * Its thread is gone; `begun` says of each job left whether its handler had been called. `why`: where it was not ended
   * from here.
   */
  died(seat: Seat, left: readonly Left<SeatSlot>[], why: string | undefined): void;
}

/** One thread of the pool, and the jobs on it. The pool's task on that thread lasts as long as the seat. */
export class Seat {
  readonly #port: MessagePort;
  readonly #claims: Claims;
  readonly #events: SeatEvents;
  readonly #end = new AbortController();
  readonly #onIt = new Map<number, Assigned>();
  readonly #free: number[];
  readonly #told = new Told();
  readonly #asked = new Map<number, Asked>();
  /** The last job posted, until the thread is done with it: shows whether the thread gets round to its jobs. */
  #probe: { readonly slot: number; readonly since: number } | undefined;
  #dead = false;
  /** Whether the thread has said anything yet. */
  heard = false;

  constructor(piscina: Piscina, entry: string, slots: number, events: SeatEvents) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#claims = newClaims(slots);
    this.#events = events;
    this.#free = Array.from({ length: slots }, (_, index) => slots - 1 - index);
    port1.on("message", (text: string) => this.#take(atMain(text)));
    const seating = { port: port2, claims: this.#claims };
    const options = { filename: entry, transferList: [port2], signal: this.#end.signal };
    piscina.run(seating, options).then(
      () => this.#died(undefined),
      (error: unknown) => this.#died(endOf(error)),
    );
  }

  get load(): number {
    return this.#onIt.size;
  }

  get room(): number {
    return this.#free.length;
  }

  /** Whether all that is left on it was asked to stop. */
  get idle(): boolean {
    return [...this.#onIt.values()].every((assigned) => assigned.stop !== undefined);
  }

  /** Whether a job that was posted before `since` has not been looked at: something else keeps the thread busy. */
  blocked(since: number): boolean {
    const probe = this.#probe;
    return this.heard && probe !== undefined && probe.since <= since && !seen(this.#claims, probe.slot);
  }

  /** Whether jobs lie there that the thread has yet to look at. */
  get unseen(): boolean {
    return this.heard && this.#probe !== undefined && isPosted(this.#claims, this.#probe.slot);
  }

  /** In one message; at most as many as there is room. */
  post(batch: readonly Assigned[], places: ReadonlyMap<string, Workplace>, now: number): void {
    const jobs = batch.map((assigned) => {
      const slot = this.#free.pop()!;
      assigned.at = { seat: this, slot };
      this.#onIt.set(slot, assigned);
      this.#probe = { slot, since: now };
      return { slot, job: assigned.job };
    });
    const news = this.#told.news(
      batch.map((assigned) => assigned.job.place),
      places,
    );
    this.#port.postMessage(toThread({ ...news, jobs }));
  }

  /** Takes a job back whose handler was not called; undefined: it was. The slot stays taken until the thread knows. */
  takeBack(slot: number): Asked | undefined {
    if (!takeBack(this.#claims, slot)) return undefined;
    this.#onIt.delete(slot);
    return this.#ask(slot);
  }

  /** Takes all jobs back that the thread has not come to. */
  takeBackUnseen(): readonly Assigned[] {
    return [...this.#onIt]
      .filter(([slot]) => takeBackUnseen(this.#claims, slot) && this.#onIt.delete(slot))
      .map(([, assigned]) => assigned);
  }

  /** Asks a job to stop. */
  signal(slot: number): Asked {
    this.#port.postMessage(toThread({ abort: [slot] }));
    return this.#ask(slot);
  }

  /** Ends the thread, whatever it is doing. */
  end(): void {
    this.#end.abort();
  }

  #ask(slot: number): Asked {
    const asked = { noticed: false };
    this.#asked.set(slot, asked);
    return asked;
  }

  #notice(slot: number): void {
    const asked = this.#asked.get(slot);
    if (asked !== undefined) asked.noticed = true;
  }

  #take(message: FromThread): void {
    this.heard = true;
    for (const slot of message.stopping) this.#notice(slot);
    for (const one of message.output) {
      this.#events.output(one, one.slot === undefined ? undefined : this.#onIt.get(one.slot));
    }
    for (const slot of message.alive ?? []) {
      const assigned = this.#onIt.get(slot);
      if (assigned !== undefined) this.#events.alive(assigned);
    }
    for (const one of message.settled) {
      const assigned = this.#onIt.get(one.slot);
      this.#onIt.delete(one.slot);
      this.#notice(one.slot);
      this.#asked.delete(one.slot);
      reopen(this.#claims, one.slot);
      this.#free.push(one.slot);
      if (this.#probe?.slot === one.slot) this.#probe = undefined;
      if ("outcome" in one && assigned !== undefined) {
        this.#events.settled(assigned, { outcome: one.outcome, spent: one.spent });
      }
    }
    this.#events.heard(this);
  }

  #died(why: string | undefined): void {
    if (this.#dead) return;
    this.#dead = true;
    // Results that the thread sent before its end may still lie in the port.
    for (let last = receiveMessageOnPort(this.#port); last; last = receiveMessageOnPort(this.#port)) {
      this.#take(atMain(last.message as string));
    }
    this.#port.close();
    const left = [...this.#onIt].map(([slot, assigned]) => ({
      assigned,
      begun: !takeBack(this.#claims, slot),
    }));
    this.#onIt.clear();
    this.#events.died(this, left, why);
  }
}
