import type { ControlInput } from "@orchlang/kernel/control";
import type { Flight, RunInput } from "@orchlang/kernel/run";
import type { StorageFault } from "./world.ts";

/** A command of a stream that is to be carried out, or an input that comes in. */
export interface Posted {
  readonly of: StorageFault["stream"] | "input";
  carry(): void;
}

export function carrying(of: Posted["of"], carry: () => void): Posted {
  return { of, carry };
}

/**
 * Commands to carry out, in rounds like those of the orchestrator's loop: inputs that a stream receives in one round are
 * decided together, with timers due by then, before it receives anything that follows from them. Streams are committed
 * in the order in which they first heard something, so all commands of one come before those of the next.
 */
export class Rounds<Stream> {
  readonly #wake: (stream: Stream) => void;
  #posted: { readonly one: Posted; readonly from: Stream | undefined }[] = [];
  /** To be carried out at the end of this round, in order. */
  #late: Posted[] = [];
  #isGoing = false;
  /** How many belong to the round that is being carried out. */
  #ofRound = 0;
  /** Streams that have heard something in this round, in order. */
  readonly #heard = new Set<Stream>();

  /** `wake`: lets a stream decide what is due by now. */
  constructor(wake: (stream: Stream) => void) {
    this.#wake = wake;
  }

  hears(stream: Stream): void {
    this.#heard.add(stream);
  }

  /** `from`: the stream whose turn they belong to; absent: they come from outside, and first. */
  post(commands: readonly (Posted | undefined)[], from?: Stream): void {
    for (const one of commands) if (one !== undefined) this.#posted.push({ one, from });
    if (this.#isGoing) return;
    this.#isGoing = true;
    do {
      this.#decide();
      for (this.#ofRound = this.#posted.length; this.#ofRound > 0; this.#ofRound--)
        this.#posted.shift()?.one.carry();
      while (this.#late.length > 0) this.#late.shift()?.carry();
    } while (this.#posted.length > 0);
    // The next moment's rounds have an order of their own.
    this.#heard.clear();
    this.#isGoing = false;
  }

  /** Work that waits for a promise: as in the orchestrator, it goes on once all of the round is carried out. */
  later(one: Posted): void {
    if (this.#isGoing) this.#late.push(one);
    else one.carry();
  }

  #decide(): void {
    const order = [...this.#heard];
    for (const stream of order) this.#wake(stream);
    this.#heard.clear();
    if (order.length < 2) return;
    const ranks = new Map(order.map((stream, rank) => [stream, rank]));
    const rankOf = (from: Stream | undefined): number => (from && ranks.get(from)) ?? -1;
    this.#posted.sort((one, other) => rankOf(one.from) - rankOf(other.from));
  }

  /** Nothing of it is carried out any more; gives what was `kept`. */
  drop(kept: (one: Posted) => boolean = () => false): readonly Posted[] {
    const left = [...this.#posted.map(({ one }) => one), ...this.#late].filter(kept);
    this.#posted = [];
    this.#late = [];
    this.#ofRound = 0;
    return left;
  }
}

// Senders that received no reply send again; if the message was accepted before, nothing follows.

/** From outside of the process. Results die with it, and control says again what it has said. */
const ofRun: ReadonlySet<RunInput["t"]> = new Set(["Ordered", "Returned"]);
/** Runs say again what they have said. */
const ofControl: ReadonlySet<ControlInput["t"]> = new Set([
  "Requested",
  "Answer",
  "Provided",
  "Armed",
  "Unstarted",
  "Called",
  "Pulled",
  "Member",
  "Sensed",
  "Withdrew",
  "Occurred",
]);

/** While the process lives, it keeps all received inputs. Time needs no repetition. */
export function runIsToldAgain({ t }: RunInput, { dies }: StorageFault): boolean {
  return dies ? ofRun.has(t) : t !== "Woke";
}

export function controlIsToldAgain({ t }: ControlInput, { dies }: StorageFault): boolean {
  return dies ? ofControl.has(t) : t !== "Woke";
}

/** The name of a dispatch, which is sent once. */
export function nameOf({ key, attempt, dispatch }: Omit<Flight, "seq">): string {
  return `${key} ${attempt}.${dispatch}`;
}
