/**
 * A machine: pure decisions over a stream of events (semantics, section 1).
 *
 * A turn is: one input; `decide`; its events appended together; the input acknowledged; then `command` of each event
 * carried out. After a crash the shell folds the stream and carries out `command` of every event in `pending`.
 */
export interface Machine<Plan, State, Input, Event, Command> {
  /** The state of a stream without events. */
  readonly empty: State;
  /** Pure and total. `[]` only for an input that was taken before. Folds as it goes: later events see earlier ones. */
  decide(plan: Plan, state: State, input: Input): readonly Event[];
  /** Pure and total; costs no more than what the event touches. `seq` is the event's place in its stream, from 0. */
  evolve(plan: Plan, state: State, event: Event, seq: Seq): State;
  /** What the shell has to do because of this one event, or nothing. */
  command(plan: Plan, state: State, event: Event, seq: Seq): Command | undefined;
  /** The events whose command is not answered yet, in order. */
  pending(state: State): readonly Seq[];
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
