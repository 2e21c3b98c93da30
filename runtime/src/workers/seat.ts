import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { present } from "@orchlang/kernel";
import type { Schema } from "@orchlang/plan";
import type { JobResult, Workplace } from "../world/world.ts";
import {
  type Claims,
  isUnbegun,
  messagesRead,
  newClaims,
  reopen,
  type Spoilt,
  spoiltOf,
  withdraw,
  withdrawUnseen,
} from "./claims.ts";
import { decodeFromThread } from "./decode.ts";
import type { Assigned as AssignedTo, Left } from "./job-queue.ts";
import { type FromThread, type ThreadOutput, type ThreadPlace, type ToThread, toThread } from "./messages.ts";
import { exitOf, wordsOf } from "./thread-end.ts";

/** Where a job of the pool is. */
export interface SeatSlot {
  readonly seat: Seat;
  readonly slot: number;
}
export type Assigned = AssignedTo<SeatSlot>;

/** A request to a thread about a job: to stop, or to release it. */
export interface Asked {
  /** True if the thread has taken notice. One that has not is blocked. */
  noticed: boolean;
}

/** Callbacks of a seat to its pool. */
interface SeatEvents {
  settled(assigned: Assigned, result: JobResult): void;
  output(output: ThreadOutput, assigned: Assigned | undefined): void;
  /** Its handler has shown that it lives. */
  alive(assigned: Assigned): void;
  /** Called after everything in one message was reported. */
  heard(seat: Seat): void;
  /**
   * Its thread is gone; `begun` says of each job left whether its handler had been called. `why`: where it was not ended
   * from here.
   */
  died(seat: Seat, left: readonly Left<SeatSlot>[], why: string | undefined): void;
}

interface SeatOptions {
  readonly entry: URL;
  /** Jobs at once. */
  readonly slots: number;
  /** The size of the thread's heap, MiB. */
  readonly heapMb: number;
  /** Where its handlers are, by name. */
  readonly places: ReadonlyMap<string, Workplace>;
}

/**
 * One thread of the pool, and the jobs on it. Messages of the thread are accepted only as far as they fit the jobs it
 * was given.
 */
export class Seat {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #claims: Claims;
  readonly #events: SeatEvents;
  readonly #places: ReadonlyMap<string, Workplace>;
  readonly #slots: number;
  readonly #onIt = new Map<number, Assigned>();
  readonly #free: number[];
  /** Slots that the thread has yet to let go of. */
  readonly #taken = new Set<number>();
  readonly #sent = new SentPlaces();
  readonly #asked = new Map<number, Asked>();
  readonly #ended = Promise.withResolvers<void>();
  #posted = 0;
  /** When the oldest of the messages was posted that the thread has yet to deal with, ms. */
  #since = 0;
  /** Why it ends, once that is known. */
  #why: string | undefined;
  #ending = false;
  #mistrusted = false;
  #silent = false;
  #dead = false;
  /** True once the thread has sent a message. */
  heard = false;

