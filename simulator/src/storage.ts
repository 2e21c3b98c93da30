import type { SimulatedWorld } from "./world.ts";

/**
 * One append that does not go as it should. `kept`: whether it is on the disk: what was torn or not synced is not, since
 * a turn is there as a whole or not at all. `dies`: the process, with the append; else it is only told that nobody knows
 * what became of it, drops what it has in memory, and asks the disk.
 */
export interface StorageFault {
  readonly stream: "run" | "control";
  /** Which append of its stream, from 1. */
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
