/** Runs that go on only once an operator has spoken: sound, and worth knowing of beforehand. */

import type { Call } from "@orchlang/kernel";
import { waitingOf } from "@orchlang/kernel/run";
import type { Plan } from "@orchlang/plan";
import type { SimulatedRun } from "../simulate.ts";
import type { Trial } from "./case.ts";
import { withoutEntries } from "./plan-facts.ts";

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

// Plans of goals that were given up for another.

interface Abandoned {
  /** The path of what was given up, as it is written. */
  readonly path: string;
}

/** True if a call is of a plan that its goal gave up, and is not taken over by the next. */
export function givenUp(run: SimulatedRun): (call: Call, key: string) => boolean {
  const { plan } = run.file;
  const abandoned: Abandoned[] = [];
  const carried = new Set<string>();
  for (const event of run.events) {
    if (event.t !== "Chose") continue;
    for (const { key } of event.carried) carried.add(key);
    const around =
      event.call === undefined ? "" : `${withoutEntries(plan, event.call.routine)}/${event.call.node}>`;
    const before = (plan.goals[event.goal]?.alternatives ?? []).slice(0, event.plan);
    for (const name of before) abandoned.push({ path: `${around}${name}` });
  }
  if (abandoned.length === 0) return () => false;
  return ({ routine }, key) => !carried.has(key) && isWithin(plan, routine, abandoned);
}

function isWithin(plan: Plan, routine: string, abandoned: readonly Abandoned[]): boolean {
  const path = withoutEntries(plan, routine);
  return abandoned.some((one) => path === one.path || path.startsWith(`${one.path}/`));
}
