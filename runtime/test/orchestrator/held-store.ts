import type { Store } from "../../src/journal/store.ts";

/** Where a reading of the journal is made to wait. */
export interface Hold {
  /** Resolves once something has come to it. */
  readonly reached: Promise<void>;
  /** Lets it, and all that come after it, go on. */
  release(): void;
}

/** A store whose readings can be made to wait, each kind at a place of its own. */
export interface HeldStore {
  readonly store: Store;
  /** At the beginning of the next reading of a stream from somewhere. */
  holdRead(stream: string): Hold;
  /** Once all streams were listed. */
  holdStreams(): Hold;
  /** Waits before returning the head of a stream with this prefix. */
  holdHead(beginning: string): Hold;
}

/** On a store in memory: what goes on meanwhile is up to the test, and to no clock. */
export function heldStore(store: Store): HeldStore {
  const reads = new Map<string, Gate>();
  const heads = new Map<string, Gate>();
  let streams: Gate | undefined;
  return {
    store: {
      ...store,
      async *read(stream, from) {
        await reads.get(stream)?.pass();
        yield* store.read(stream, from);
      },
      async *streams(which, beginning) {
        yield* store.streams(which, beginning);
        await streams?.pass();
      },
      async head(stream) {
        for (const [beginning, gate] of heads) if (stream.startsWith(beginning)) await gate.pass();
        return await store.head(stream);
      },
    },
    holdRead: (stream) => held(new Gate(), (gate) => reads.set(stream, gate)),
    holdStreams: () =>
      held(new Gate(), (gate) => {
        streams = gate;
      }),
    holdHead: (beginning) => held(new Gate(), (gate) => heads.set(beginning, gate)),
  };
}

function held(gate: Gate, put: (gate: Gate) => void): Hold {
  put(gate);
  return { reached: gate.reached, release: () => gate.release() };
}

class Gate {
  readonly #reached = Promise.withResolvers<void>();
  readonly #open = Promise.withResolvers<void>();

  get reached(): Promise<void> {
    return this.#reached.promise;
  }

  release(): void {
    this.#open.resolve();
  }

  pass(): Promise<void> {
    this.#reached.resolve();
    return this.#open.promise;
  }
}
