/** Runs that go on only once an operator has spoken: sound, and worth knowing of beforehand. */
import { waitingOf } from "@orchlang/kernel/run";
import type { Trial } from "./case.ts";

/** A run that waits for an operator, with the fewest things that go wrong of those that wait so at this step. */
export interface StrandedRun {
  readonly step: string;
  /** The operator's decision that is needed, in words. */
  readonly why: string;
  readonly trial: Trial;
}

export class Stranded {
  readonly #found = new Map<string, StrandedRun>();

  take(trial: Trial): void {
    const { state, file } = trial.run;
    if (state.closed !== undefined || state.paused || state.start === undefined) return;
    for (const waiting of waitingOf(file.plan, state)) {
      // That an undo may fail for good is so of every undo; what is owed is a property of its own.
      if (waiting.for !== "operator" || waiting.about !== "doubt") continue;
      const { step, why } = waiting;
      const known = this.#found.get(step);
      if (known === undefined || trial.one.faults.size < known.trial.one.faults.size)
        this.#found.set(step, { step, why, trial });
    }
  }

  get all(): readonly StrandedRun[] {
    return [...this.#found.values()];
  }
}
