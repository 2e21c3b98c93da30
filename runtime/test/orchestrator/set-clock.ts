import type { Clock, Workers } from "../../src/world/world.ts";

/** A clock that goes only when it is told to. */
export class SetClock implements Clock {
  at: number;
  readonly #alarms = new Map<object, { readonly at: number; readonly call: () => void }>();

  constructor(at: number) {
    this.at = at;
  }

  now(): number {
    return this.at;
  }

  wake(at: number, call: () => void): () => void {
    const alarm = {};
    this.#alarms.set(alarm, { at, call });
    return () => this.#alarms.delete(alarm);
  }

  get next(): number | undefined {
    const dues = [...this.#alarms.values()].map(({ at }) => at);
    return dues.length === 0 ? undefined : Math.min(...dues);
  }

  ring(): void {
    for (const [alarm, { at, call }] of [...this.#alarms]) {
      if (at > this.at || !this.#alarms.delete(alarm)) continue;
      call();
    }
  }
}

/** Handlers are functions of the process: nothing else is ever called. */
export const noThreads: Workers = {
  equip: () => undefined,
  start: (jobs, report) => {
    for (const job of jobs) report(job, { lost: "worker" });
  },
  abort: () => undefined,
  close: async () => undefined,
};
