import type { SimulatedWorld } from "./world.ts";

/**
 * A faulty append. `kept`: whether it is on the disk: a torn or unsynced one is not, since a turn is written as a whole
 * or not at all. `dies`: the process dies with the append; otherwise the result is unknown, so the process drops its
 * memory and reads the disk.
 */
export interface StorageFault {
  readonly stream: "run" | "control";
  /** The number of the append in its stream, from 1. */
  readonly append: number;
  readonly kept: boolean;
  readonly dies: boolean;
}

/** The disk under both streams. */
export class Storage {
  readonly slow: number;
  readonly #faults: ReadonlyMap<string, StorageFault>;
  readonly #appends = { run: 0, control: 0 };

  constructor({ slow = 0, faults = [] }: NonNullable<SimulatedWorld["storage"]>) {
    this.slow = slow;
    this.#faults = new Map(faults.map((fault) => [`${fault.stream} ${fault.append}`, fault]));
  }

  append(stream: StorageFault["stream"]): StorageFault | undefined {
    this.#appends[stream] += 1;
    return this.#faults.size === 0 ? undefined : this.#faults.get(`${stream} ${this.#appends[stream]}`);
  }
}
