import type { Instant, RunId } from "@orchlang/kernel";
import type { Store } from "../journal/store.ts";
import { limits } from "../limits.ts";
import type { Clock } from "../world/world.ts";
import { runOf } from "./find.ts";

/**
 * Runs that wait and are not kept in memory: their state is the fold of their stream, and when time moves them on the
 * store knows. All that is here of one is its id, and for all of them together the next alarm.
 */
export class Asleep {
  readonly #store: Pick<Store, "due">;
  readonly #clock: Clock;
  /** Takes it out of here, whatever comes of it. */
  readonly #wake: (run: RunId) => Promise<void>;
  readonly #failed: (error: unknown) => void;
  /** Until when: null where only something that is heard moves it on. */
  readonly #runs = new Map<RunId, Instant | null>();
  #alarm: { readonly due: Instant; readonly cancel: () => void } | undefined;
  #looking = false;
  /** The alarm has rung meanwhile. */
  #again = false;

  constructor(
    store: Pick<Store, "due">,
    clock: Clock,
    wake: (run: RunId) => Promise<void>,
    failed: (error: unknown) => void,
  ) {
    this.#store = store;
    this.#clock = clock;
    this.#wake = wake;
    this.#failed = failed;
  }

  has(run: RunId): boolean {
    return this.#runs.has(run);
  }

  /** Whether it is here, and time does not move it on within so many ms. */
  lasts(run: RunId, patience: number): boolean {
    const due = this.#runs.get(run);
    return due === null || (due !== undefined && due - this.#clock.now() > patience);
  }

  /** One that the store has down as resting. `due`: null where only something that is heard moves it on. */
  add(run: RunId, due: Instant | null): void {
    this.#runs.set(run, due);
    if (due !== null) this.#arm(due);
  }

  delete(run: RunId): void {
    this.#runs.delete(run);
  }

  clear(): void {
    this.#runs.clear();
    this.#alarm?.cancel();
    this.#alarm = undefined;
  }

  #arm(due: Instant): void {
    if (this.#alarm !== undefined && this.#alarm.due <= due) return;
    this.#alarm?.cancel();
    const cancel = this.#clock.wake(due, () => {
      this.#alarm = undefined;
      this.#look().catch(this.#failed);
    });
    this.#alarm = { due, cancel };
  }

  /** Wakes those that are due, some at a time, and sets the alarm for whoever is next. */
  async #look(): Promise<void> {
    this.#again = true;
    if (this.#looking) return;
    this.#looking = true;
    try {
      while (this.#again) {
        this.#again = false;
        const due = await this.#due();
        await Promise.all(due.map((run) => this.#wake(run)));
        this.#again ||= due.length > 0;
      }
    } finally {
      this.#looking = false;
    }
  }

  async #due(): Promise<readonly RunId[]> {
    const now = this.#clock.now();
    const found: RunId[] = [];
    for await (const { stream, due } of this.#store.due()) {
      const run = runOf(stream);
      if (run === undefined || !this.#runs.has(run)) continue;
      if (due > now) {
        this.#arm(due);
        break;
      }
      found.push(run);
      if (found.length === limits.runsEnteringMax) break;
    }
    return found;
  }
}
