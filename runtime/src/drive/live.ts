import { type Instant, invariant, type Machine, type Seq, type StreamId } from "@orchlang/kernel";
import { type AnyEvent, eventOf, genesis, type Link, recorded } from "../journal/chain.ts";
import { recover } from "../journal/recover.ts";
import { snapshotOf } from "../journal/snapshot.ts";
import type { Append, Document, Store } from "../journal/store.ts";

import { limits } from "../limits.ts";

/** A durable event, and where it stands. */
export interface Placed<Event> {
  readonly seq: Seq;
  readonly event: Event;
}

/** The effects of a stream. No method is called before the events are durable. */
export interface StreamAdapter<State, Event, Command> {
  /** Carries a command out; in the order of the events. */
  carry(command: Command, placed: Placed<Event>): void;
  /** Once a turn that decided anything. */
  committed(events: readonly Placed<Event>[], state: State): void;
  /** True if the stream has nothing more to come. */
  closed(state: State): boolean;
  /** The summary line of a stream that has closed or rests. */
  line?(state: State): { readonly line?: string };
  /** An event as it is to rest, `state` being that after the turn; left out: as it is. */
  rests?(event: Event, seq: Seq, state: State): object;
}

/** The events decided for an input, once durable; `stopped`: the journal accepts nothing more. */
export type Answer<Event> = readonly Placed<Event>[] | "stopped";

type Offer<Input, Event> = (
  input: (at: Instant) => Input,
  documents: readonly Document[],
) => Promise<Answer<Event>>;

/** A stream to the loop, whatever its machine is. */
export interface LiveStream {
  readonly id: StreamId;
  /** True if inputs wait that nothing was decided about. */
  readonly waits: boolean;
  /** True if inputs wait, or what was decided is not durable yet. */
  readonly busy: boolean;
  /** When time alone moves the stream on; undefined: never. */
  readonly nextWake: Instant | undefined;
  /**
   * Decides what lies in the inbox, and what is due, on top of the turns before, be they durable or not. Undefined: there
   * is nothing to do.
   */
  turn(now: Instant): Turn | undefined;
  /** Decides no more before it is recovered: its state may not be what the journal has. The inbox stays. */
  drop(): void;
  /** Folds the journal anew. Throws `DamagedJournal`. */
  recover(store: Store): Promise<void>;
  /** Gives up: nobody gets an answer any more. */
  stop(): void;
}

export interface Turn {
  /** Left out: every input was one that had been taken before. */
  readonly append?: Append;
  /** To be called once the append is durable: that of each turn after those of the turns before. */
  commit(): void;
}

interface Letter<Input, Event> {
  readonly input: (at: Instant) => Input;
  readonly documents: readonly Document[];
  readonly answer: (answer: Answer<Event>) => void;
}

/** A state, and where in its stream it is. */
interface Held<State> {
  readonly state: State;
  readonly link: Link;
  readonly at: number;
}

/**
 * A stream in memory: its machine's state, and the inputs that wait for it. Memory is ahead of the disk only between
 * `turn` and `commit`, and nobody outside sees it then (semantics, rule 2).
 */
