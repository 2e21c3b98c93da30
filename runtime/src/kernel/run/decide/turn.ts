import type { Plan } from "@orchlang/plan";
import type { Draft } from "../draft.ts";
import type { DecidedEvent, RunEvent } from "../events.ts";
import { evolveInto } from "../evolve.ts";

/** One turn of a run: what has been decided so far, and the state with it. Lives as long as the turn. */
export interface Turn {
  readonly plan: Plan;
  readonly draft: Draft;
  readonly events: RunEvent[];
}

/** What is decided is seen by what is decided next (semantics, rule 3). */
export function emit(turn: Turn, event: DecidedEvent): void {
  append(turn, { at: turn.draft.at, ...event } as RunEvent);
}

export function append(turn: Turn, event: RunEvent): void {
  turn.events.push(event);
  evolveInto(turn.draft, event, turn.draft.length);
}
