import { emptyRun, type RunEvent, runMachine, type StatementView, statementsOf } from "@orchlang/kernel/run";
import type { SimulatedRun } from "./simulate.ts";

/** The statements whose state one event changed, as they are after it. */
export interface Change {
  readonly seq: number;
  readonly statements: readonly StatementView[];
}

/** A run event by event, so that it can be shown at each of them. */
export interface Story {
  readonly events: readonly RunEvent[];
  /** Events that change no statement are left out. */
  readonly changes: readonly Change[];
  /** More events follow than are here. */
  readonly partial: boolean;
}

/** Longer stories are cut: nobody looks through them event by event. */
const eventsMax = 400;

export function storyOf({ file: { plan }, events: all }: SimulatedRun): Story {
  const events = all.slice(0, eventsMax);
  const shown = new Map<string, string>();
  let state = emptyRun;
  const changes = events.flatMap((event, seq): readonly Change[] => {
    state = runMachine.evolve(plan, state, event, seq);
    const statements = statementsOf(plan, state).filter((one) => {
      const text = JSON.stringify(one);
      if (shown.get(one.key) === text) return false;
      shown.set(one.key, text);
      return true;
    });
    return statements.length === 0 ? [] : [{ seq, statements }];
  });
  return { events, changes, partial: all.length > eventsMax };
}
