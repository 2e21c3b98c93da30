/**
 * A machine: pure decisions over a stream of events (semantics, section 1).
 *
 * A turn is: one input; `decide`; its events appended together; the input acknowledged; then `command` of each event
 * carried out. `turn` combines `decide` and the fold of its events, for a shell that keeps the state. The returned
 * state may be used once the append is acknowledged.
 *
 * **After a crash** the shell folds the stream. Each event of `pending` is of one of two kinds:
 * - Its command is carried out again: a message (`Asked`, `Closed`, a message of control) or a timer (`TimerSet`). The
 *   receiver replaces what it had before.
 * - Its command was a dispatch (`Began`, `Dispatched`): the attempt died with its process. The shell does not dispatch
 *   it again but reports it as `Lost { why: "process" }`. The machine then decides whether it goes out once more under
 *   the same key (pure, idempotent) or is in doubt (once). A shell whose workers outlive it asks them first and reports
 *   only attempts they do not know. `recovery` of the run machine returns both lists.
 *
 * **Time.** A machine has no timers of its own: after each turn the shell asks `nextWake` and brings `Woke` at or after
 * that instant, after the results that arrived in the meantime. Only `Woke` (and an operator's `unpause`) fires timers,
 * so results received together with it are decided first (semantics, rule 5).
 */
export interface Machine<Plan, State, Input, Event, Command> {
  /** The state of a stream without events. */
  readonly empty: State;
  /** Pure and total. `[]` only for an input that was taken before. Folds as it goes: later events see earlier ones. */
  decide(plan: Plan, state: State, input: Input): readonly Event[];
  /** `decide`, and the state after it. */
  turn(plan: Plan, state: State, input: Input): Turned<State, Event>;
  /** Several turns that become durable together: what one of them has copied the next need not copy again. */
  turns(plan: Plan, state: State): Turns<State, Input, Event>;
  /** Pure and total; costs no more than what the event touches. `seq` is the event's place in its stream, from 0. */
  evolve(plan: Plan, state: State, event: Event, seq: Seq): State;
  /** The command of this event for the shell, if it has one. */
  command(plan: Plan, state: State, event: Event, seq: Seq): Command | undefined;
  /** The events whose command is not answered yet, in order. */
  pending(state: State): readonly Seq[];
  /** When `Woke` is due next; undefined: nothing waits for time. */
  nextWake(state: State): Instant | undefined;
  /** How its state is written down, where its streams get long. */
  readonly snapshot?: {
    readonly shape: number;
    write(state: State): string;
    read(text: string): State | undefined;
    vouched(event: Event): { readonly length: Seq; readonly digest: string } | undefined;
  };
}

export interface Turned<State, Event> {
  readonly events: readonly Event[];
  readonly state: State;
}

/** The turns of several inputs, one after another. */
export interface Turns<State, Input, Event> {
  /** The events that `turn` would decide for this input on the current state. */
  take(input: Input): readonly Event[];
  /** The state after them; after this nothing more is taken. */
  end(): State;
}

/** For a machine that has no better way. */
export function oneByOne<Plan, State, Input, Event>(
  turn: (plan: Plan, state: State, input: Input) => Turned<State, Event>,
): (plan: Plan, state: State) => Turns<State, Input, Event> {
  return (plan, before) => {
    let state = before;
    return {
      take: (input) => {
        const turned = turn(plan, state, input);
        state = turned.state;
        return turned.events;
      },
      end: () => state,
    };
  };
}

/** The place of an event in its stream: 0, 1, 2 … without gaps. */
export type Seq = number;
/** Milliseconds since 1970-01-01T00:00Z. */
export type Instant = number;
/** Opaque and never used again: 16 characters of Crockford's base 32. */
export type RunId = string;
export type StreamId = `run/${RunId}` | `control/${string}`;

/** Names an event, and the message that it is. `prev`: the message before it between the same two streams. */
export interface Ref {
  readonly stream: StreamId;
  readonly seq: Seq;
  readonly prev?: Seq;
}
