import { aheadOf, emptyRun, isSettled, type RunState, runMachine } from "@orchlang/kernel/run";
import type { SimulatedRun } from "./simulate.ts";

/** A run as it was after an event, and the longest that it may still go on. */
export interface Moment {
  readonly seq: number;
  /** ms */
  readonly at: number;
  /** ms; left out: unbounded. `forward`: if nothing more is undone. */
  readonly forward?: number;
  readonly compensated?: number;
  /** The number of statements that are over. */
  readonly settled: number;
}

/** The moments of a run at which something is still to come. */
export function* momentsOf({ file: { plan }, events }: SimulatedRun): Generator<Moment> {
  let state: RunState = emptyRun;
  for (const [seq, event] of events.entries()) {
    state = runMachine.evolve(plan, state, event, seq);
    const ahead = aheadOf(plan, state);
    if (ahead === undefined) continue;
    const { time, compensated } = ahead;
    yield {
      seq,
      at: event.at,
      ...("value" in time ? { forward: time.value } : {}),
      ...("value" in compensated ? { compensated: compensated.value } : {}),
      settled: settledIn(state),
    };
  }
}

function settledIn({ frames }: RunState): number {
  let count = 0;
  for (const { nodes } of frames) for (const node of nodes) if (isSettled(node)) count += 1;
  return count;
}
