import type { Machine } from "@orchlang/kernel";
import { oneByOne, type Turned } from "@orchlang/kernel/testing";

/** A minimal machine: adds up, drops repetitions, sets alarms when asked, and reports every sum. */
export type CounterInput =
  | {
      readonly t: "Added";
      readonly at: number;
      readonly id: string;
      readonly n: number;
      readonly ring?: number;
      /** Instead of all rings before it. */
      readonly anew?: true;
    }
  | { readonly t: "Woke"; readonly at: number };
export type CounterEvent =
  | CounterInput
  | { readonly t: "Said"; readonly at: number; readonly sum: number }
  | { readonly t: "Rang"; readonly at: number; readonly due: number };
export interface CounterCommand {
  readonly say: number;
}
export interface CounterState {
  readonly ids: readonly string[];
  readonly sum: number;
  readonly rings: readonly number[];
  /** Events whose sum nobody has confirmed: all of them, since nobody does. */
  readonly said: readonly number[];
}

const empty: CounterState = { ids: [], sum: 0, rings: [], said: [] };

function evolve(_limit: number, state: CounterState, event: CounterEvent, seq: number): CounterState {
  switch (event.t) {
    case "Added":
      return {
        ...state,
        ids: [...state.ids, event.id],
        sum: state.sum + event.n,
        rings:
          event.ring === undefined
            ? state.rings
            : [...(event.anew ? [] : state.rings), event.ring].sort((a, b) => a - b),
      };
    case "Said":
      return { ...state, said: [...state.said, seq] };
    case "Rang":
      return { ...state, rings: state.rings.filter((due) => due !== event.due) };
    case "Woke":
      return state;
  }
}

function decide(limit: number, state: CounterState, input: CounterInput): readonly CounterEvent[] {
  if (input.t === "Woke") {
    const due = state.rings.filter((ring) => ring <= input.at);
    return due.length === 0
      ? []
      : [input, ...due.map((ring) => ({ t: "Rang" as const, at: input.at, due: ring }))];
  }
  if (state.ids.includes(input.id)) return [];
  const sum = state.sum + input.n;
  return sum > limit ? [input] : [input, { t: "Said", at: input.at, sum }];
}

/** The plan: sums above it are not said. */
function turn(plan: number, state: CounterState, input: CounterInput): Turned<CounterState, CounterEvent> {
  const events = decide(plan, state, input);
  // Where an event stands does not matter to the sum; what was said is folded from the journal.
  return { events, state: events.reduce((held, event) => evolve(plan, held, event, -1), state) };
}

export const counter: Machine<number, CounterState, CounterInput, CounterEvent, CounterCommand> = {
  empty,
  decide,
  evolve,
  turn,
  turns: oneByOne(turn),
  command: (_plan, _state, event) => (event.t === "Said" ? { say: event.sum } : undefined),
  pending: (state) => state.said.filter((seq) => seq >= 0),
  nextWake: (state) => state.rings[0],
};
