import type { RunId } from "../kernel/machine.ts";
import { waitingOf } from "../kernel/run/view.ts";
import type { Rest } from "../orchestrator-api.ts";
import type { Run } from "./run.ts";
import type { Runs } from "./runs.ts";

interface Waiter {
  readonly run: Run;
  readonly patience: number;
  readonly resolve: (rest: Rest) => void;
  readonly reject: (fault: unknown) => void;
}

/** Those who want to know when a run comes to rest. Looked at after every turn. */
export class Resting {
  readonly #runs: Runs;
  #waiters: Waiter[] = [];
  /** Their runs. */
  #awaited = new Set<RunId>();

  constructor(runs: Runs) {
    this.#runs = runs;
  }

  wait(run: Run, patience: number): Promise<Rest> {
    return new Promise((resolve, reject) => {
      this.#waiters.push({ run, patience, resolve, reject });
      this.#awaited.add(run.id);
      if (this.#runs.drive.idle) this.look();
    });
  }

  awaits(run: RunId): boolean {
    return this.#awaited.has(run);
  }

  look(): void {
    const left: Waiter[] = [];
    for (const waiter of this.#waiters) {
      const rest = this.#restOf(waiter);
      if (rest === undefined) left.push(waiter);
      else waiter.resolve(rest);
    }
    if (left.length === this.#waiters.length) return;
    this.#waiters = left;
    this.#awaited = new Set(left.map(({ run }) => run.id));
  }

  stop(message: string, fault: unknown): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    this.#awaited = new Set();
    for (const { resolve, reject } of waiters) {
      if (fault === undefined) resolve({ status: "stopped", message });
      else reject(fault);
    }
  }

  #restOf({ run, patience }: Waiter): Rest | undefined {
    const { live } = run;
    // A closed run is over once control has taken its last message.
    if (this.#runs.busy(run)) return undefined;
    const { closed } = live.state;
    if (closed !== undefined) return closed.outcome;
    const wake = this.#nextWake(run);
    if (wake !== undefined && wake - this.#runs.world.clock.now() <= patience) return undefined;
    return { status: "waiting", waiting: waitingOf(live.plan, live.state) };
  }

  /** Who stands in line for something may be told by control alone that it was long enough. */
  #nextWake({ live }: Run): number | undefined {
    const own = live.nextWake;
    const inLine = live.state.holds.some(({ status }) => status === "asked");
    const controls = inLine ? this.#runs.control.nextWake : undefined;
    return own === undefined || controls === undefined ? (own ?? controls) : Math.min(own, controls);
  }
}
