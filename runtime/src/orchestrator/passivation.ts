import type { Instant, RunId, Seq } from "@orchlang/kernel";
import { CellMap } from "../drive/cell-map.ts";
import type { Append, Store } from "../journal/store.ts";
import { limits } from "../limits.ts";
import type { Refusal } from "../orchestrator-types.ts";
import type { Clock } from "../world/world.ts";
import { runOf } from "./find.ts";
import { lineOf } from "./report.ts";
import type { Run } from "./run.ts";
import { Semaphore } from "./semaphore.ts";

interface Residents {
  rests(run: Run): boolean;
  letGo(run: Run): void;
  failed(error: unknown): void;
}

/** True if it waits, for something that is yet to come. */
export function rests(
  runs: { readonly world: { readonly clock: Clock }; busy(run: Run): boolean },
  run: Run,
): boolean {
  const { nextWake, state } = run.live;
  const isDue = nextWake !== undefined && nextWake <= runs.world.clock.now();
  return !isDue && !runs.busy(run) && state.closed === undefined;
}

/**
 * Passivation: while too many runs are in memory, waiting ones are removed, the least recently active first. The store
 * first records that each rests and until when, so that nothing of it stays in memory.
 */
export class Passivation {
  readonly #store: Pick<Store, "append">;
  readonly #runs: CellMap<RunId, Run>;
  readonly #residents: Residents;
  /** At what length the store has it down that they rest. */
  readonly #noted = new WeakMap<Run, Seq>();
  #under: Promise<void> | undefined;

  /** `runs`: in the order in which they were last heard of. */
  constructor(store: Pick<Store, "append">, runs: CellMap<RunId, Run>, residents: Residents) {
    this.#store = store;
    this.#runs = runs;
    this.#residents = residents;
  }

  /** The store has it down that the run rests as it is. */
  noted(run: Run): void {
    this.#noted.set(run, run.live.length);
  }

  /** Resolves when nothing of it is under way. */
  get over(): Promise<void> {
    return this.#under ?? Promise.resolve();
  }

  look(): void {
    if (this.#under !== undefined || this.#runs.size <= limits.runsInMemoryMax) return;
    const resting = this.#resting();
    if (resting.length === 0) return;
    this.#under = this.#passivate(resting)
      .catch((error: unknown) => this.#residents.failed(error))
      .finally(() => {
        this.#under = undefined;
      });
  }

  /** A run that does not rest is looked at last the next time. */
  #resting(): readonly Run[] {
    const tooMany = this.#runs.size - limits.runsInMemoryMax;
    const runs: Run[] = [];
    let looks: number = limits.runsPassivatedMax;
    for (const run of this.#runs.values()) {
      if (runs.length === tooMany || looks === 0) break;
      looks -= 1;
      if (this.#residents.rests(run)) {
        runs.push(run);
        continue;
      }
      this.#runs.moveToEnd(run.id);
    }
    return runs;
  }

  async #passivate(runs: readonly Run[]): Promise<void> {
    const lengths = new Map(runs.map((run) => [run, run.live.length] as const));
    const notes = runs.filter((run) => this.#noted.get(run) !== run.live.length).map(noteOf);
    const done = notes.length === 0 ? { ok: true } : await this.#store.append(notes);
    // One of them has gone on meanwhile: they are looked at again. Any other fault the loop's own next append will have.
    if (!done.ok) return;
    for (const [run, length] of lengths) {
      const same = this.#runs.get(run.id) === run && run.live.length === length;
      if (same && this.#residents.rests(run)) this.#residents.letGo(run);
    }
  }
}

/** That it rests, until when, and what it is listed by. */
function noteOf({ id, file, live }: Run): Append {
  const due = live.nextWake ?? null;
  return { stream: live.id, expected: live.length, records: [], due, ...lineOf(id, file, live.state) };
}

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

  /** True if it is here, and time does not move it on within so many ms. */
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
    const results: RunId[] = [];
    for await (const { stream, due } of this.#store.due()) {
      const run = runOf(stream);
      if (run === undefined || !this.#runs.has(run)) continue;
      if (due > now) {
        this.#arm(due);
        break;
      }
      results.push(run);
      if (results.length === limits.runsEnteringMax) break;
    }
    return results;
  }
}

/** Runs that are being started or read from the journal: each once, and not too many at a time. */
export class Entering<Run> {
  readonly #semaphore = new Semaphore(limits.runsEnteringMax);
  readonly #under = new CellMap<RunId, Promise<Run | Refusal>>();

  has(id: RunId): boolean {
    return this.#under.has(id);
  }

  /** Shares the result of the first caller's `read`. */
  async once(id: RunId, read: () => Promise<Run | Refusal>): Promise<Run | Refusal> {
    const entering = this.#under.get(id) ?? this.#semaphore.hold(read);
    this.#under.set(id, entering);
    try {
      return await entering;
    } finally {
      this.#under.delete(id);
    }
  }
}
