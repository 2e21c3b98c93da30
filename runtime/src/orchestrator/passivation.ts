import type { RunId, Seq } from "@orchlang/kernel";
import type { CellMap } from "../drive/cell-map.ts";
import type { Append, Store } from "../journal/store.ts";
import { limits } from "../limits.ts";
import { lineOf } from "./line.ts";
import type { Run } from "./run.ts";
import type { Runs } from "./runs.ts";

interface Residents {
  rests(run: Run): boolean;
  letGo(run: Run): void;
  failed(error: unknown): void;
}

/** Whether it waits, for something that is yet to come. */
export function rests(runs: Pick<Runs, "busy" | "world">, run: Run): boolean {
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
    const found: Run[] = [];
    let looks: number = limits.runsPassivatedMax;
    for (const run of this.#runs.values()) {
      if (found.length === tooMany || looks === 0) break;
      looks -= 1;
      if (this.#residents.rests(run)) {
        found.push(run);
        continue;
      }
      this.#runs.moveToEnd(run.id);
    }
    return found;
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
