import type { Clock, Job, JobResult, Store, Workers } from "@orchlang/runtime";
import { behaviourOf, type TwinWorld } from "./world.ts";

/** Time that goes on only when nothing else does: alarms of the engine, and what the world does by itself. */
export class VirtualTime {
  now: number;
  /** How much the engine has done; as long as it grows, the engine is at work. */
  touched = 0;
  readonly #alarms = new Map<object, { readonly at: number; readonly call: () => void }>();
  #coming: { readonly at: number; readonly of: string; readonly deliver: () => void }[] = [];

  constructor(start: number) {
    this.now = start;
  }

  get clock(): Clock {
    return {
      now: () => {
        this.touched += 1;
        return this.now;
      },
      wake: (at, call) => {
        this.touched += 1;
        const alarm = {};
        this.#alarms.set(alarm, { at, call });
        return () => this.#alarms.delete(alarm);
      },
    };
  }

  /** After so many ms. `of`: what it can be taken back by. */
  come(after: number, of: string, deliver: () => void): void {
    this.#coming.push({ at: this.now + after, of, deliver });
    this.#coming.sort((one, other) => one.at - other.at);
  }

  /** Whether something was to come of it. */
  drop(of: string): boolean {
    const left = this.#coming.filter((one) => one.of !== of);
    const isDropped = left.length < this.#coming.length;
    this.#coming = left;
    return isDropped;
  }

  /** Lets the engine do all that it has to do at this moment; then what comes next, up to `until`. */
  async play(until: number): Promise<void> {
    for (;;) {
      await this.#rest();
      const [next] = this.#coming;
      const [alarm, due] = [...this.#alarms].toSorted(([, one], [, other]) => one.at - other.at)[0] ?? [];
      const at = Math.min(next?.at ?? Number.POSITIVE_INFINITY, due?.at ?? Number.POSITIVE_INFINITY);
      if (at > until) return;
      this.now = Math.max(this.now, at);
      if (next !== undefined && next.at <= at) {
        this.#coming.shift();
        next.deliver();
      } else if (alarm !== undefined) {
        this.#alarms.delete(alarm);
        due?.call();
      }
    }
  }

  async #rest(): Promise<void> {
    for (let quiet = 0; quiet < quietTurns; ) {
      const before = this.touched;
      await new Promise((resolve) => setImmediate(resolve));
      quiet = this.touched === before ? quiet + 1 : 0;
    }
  }
}

/** Turns of the event loop without a sign of the engine: it takes one for each of its own, at most. */
const quietTurns = 6;

/** A store that shows that the engine is at work. */
export function watched(store: Store, time: VirtualTime): Store {
  return new Proxy(store, {
    get: (target, name) => {
      time.touched += 1;
      const found: unknown = Reflect.get(target, name, target);
      return typeof found === "function" ? found.bind(target) : found;
    },
  });
}

/** Handlers that do as the world says. */
export function virtualWorkers(world: TwinWorld, time: VirtualTime): Workers {
  const reports = new Map<string, () => void>();
  const begin = (job: Job, report: (job: Job, result: JobResult) => void): void => {
    const { capability, key, attempt, due } = job;
    const behaviour = behaviourOf(world, { capability, key, attempt, timed: due !== undefined });
    const name = `${key} ${attempt}`;
    if ("never" in behaviour) return;
    reports.set(name, () => report(job, { lost: "worker" }));
    const result = resultOf(behaviour);
    time.come(behaviour.after ?? 0, name, () => {
      reports.delete(name);
      report(job, result);
    });
  };
  return {
    equip: () => undefined,
    start: (jobs, report) => {
      for (const job of jobs) begin(job, report);
    },
    // One that is told to stop does at once.
    abort: (key, attempt) => {
      const name = `${key} ${attempt}`;
      time.drop(name);
      reports.get(name)?.();
      reports.delete(name);
    },
    close: async () => undefined,
  };
}

function resultOf(behaviour: ReturnType<typeof behaviourOf>): JobResult {
  if ("ok" in behaviour) return { outcome: { ok: behaviour.ok }, spent: {} };
  if (!("fails" in behaviour)) throw new TypeError("a call of a twin ends or fails");
  const { fails, name = fails, message = "", reach = "unknown" } = behaviour;
  return { outcome: { failure: { class: fails, name, message }, reach }, spent: {} };
}
