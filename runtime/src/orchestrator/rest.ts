import type { Instant, RunId } from "@orchlang/kernel";
import { waitingOf } from "@orchlang/kernel/run";
import { CellMap } from "../drive/cell-map.ts";
import type { Orchestrator } from "../orchestrator-api.ts";
import type { Rest } from "../orchestrator-types.ts";
import type { Run } from "./run.ts";
import type { Runs } from "./runs.ts";

interface Waiter {
  readonly run: Run;
  readonly patience: number;
  readonly resolve: (rest: Rest) => void;
  readonly reject: (fault: unknown) => void;
}

/** The parts of the runs that resting is judged by. */
type Watched = Pick<Runs, "busy" | "control" | "drive" | "world">;

/**
 * Those who want to know when a run comes to rest. Only runs of which something has changed are looked at: with ten
 * thousand under way each turn is about a few of them.
 */
export class Resting {
  readonly #runs: Watched;
  readonly #waiters = new CellMap<RunId, readonly Waiter[]>();
  /** Something of them has changed since the last look. */
  #changed = new Set<RunId>();
  /** Runs that stand in line and that control's next alarm alone keeps from rest, by the patience of who waits for them. */
  readonly #behindControl = new Map<number, Set<RunId>>();

  constructor(runs: Watched) {
    this.#runs = runs;
  }

  wait(run: Run, patience: number): Promise<Rest> {
    // It may have ended while the run was read.
    const { stopped } = this.#runs.drive;
    if (stopped !== undefined) return Promise.resolve({ status: "stopped", message: stopped });
    return new Promise((resolve, reject) => {
      const waiters = this.#waiters.get(run.id) ?? [];
      this.#waiters.set(run.id, [...waiters, { run, patience, resolve, reject }]);
      this.changed(run.id);
      if (this.#runs.drive.idle) this.look();
    });
  }

  awaits(run: RunId): boolean {
    return this.#waiters.has(run);
  }

  /** The next look is at this run too. */
  changed(run: RunId): void {
    if (this.#waiters.has(run)) this.#changed.add(run);
  }

  look(): void {
    this.#releaseFromControl();
    const changed = this.#changed;
    this.#changed = new Set();
    for (const id of changed) {
      const waiters = this.#waiters.get(id);
      const filter = waiters?.filter((waiter) => this.#told(waiter)) ?? [];
      if (waiters === undefined || filter.length === 0) continue;
      if (filter.length === waiters.length) this.#waiters.delete(id);
      else
        this.#waiters.set(
          id,
          waiters.filter((waiter) => !filter.includes(waiter)),
        );
    }
  }

  stop(message: string, fault: unknown): void {
    const waiters = [...this.#waiters.values()].flat();
    this.#waiters.clear();
    this.#changed.clear();
    this.#behindControl.clear();
    for (const { resolve, reject } of waiters) {
      if (fault === undefined) resolve({ status: "stopped", message });
      else reject(fault);
    }
  }

  #told(waiter: Waiter): boolean {
    const rest = this.#restOf(waiter);
    if (rest !== undefined) waiter.resolve(rest);
    return rest !== undefined;
  }

  #restOf({ run, patience }: Waiter): Rest | undefined {
    const { live } = run;
    // A closed run is over once control has taken its last message.
    if (this.#runs.busy(run)) return undefined;
    const { closed } = live.state;
    if (closed !== undefined) return closed.outcome;
    if (this.#isNear(live.nextWake, patience)) return undefined;
    // For a run that waits in line, only control may know that the time limit is over.
    const inLine = live.state.holds.some(({ status }) => status === "asked");
    if (inLine && this.#isNear(this.#runs.control.nextWake, patience)) {
      this.#behindControl.set(patience, (this.#behindControl.get(patience) ?? new Set()).add(run.id));
      return undefined;
    }
    return { status: "waiting", waiting: waitingOf(live.plan, live.state) };
  }

  /** Once control's alarm has gone or is further off than somebody's patience, it keeps none of their runs from rest. */
  #releaseFromControl(): void {
    for (const [patience, runs] of this.#behindControl) {
      if (this.#isNear(this.#runs.control.nextWake, patience)) continue;
      this.#behindControl.delete(patience);
      for (const run of runs) this.changed(run);
    }
  }

  #isNear(wake: Instant | undefined, patience: number): boolean {
    return wake !== undefined && wake - this.#runs.world.clock.now() <= patience;
  }
}

/** Runs that wait for somebody or a time further off than `patience`, once nothing else goes on or is about to. */
export async function settled(
  runs: Runs,
  orchestrator: Pick<Orchestrator, "listen" | "rest">,
  patience: number,
): Promise<readonly RunId[]> {
  const waiting = new Set<RunId>();
  const isOpen = (id: RunId): boolean => runs.control.state.runs.has(id);
  for (;;) {
    // A pending decision may start something.
    await runs.drive.rest();
    if (runs.drive.stopped !== undefined) break;
    // A trigger's run is started only while the trigger is armed, and waits for that otherwise.
    const { armed, firings } = runs.control.state;
    if (armed !== undefined && firings.size > 0) {
      await nextDecision(runs, orchestrator);
      continue;
    }
    const open = [...runs.control.state.runs.keys()].filter((id) => !waiting.has(id));
    if (open.length === 0) break;
    for (const run of open) {
      if (!isOpen(run)) continue;
      const entered = await runs.enter(run);
      const rest = "refused" in entered ? undefined : await orchestrator.rest(run, patience);
      if (rest === undefined || rest.status === "waiting" || isOpen(run)) waiting.add(run);
    }
  }
  return [...waiting].filter(isOpen);
}

/** Resolves with what control decides next, or when it decides nothing any more. */
function nextDecision({ drive }: Runs, { listen }: Pick<Orchestrator, "listen">): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      unlisten();
      forget();
      resolve();
    };
    const unlisten = listen(end);
    const forget = drive.onStop(end);
  });
}