  constructor({ entry, slots, heapMb, places }: SeatOptions, events: SeatEvents) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#claims = newClaims(slots);
    this.#events = events;
    this.#places = places;
    this.#slots = slots;
    this.#free = Array.from({ length: slots }, (_, index) => slots - 1 - index);
    port1.on("message", (raw: unknown) => this.#take(raw));
    port1.on("messageerror", () => this.#mistrust("it can't be read"));
    // Its thread is gone, or something there has closed its other side: nothing more can be heard.
    port1.on("close", () => {
      this.#silent = true;
      void this.#worker.terminate();
    });
    this.#worker = new Worker(entry, {
      resourceLimits: { maxOldGenerationSizeMb: heapMb },
      ...(entry.pathname.endsWith(".ts") ? { execArgv: ["--conditions=orch-source"] } : {}),
      // Printing of handlers is captured on the thread; output that bypasses this goes nowhere.
      stdout: true,
      stderr: true,
    });
    guardReceiver(this.#worker, (wrong) => this.#mistrust(wrong));
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
    this.#worker.on("error", (error: unknown) => {
      this.#why ??= wordsOf(error);
    });
    this.#worker.on("exit", (code) => this.#died(code));
    this.#worker.postMessage({ port: port2, claims: this.#claims }, [port2]);
  }

  get load(): number {
    return this.#onIt.size;
  }

  get room(): number {
    return this.#free.length;
  }

  /** True if all that is left on it was asked to stop. */
  get idle(): boolean {
    return [...this.#onIt.values()].every((assigned) => assigned.stop !== undefined);
  }

  /** True if a message that was posted before `since` has not been dealt with: something keeps the thread busy. */
  blocked(since: number): boolean {
    return this.heard && this.#since <= since && this.unread;
  }

  /** True if the thread has yet to deal with messages. */
  get unread(): boolean {
    return messagesRead(this.#claims) < this.#posted;
  }

  /** The shared state that code on it has altered, if any. */
  get spoilt(): Spoilt {
    return spoiltOf(this.#claims);
  }

  /** True if jobs are on it whose handlers were not called. */
  get unbegun(): boolean {
    return [...this.#onIt.keys()].some((slot) => isUnbegun(this.#claims, slot));
  }

  /** In one message; at most as many as there is room. */
  post(batch: readonly Assigned[], now: number): void {
    const jobs = batch.map((assigned) => {
      const slot = present(this.#free.pop(), "there is room");
      assigned.at = { seat: this, slot };
      this.#onIt.set(slot, assigned);
      this.#taken.add(slot);
      return { slot, job: assigned.job };
    });
    const names = batch.map((assigned) => assigned.job.place);
    this.#send({ ...this.#sent.unsent(names, this.#places), jobs }, now);
  }

  /** Sees whether the thread still listens: {@link blocked} says it later. */
  ping(now: number): void {
    this.#send({}, now);
  }

  /** Undoes a job whose handler was not called; undefined: it was. The slot stays taken until the thread knows. */
  takeBack(slot: number): Asked | undefined {
    if (!withdraw(this.#claims, slot)) return undefined;
    this.#onIt.delete(slot);
    return this.#ask(slot);
  }

  /** Undoes all jobs that the thread has not come to. */
  takeBackUnseen(): readonly Assigned[] {
    return this.#backWith(withdrawUnseen);
  }

  /** Undoes all jobs whose handlers were not called, those too whose modules the thread was loading. */
  takeBackUnbegun(): readonly Assigned[] {
    return this.#backWith(withdraw);
  }

  /** Asks a job to stop. */
  signal(slot: number): Asked {
    this.#port.postMessage(toThread({ abort: [slot] }));
    this.#posted += 1;
    return this.#ask(slot);
  }

  /** Ends the thread, whatever it is doing; resolves once it is gone. `why`: a reason to report. */
  end(why?: string): Promise<void> {
    this.#finish(why);
    return this.#ended.promise;
  }

  /** MiB that the thread has taken, in its heap and beside it. */
  async taken(): Promise<number> {
    try {
      const { used_heap_size, external_memory } = await this.#worker.getHeapStatistics();
      return (used_heap_size + external_memory) / 2 ** 20;
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ERR_WORKER_NOT_RUNNING") return 0;
      throw error;
    }
  }

  #backWith(take: (claims: Claims, slot: number) => boolean): readonly Assigned[] {
    return [...this.#onIt]
      .filter(([slot]) => take(this.#claims, slot) && this.#onIt.delete(slot))
      .map(([, assigned]) => assigned);
  }

  #send(message: ToThread, now: number): void {
    if (!this.unread) this.#since = now;
    this.#port.postMessage(toThread(message));
    this.#posted += 1;
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

  #take(raw: unknown): void {
    if (this.#mistrusted) return;
    const message = decodeFromThread(raw, this.#slots, (slot) => {
      const job = this.#onIt.get(slot)?.job;
      const place = job === undefined ? undefined : this.#places.get(job.place);
      return job === undefined || place === undefined ? undefined : { job, place };
    });
    if ("wrong" in message) this.#mistrust(message.wrong);
    else this.#hear(message);
  }

  #hear({ stopping, output, alive = [], settled }: FromThread): void {
    this.heard = true;
    for (const slot of stopping) this.#notice(slot);
    for (const one of output) {
      this.#events.output(one, one.slot === undefined ? undefined : this.#onIt.get(one.slot));
    }
    for (const slot of alive) {
      const assigned = this.#onIt.get(slot);
      if (assigned !== undefined) this.#events.alive(assigned);
    }
    for (const one of settled) {
      const assigned = this.#onIt.get(one.slot);
      // Each job ends once, and what was not undone is not skipped.
      if (!this.#taken.delete(one.slot) || (assigned !== undefined && "skipped" in one)) {
        this.#mistrust("it is of a job that is not there");
        return;
      }
      this.#onIt.delete(one.slot);
      this.#notice(one.slot);
      this.#asked.delete(one.slot);
      reopen(this.#claims, one.slot);
      this.#free.push(one.slot);
      if ("outcome" in one && assigned !== undefined) {
        this.#events.settled(assigned, { outcome: one.outcome, spent: one.spent });
      }
    }
    this.#events.heard(this);
  }

  /** After one invalid message, nothing more from the thread is accepted. */
  #mistrust(wrong: string): void {
    this.#mistrusted = true;
    this.#finish(`something on it sent what is no message of a worker: ${wrong}`);
  }

  #finish(why: string | undefined): void {
    if (this.#ending) return;
    this.#ending = true;
    this.#why ??= why;
    void this.#worker.terminate();
  }

  #died(code: number): void {
    if (this.#dead) return;
    // Results that the thread sent before its end may still lie in the port.
    for (let last = receiveMessageOnPort(this.#port); last; last = receiveMessageOnPort(this.#port))
      this.#take(last.message);
    const why = this.#why ?? (this.#ending ? undefined : exitOf(code, this.#silent));
    this.#dead = true;
    this.#ending = true;
    this.#port.close();
    const left = [...this.#onIt].map(([slot, assigned]) => ({
      assigned,
      begun: !withdraw(this.#claims, slot),
    }));
    this.#onIt.clear();
    this.#ended.resolve();
    this.#events.died(this, left, why);
  }
}

/**
 * The method of Node's `Worker` that receives what a thread sends over Node's own port: standard streams and errors. It
 * has no public name. Where a version of Node has none of this description, nothing is guarded, and the tests of hostile
 * handlers fail on it.
 */
const receiver = Object.getOwnPropertySymbols(Worker.prototype).find(
  ({ description }) => description === "kOnMessage",
);

/**
 * Treats messages on Node's own port as untrusted. A handler can get hold of that port (by `async_hooks` or a debugger of
 * its own thread), and Node throws at a message that it does not know, where nothing can catch it.
 */
function guardReceiver(worker: Worker, refuse: (wrong: string) => void): void {
  // A chunk of the wrong type, in an unknown encoding or after the end becomes an error of its stream.
  for (const stream of [worker.stdout, worker.stderr])
    stream.on("error", () => refuse("it is no output of a stream"));
  const receive: unknown = receiver && Reflect.get(worker, receiver);
  if (receiver === undefined || typeof receive !== "function") return;
  const guarded = (message: unknown): void => {
    try {
      Reflect.apply(receive, worker, [message]);
    } catch {
      refuse("Node does not know it");
    }
  };
  Object.defineProperty(worker, receiver, { value: guarded });
}

/** The places and shared types that a thread already knows; each is sent once. */
class SentPlaces {
  readonly #places = new Set<string>();
  readonly #schemas = new Map<Workplace["schemas"], number>();

  /** The definitions that have to be sent before jobs of these places. */
  unsent(names: readonly string[], places: ReadonlyMap<string, Workplace>): ToThread {
    const fresh: { [name: string]: ThreadPlace } = {};
    const schemas: { [number: number]: Readonly<{ [name: string]: Schema }> } = {};
    for (const name of names) {
      const place = places.get(name);
      if (place === undefined || this.#places.has(name)) continue;
      this.#places.add(name);
      const { capability, handler, root } = place;
      fresh[name] = { capability, handler, root, schemas: this.#number(place.schemas, schemas) };
    }
    return Object.keys(fresh).length === 0 ? {} : { schemas, places: fresh };
  }

  #number(named: Workplace["schemas"], news: { [number: number]: Workplace["schemas"] }): number {
    const known = this.#schemas.get(named);
    if (known !== undefined) return known;
    const number = this.#schemas.size;
    this.#schemas.set(named, number);
    news[number] = named;
    return number;
  }
}
