import type { Call, Key, Task } from "@orchlang/kernel";

import type { RunEvent, RunState } from "@orchlang/kernel/run";

import { isStep } from "./steps.ts";
import type { Death, SimulatedWorld } from "./world.ts";

/** Where the process or a worker is to die, each once. */
export class Deaths {
  readonly #deaths: readonly Death[];
  readonly #spent = new Set<number>();
  readonly #at: NonNullable<SimulatedWorld["deathsAt"]>;
  readonly #appended = new Map<string, number>();

  constructor({ deaths = [], deathsAt = [] }: Pick<SimulatedWorld, "deaths" | "deathsAt">) {
    this.#deaths = deaths;
    this.#at = deathsAt;
  }

  /** Whether the process dies with these events in a journal, whichever it is. */
  withKinds(events: readonly { readonly t: string }[]): boolean {
    let dies = false;
    if (this.#at.length === 0) return dies;
    for (const { t } of events) {
      const nth = (this.#appended.get(t) ?? 0) + 1;
      this.#appended.set(t, nth);
      dies ||= this.#at.some((death) => death.event === t && death.nth === nth);
    }
    return dies;
  }

  /** The places of those that have not come about. */
  get left(): readonly number[] {
    return this.#deaths.flatMap((_, index) => (this.#spent.has(index) ? [] : [index]));
  }

  /** Whether the process dies with these events in the journal, and nothing made of them. */
  atAppend(state: RunState, events: readonly RunEvent[]): boolean {
    return events.some((event) => {
      if (event.t === "Began") return this.#dies("before", event.intent.call, event.capability);
      if (event.t === "Asked" && event.ask.ask === "task")
        return this.#dies("before", event.ask.task.call, event.ask.task.capability);
      if (event.t === "Ended") return this.#diesAfter(state, event.key);
      if (event.t === "Settled" && event.key !== undefined && event.status === "completed")
        return this.#diesAfter(state, event.key);
      return false;
    });
  }

  #diesAfter(state: RunState, key: Key): boolean {
    const intent = state.intents.get(key);
    return intent !== undefined && this.#dies("after", intent.intent.call, intent.capability);
  }

  during(state: RunState, { key, capability }: { readonly key: Key; readonly capability: string }) {
    const call = state.intents.get(key)?.intent.call;
    if (call === undefined) return undefined;
    if (this.#dies("during", call, capability)) return "process";
    return this.#dies("worker", call, capability) ? "worker" : undefined;
  }

  /** A person has no worker: only the process can die while one is asked. */
  whileAsked({ call, capability }: Task): boolean {
    return this.#dies("during", call, capability) || this.#dies("worker", call, capability);
  }

  #dies(moment: Death["moment"], call: Call, capability: string): boolean {
    const found = this.#deaths.findIndex(
      (death, index) =>
        !this.#spent.has(index) && death.moment === moment && isStep(death.step, call, capability),
    );
    if (found >= 0) this.#spent.add(found);
    return found >= 0;
  }
}
