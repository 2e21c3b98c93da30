import type { Instant, RunId } from "../kernel/machine.ts";
import { limits } from "../limits.ts";
import type { Clock } from "../world/world.ts";

/**
 * Runs that wait and are not kept in memory: their state is the fold of their stream, so that all that is left of one
 * here is when time wakes it.
 */
export class Asleep {
  readonly #clock: Clock;
  readonly #wake: (run: RunId) => void;
  readonly #alarms = new Map<RunId, (() => void) | undefined>();

  constructor(clock: Clock, wake: (run: RunId) => void) {
    this.#clock = clock;
    this.#wake = wake;
  }

  has(run: RunId): boolean {
    return this.#alarms.has(run);
  }

  /** `due`: left out where only something that is heard moves it on. */
  add(run: RunId, due: Instant | undefined): void {
    this.delete(run);
    this.#alarms.set(run, due === undefined ? undefined : this.#clock.wake(due, () => this.#wake(run)));
  }

  delete(run: RunId): void {
    this.#alarms.get(run)?.();
    this.#alarms.delete(run);
  }

  clear(): void {
    for (const run of this.#alarms.keys()) this.delete(run);
  }
}

/** Takes runs out that can be let go of, while there are too many: those first that stand first. */
export function spare<Run>(runs: Map<RunId, Run>, letGo: (run: Run) => boolean): void {
  let looks: number = limits.runsSparedMax;
  for (const [id, run] of runs) {
    if (runs.size <= limits.runsInMemoryMax || looks === 0) return;
    looks -= 1;
    runs.delete(id);
    if (!letGo(run)) runs.set(id, run);
  }
}
