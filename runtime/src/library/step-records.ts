import type { RunEvent } from "@orchlang/kernel/run";

/** A step of a plan by the journal, over all its calls in some runs. Times in ms. */
export interface StepRecord {
  /** The plan that the step stands in, qualified. */
  readonly routine: string;
  readonly node: string;
  /** Calls that have ended, each with all its attempts. */
  readonly calls: number;
  /** Calls that ended without a value, after a failure that may pass. */
  readonly failedCalls: number;
  readonly attempts: number;
  /** Attempts that ended with a failure that may pass: a fault of the network, a timeout, an answer that does not fit. */
  readonly passing: number;
  /** The timeouts among these. */
  readonly timeouts: number;
  /** The time of the longest attempt that ended well. */
  readonly longest: number;
}

/** Failures that another attempt may not have. */
const passing: ReadonlySet<string> = new Set(["transient", "timeout", "invalid_output", "circuit_open"]);

interface Tally {
  readonly routine: string;
  readonly node: string;
  /** By key: whether the call's last attempt ended with a failure that may pass. */
  readonly calls: Map<string, boolean>;
  attempts: number;
  passing: number;
  timeouts: number;
  longest: number;
}

/** Collects the events of runs, each run's in order. Only a step's own call counts, no handlers, confirms or undos. */
export class StepRecords {
  readonly #tallies = new Map<string, Tally>();

  take(events: Iterable<RunEvent>): void {
    const begun = new Map<string, { readonly tally: Tally; at: number }>();
    for (const event of events) {
      if (event.t === "Began" && event.intent.call.slot === "do") {
        const { routine, node } = event.intent.call;
        const tally = this.#tallyOf(routine.split(">").at(-1) ?? routine, node);
        begun.set(event.intent.key, { tally, at: event.at });
      }
      if (event.t !== "Ended") continue;
      const one = begun.get(event.key);
      if (one === undefined) continue;
      const { tally, at } = one;
      const failure = "failure" in event.outcome ? event.outcome.failure.class : undefined;
      if (failure === "cancelled") continue;
      const isPassing = failure !== undefined && passing.has(failure);
      tally.attempts += 1;
      tally.calls.set(event.key, isPassing);
      if (isPassing) tally.passing += 1;
      if (failure === "timeout") tally.timeouts += 1;
      if (failure === undefined) tally.longest = Math.max(tally.longest, event.at - at);
    }
  }

  /** By plan and step. */
  records(): readonly StepRecord[] {
    return [...this.#tallies.values()]
      .map(({ calls, ...counted }) => ({
        ...counted,
        calls: calls.size,
        failedCalls: [...calls.values()].filter(Boolean).length,
      }))
      .sort((one, other) =>
        `${one.routine}/${one.node}`.localeCompare(`${other.routine}/${other.node}`, "en"),
      );
  }

  #tallyOf(routine: string, node: string): Tally {
    const key = `${routine}/${node}`;
    const known = this.#tallies.get(key);
    if (known !== undefined) return known;
    const tally: Tally = {
      routine,
      node,
      calls: new Map(),
      attempts: 0,
      passing: 0,
      timeouts: 0,
      longest: 0,
    };
    this.#tallies.set(key, tally);
    return tally;
  }
}