export class Live<Plan, State, Input extends AnyEvent, Event extends AnyEvent, Command>
  implements LiveStream
{
  readonly id: StreamId;
  readonly plan: Plan;
  readonly #machine: Machine<Plan, State, Input, Event, Command>;
  readonly #woke: (at: Instant) => Input;
  readonly #adapter: StreamAdapter<State, Event, Command>;
  readonly #stir: () => void;
  /** The durable state. */
  #held: Held<State> | undefined;
  /**
   * The turns that are not durable yet, oldest first, each with its state and the number of inbox letters it answers.
   */
  #ahead: { readonly held: Held<State>; readonly letters: number }[] = [];
  /** The state in memory may differ from the journal, so nothing is decided on it. */
  #dropped = false;
  #from: Seq = 0;
  #inbox: Letter<Input, Event>[] = [];
  #stopped = false;
  #left = false;
  #moved: Offer<Input, Event> | undefined;

  constructor(
    id: StreamId,
    plan: Plan,
    machine: Machine<Plan, State, Input, Event, Command>,
    woke: (at: Instant) => Input,
    adapter: StreamAdapter<State, Event, Command>,
    stir: () => void,
  ) {
    this.id = id;
    this.plan = plan;
    this.#machine = machine;
    this.#woke = woke;
    this.#adapter = adapter;
    this.#stir = stir;
  }

  /** The state that was last known to be durable. */
  get state(): State {
    invariant(this.#held !== undefined, `${this.id} has a state`);
    return this.#held.state;
  }

  get length(): Seq {
    invariant(this.#held !== undefined, `${this.id} has a state`);
    return this.#held.link.length;
  }

  /** How many events its state was not folded from, since a snapshot held them. */
  get recoveredFrom(): Seq {
    return this.#from;
  }

  /** A snapshot of the durable state; undefined if the machine has none. */
  snapshot(): { readonly text: string; readonly digest: string; readonly length: Seq } | undefined {
    const form = this.#machine.snapshot;
    if (form === undefined || this.#held === undefined || this.#dropped) return undefined;
    return { ...snapshotOf(form, this.#held), length: this.length };
  }

  get waits(): boolean {
    return this.#inbox.length > this.#decided;
  }

  get busy(): boolean {
    return this.#inbox.length > 0 || this.#ahead.length > 0;
  }

  get nextWake(): Instant | undefined {
    const last = this.#last;
    return last && this.#machine.nextWake(last.state);
  }

  get #last(): Held<State> | undefined {
    return this.#ahead.at(-1)?.held ?? this.#held;
  }

  /** How many letters of the inbox were decided. */
  get #decided(): number {
    return this.#ahead.reduce((sum, { letters }) => sum + letters, 0);
  }

  /**
   * Puts an input into the inbox. Resolves once what it led to is durable, and with it the documents that it speaks of; an
   * input that was taken before leads to nothing.
   */
  offer(input: (at: Instant) => Input, documents: readonly Document[] = []): Promise<Answer<Event>> {
    if (this.#stopped) return Promise.resolve("stopped");
    if (this.#left) return Promise.resolve([]);
    if (this.#moved !== undefined) return this.#moved(input, documents);
    return new Promise((answer) => {
      this.#inbox.push({ input, documents, answer });
      this.#stir();
    });
  }

  /** The stream is held elsewhere from now on; whoever still has this one reaches it there. */
  moveTo(elsewhere: Offer<Input, Event>): void {
    this.#moved = elsewhere;
  }

  /** Nothing is decided here any more: whatever waits, and comes later, leads to nothing. */
  leave(): void {
    this.#left = true;
    for (const { answer } of this.#inbox.splice(this.#decided)) answer([]);
  }

  turn(now: Instant): Turn | undefined {
    const held = this.#last;
    invariant(held !== undefined && !this.#dropped, `${this.id} was recovered before its turn`);
    const decided = this.#decided;
    const letters = this.#inbox.slice(decided, decided + limits.turnInputsMax);
    const at = Math.max(now, held.at);
    const turns = this.#machine.turns(this.plan, held.state);
    let seq = held.link.length;
    const events: Placed<Event>[] = [];
    const decide = (input: Input): readonly Placed<Event>[] => {
      const placed = turns.take(input).map((event) => ({ seq: seq++, event }));
      events.push(...placed);
      return placed;
    };
    const answers = letters.map((letter) => ({ letter, placed: decide(letter.input(at)) }));
    // Received inputs are decided before expired timers (semantics, rule 5).
    let state = turns.end();
    const due = this.#machine.nextWake(state);
    if (due !== undefined && due <= at) {
      const woken = this.#machine.turn(this.plan, state, this.#woke(at));
      events.push(...woken.events.map((event) => ({ seq: seq++, event })));
      state = woken.state;
    }
    if (letters.length === 0 && events.length === 0) return undefined;
    const { records, link } = recorded(
      this.id,
      held.link,
      events.map(({ event, seq }) => this.#adapter.rests?.(event, seq, state) ?? event),
    );
    const next = { state, link, at: events.length === 0 ? held.at : at };
    this.#ahead.push({ held: next, letters: letters.length });
    const commit = (): void => {
      this.#held = next;
      this.#ahead.shift();
      this.#inbox.splice(0, letters.length);
      for (const { letter, placed } of answers) letter.answer(placed);
      if (events.length === 0) return;
      this.#adapter.committed(events, state);
      for (const placed of events) {
        const command = this.#machine.command(this.plan, state, placed.event, placed.seq);
        if (command !== undefined) this.#adapter.carry(command, placed);
      }
    };
    if (records.length === 0) return { commit };
    const documents = letters.flatMap((letter) => letter.documents);
    const closed = this.#adapter.closed(state);
    const line = closed ? this.#adapter.line?.(state) : undefined;
    const append = { stream: this.id, expected: held.link.length, records, closed, ...line };
    return { append: documents.length === 0 ? append : { ...append, documents }, commit };
  }

  drop(): void {
    this.#dropped = true;
    this.#ahead = [];
  }

  /** As a stream of which the journal has nothing. */
  begin(): void {
    this.#held = { state: this.#machine.empty, link: genesis(this.id), at: 0 };
  }

  async recover(store: Store): Promise<void> {
    const { state, link, at, from } = await recover<Plan, State, Event>(
      store,
      this.id,
      this.#machine,
      this.plan,
    );
    this.#held = { state, link, at };
    this.#from = from;
    this.#dropped = false;
  }

  /** The events whose commands are unanswered, with those commands, in order; of `only` these, where it is given. */
  async pending(
    store: Store,
    only?: readonly Seq[],
  ): Promise<readonly (Placed<Event> & { readonly command: Command })[]> {
    const wanted = new Set(only ?? this.#machine.pending(this.state));
    const results: (Placed<Event> & { readonly command: Command })[] = [];
    if (wanted.size === 0) return results;
    for await (const record of store.read(this.id, Math.min(this.length, ...wanted))) {
      const { seq } = record;
      if (!wanted.delete(seq)) continue;
      const event = eventOf<Event>(record, store.sealer);
      invariant(event !== undefined, `event ${seq} of ${this.id} is one`);
      const command = this.#machine.command(this.plan, this.state, event, seq);
      if (command !== undefined) results.push({ seq, event, command });
      if (wanted.size === 0) break;
    }
    return results;
  }

  stop(): void {
    this.#stopped = true;
    const letters = this.#inbox;
    this.#inbox = [];
    this.#ahead = [];
    for (const { answer } of letters) answer("stopped");
  }
}
