import type { StorageFault } from "./storage.ts";

/** A command of a stream that is to be carried out, or an input that comes in. */
export interface Posted {
  readonly of: StorageFault["stream"] | "input";
  carry(): void;
}

export function carrying(of: Posted["of"], carry: () => void): Posted {
  return { of, carry };
}

/**
 * Commands to carry out, in order of decision, in rounds like those of the orchestrator's loop: inputs that a stream
 * receives in one round are decided together, with timers due by then, before it receives anything that follows from
 * them.
 */
export class Rounds<Stream> {
  readonly #wake: (stream: Stream) => void;
  #posted: Posted[] = [];
  #isGoing = false;
  /** How many belong to the round that is being carried out. */
  #ofRound = 0;
  /** Streams that have heard something since they were woken last. */
  readonly #heard = new Set<Stream>();

  /** `wake`: lets a stream decide what is due by now. */
  constructor(wake: (stream: Stream) => void) {
    this.#wake = wake;
  }

  hears(stream: Stream): void {
    this.#heard.add(stream);
  }

  post(commands: readonly (Posted | undefined)[]): void {
    for (const one of commands) if (one !== undefined) this.#posted.push(one);
    if (this.#isGoing) return;
    this.#isGoing = true;
    do {
      const heard = [...this.#heard];
      this.#heard.clear();
      for (const stream of heard) this.#wake(stream);
      for (this.#ofRound = this.#posted.length; this.#ofRound > 0; this.#ofRound--)
        this.#posted.shift()?.carry();
    } while (this.#posted.length > 0);
    this.#isGoing = false;
  }

  /** Nothing of it is carried out any more; gives what was `kept`. */
  drop(kept: (one: Posted) => boolean = () => false): readonly Posted[] {
    const left = this.#posted.filter(kept);
    this.#posted = [];
    this.#ofRound = 0;
    return left;
  }
}
